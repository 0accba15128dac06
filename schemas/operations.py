"""What operators' probes and pages ask before anyone signs in."""

from marshmallow import fields

from schemas.base import Wire


class Health(Wire):
    ok = fields.Boolean(required=True)


class Readiness(Wire):
    ok = fields.Boolean(required=True)
    database = fields.Boolean(required=True)
    objects = fields.Boolean(required=True)
    worker = fields.Boolean(required=True)


class Config(Wire):
    name = fields.String(required=True)
    languages = fields.List(fields.String(required=True), required=True)
    upload_max_bytes = fields.Integer(required=True)
    objects_origin = fields.String(required=True)
    version = fields.String(required=True)
