"""Objects: the S3 server, its bucket, and the largest photo in it."""

from server.settings.parse import matching, origin, whole
from server.settings.table.setting import KEY, PORT, TOKEN, Setting

OBJECTS = (
    Setting(
        "SMARTHANDS_S3_URL",
        "s3_url",
        "the embedded S3 server",
        origin,
        "S3 as our processes reach it. When set, the embedded S3 server is not started.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_PUBLIC_URL",
        "s3_public_url",
        "SMARTHANDS_S3_URL",
        origin,
        "S3 as browsers reach it, for uploads and pictures. In production it is https if we are.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_PORT",
        "s3_port",
        "PORT + 333",
        PORT,
        "Port of the embedded S3 server, on 127.0.0.1.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_ACCESS_KEY",
        "s3_access_key",
        "development with the embedded S3 server: made once; else required",
        KEY,
        "Access key id for S3.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_SECRET_KEY",
        "s3_secret_key",
        "development with the embedded S3 server: made once; else required",
        TOKEN,
        "Secret access key for S3.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_SWEEP_ACCESS_KEY",
        "s3_sweep_access_key",
        "with the embedded S3 server: made once; else SMARTHANDS_S3_ACCESS_KEY",
        KEY,
        "Access key id of the worker's second key, which alone may list and delete.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_SWEEP_SECRET_KEY",
        "s3_sweep_secret_key",
        "with the embedded S3 server: made once; else SMARTHANDS_S3_SECRET_KEY",
        TOKEN,
        "Secret access key that belongs to it.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_BUCKET",
        "s3_bucket",
        "evidence",
        matching(
            r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
            "give 3 to 63 lower-case letters, digits, dots and hyphens",
        ),
        "Bucket of the evidence; made with versioning and Object Lock when it is missing.",
    ),
    Setting(
        "SMARTHANDS_S3_REGION",
        "s3_region",
        "us-east-1",
        matching(r"[a-z0-9-]+", "give a region's name, like eu-central-1"),
        "Region of the bucket.",
    ),
    Setting(
        "SMARTHANDS_UPLOAD_MAX_MB",
        "upload_max_mb",
        "64",
        whole(1, 4096),
        "Largest photo accepted, in MB (1,000,000 bytes).",
    ),
)
