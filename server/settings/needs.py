"""Which process is given which secret: one table for the supervisor and for the processes.

A process that has no use for a secret neither gets it from the supervisor nor reads it where it is
started by hand, so that whoever takes over that process learns no more than it had to know.
"""

from collections.abc import Mapping

DATABASE = "SMARTHANDS_DATABASE_URL"
SECRET = "SMARTHANDS_SECRET"  # noqa: S105 the name of a setting
EVIDENCE = ("SMARTHANDS_S3_ACCESS_KEY", "SMARTHANDS_S3_SECRET_KEY")
SWEEPS = ("SMARTHANDS_S3_SWEEP_ACCESS_KEY", "SMARTHANDS_S3_SWEEP_SECRET_KEY")
QUEUE = "SMARTHANDS_QUEUE_URL"
METRICS = "SMARTHANDS_METRICS_TOKEN"
TURN = "SMARTHANDS_TURN_SECRET"
MEDIA = "SMARTHANDS_MEDIA_TOKEN"

SECRETS = frozenset({DATABASE, SECRET, *EVIDENCE, *SWEEPS, QUEUE, METRICS, TURN, MEDIA})
NEEDS: dict[str, frozenset[str]] = {
    "operator": SECRETS,
    "web": frozenset({DATABASE, SECRET, *EVIDENCE, QUEUE, METRICS, TURN, MEDIA}),
    "worker": frozenset({DATABASE, *EVIDENCE, *SWEEPS}),
    "migrate": frozenset({DATABASE}),
    "seed": frozenset({DATABASE, SECRET, *EVIDENCE}),
    "media": frozenset({MEDIA}),
}

# What any program needs of its surroundings, and what says nothing about us.
GENERAL = frozenset({"PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR"}) | {
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
}
GENERAL_PREFIXES = ("LC_", "PYTHON", "OPENBLAS_", "MALLOC_", "COVERAGE_")
# libpq reads its TLS settings and its password file from here, boto3 its certificate authorities.
CLIENT_PREFIXES = ("PG", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")


def needed(environ: Mapping[str, str], part: str) -> dict[str, str]:
    """The variables without the secrets that `part` has no use for."""
    return {
        name: value
        for name, value in environ.items()
        if name not in SECRETS or name in NEEDS.get(part, frozenset())
    }


def surroundings(environ: Mapping[str, str], part: str) -> dict[str, str]:
    """What a process inherits of the supervisor's own environment, no secret among it."""
    reads_settings = DATABASE in NEEDS.get(part, frozenset())
    prefixes = (*GENERAL_PREFIXES, *CLIENT_PREFIXES) if reads_settings else GENERAL_PREFIXES
    return {
        name: value
        for name, value in environ.items()
        if name in GENERAL or (name.startswith(prefixes) and name not in SECRETS)
    }
