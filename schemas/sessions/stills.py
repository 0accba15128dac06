"""Stills: the pictures that an expert asks a phone or a media node for."""

from marshmallow import fields, validate

from schemas.base import INT32, Digest, Moment, Schema, WholeNumber, chosen
from schemas.evidence import AuthorSchema
from smarthands.model.session import StillState


class NewStillSchema(Schema):
    id = fields.UUID(required=True)


class StillViewSchema(Schema):
    id = fields.UUID(required=True)
    session_id = fields.UUID(required=True)
    requested_by = fields.Nested(AuthorSchema, required=True)
    requested_at = Moment(required=True)
    expires_at = Moment(required=True)
    state = chosen(StillState, required=True)


class StillUploadSchema(Schema):
    """A still of the video. `participant` owns the camera (by default the one on site); `at` is the
    moment of the picture."""

    size = WholeNumber(required=True, validate=validate.Range(1, INT32))
    sha256 = Digest(required=True)
    participant = fields.UUID(load_default=None, allow_none=True)
    at = Moment(load_default=None, allow_none=True)
