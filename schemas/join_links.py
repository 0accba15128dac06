"""Join links: how a guest technician enters a call without an account."""

from marshmallow import fields, validate

from schemas.base import Moment, Schema, Words

SHORTEST_KEY = 22
"""So many characters of Base64 have 128 bits."""


class JoinViewSchema(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    created_at = Moment(required=True)
    expires_at = Moment(required=True)
    revoked_at = Moment(required=True, allow_none=True)
    taken_at = Moment(required=True, allow_none=True)


class ListedJoinSchema(JoinViewSchema):
    url = fields.String(required=True)


class JoinListSchema(Schema):
    items = fields.List(fields.Nested(ListedJoinSchema, required=True), required=True)


class NewJoinSchema(Schema):
    id = fields.UUID(required=True)
    name = Words(200, shortest=1, required=True)
    expires_at = Moment(required=True)


class JoinEditSchema(Schema):
    name = Words(200, shortest=1, required=True)


class JoinPeekSchema(Schema):
    name = fields.String(required=True)
    organization = fields.String(required=True)
    job_number = fields.String(required=True)
    job_title = fields.String(required=True)
    expires_at = Moment(required=True)
    taken = fields.Boolean(required=True)


class TakeJoinSchema(Schema):
    name = Words(200, shortest=1, required=True)
    key = fields.String(
        validate=validate.Length(SHORTEST_KEY, 200),
        metadata={"description": "a secret of the phone's making; with it a press is made again"},
    )
    bearer = fields.Boolean(load_default=False, truthy={True}, falsy={False})
