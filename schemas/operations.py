"""Health, readiness and settings, for probes and for pages before sign-in."""

from marshmallow import fields

from schemas.base import Schema


class HealthSchema(Schema):
    ok = fields.Boolean(required=True)


class ReadinessSchema(Schema):
    ok = fields.Boolean(required=True)
    database = fields.Boolean(required=True)
    objects = fields.Boolean(required=True)
    worker = fields.Boolean(required=True)
    confined = fields.Boolean(
        required=True,
        metadata={
            "description": "whether processes that decode files of strangers are walled off: "
            "false where the kernel of a worker or a media node lacks Landlock or seccomp, which "
            "changes nothing of `ok`"
        },
    )


class ConfigSchema(Schema):
    name = fields.String(required=True)
    languages = fields.List(fields.String(required=True), required=True)
    upload_max_bytes = fields.Integer(required=True)
    objects_origin = fields.String(required=True)
    version = fields.String(required=True)
