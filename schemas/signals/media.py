"""What media nodes signal: legs, packet flow, stills, stored recordings, wanted bitrates."""

from marshmallow import fields, validate

from schemas.base import Schema

PROBLEMS = (
    *("disk_full", "disk_failed", "disk_slow", "writer_failed"),
    *("storage_away", "storage_refused", "upload_failed"),
)
"""What may keep a recording from disk or from S3."""


class LegNameSchema(Schema):
    """One connection with a node."""

    leg = fields.String(required=True)


class FlowSchema(Schema):
    """Whether packets of this participant come to the node."""

    of = fields.UUID(required=True)
    audio = fields.Boolean(required=True)
    video = fields.Boolean(required=True)


class StillSeenSchema(Schema):
    """A still that the node took of the forwarded video; `id` is null on the wall. `at` in ISO
    8601, width and height in pixels, `jpeg` in Base64."""

    of = fields.UUID(required=True)
    id = fields.UUID(required=True, allow_none=True)
    jpeg = fields.String(required=True)
    width = fields.Integer(required=True, strict=True)
    height = fields.Integer(required=True, strict=True)
    at = fields.String(required=True)


class StoredSchema(Schema):
    """What of a recording has been acknowledged: by the node's disk, and by S3."""

    recording = fields.UUID(required=True)
    seconds = fields.Float(required=True)
    disk_bytes = fields.Integer(required=True, strict=True)
    stored_bytes = fields.Integer(required=True, strict=True)
    problem = fields.String(required=True, allow_none=True, validate=validate.OneOf(PROBLEMS))


class RateSchema(Schema):
    """What anybody needs of the publisher's picture now; `kbps` is a cap, or null."""

    video = fields.String(required=True, validate=validate.OneOf(["full", "small", "none"]))
    kbps = fields.Integer(required=True, allow_none=True, strict=True)
