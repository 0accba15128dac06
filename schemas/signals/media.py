"""Signals of media nodes: legs, packet flow, stills, stored recordings, wanted bitrates."""

from marshmallow import fields, validate

from schemas.base import Schema, WholeNumber

PROBLEMS = (
    *("disk_full", "disk_failed", "disk_slow", "writer_failed"),
    *("storage_away", "storage_refused", "upload_failed"),
)
"""Problems that may keep a recording from disk or from S3."""


class LegNameSchema(Schema):
    """`lost` and `retired`: the name of one connection with a media node."""

    leg = fields.String(required=True)


class FlowSchema(Schema):
    """Whether packets of this participant arrive at the node."""

    of = fields.UUID(required=True)
    audio = fields.Boolean(required=True)
    video = fields.Boolean(required=True)


class StillSeenSchema(Schema):
    """A still that the node took of the forwarded video; `id` is null on the wall. `at` is in ISO
    8601, width and height are in pixels, `jpeg` is in Base64."""

    of = fields.UUID(required=True)
    id = fields.UUID(required=True, allow_none=True)
    jpeg = fields.String(required=True)
    width = WholeNumber(required=True)
    height = WholeNumber(required=True)
    at = fields.String(required=True)


class StoredSchema(Schema):
    """How much of a recording the node's disk and S3 have acknowledged."""

    recording = fields.UUID(required=True)
    seconds = fields.Float(required=True)
    disk_bytes = WholeNumber(required=True)
    stored_bytes = WholeNumber(required=True)
    problem = fields.String(required=True, allow_none=True, validate=validate.OneOf(PROBLEMS))


class RateSchema(Schema):
    """The video that viewers need of a publisher now; `kbps` is a cap, or null."""

    video = fields.String(required=True, validate=validate.OneOf(["full", "small", "none"]))
    kbps = WholeNumber(required=True, allow_none=True)
