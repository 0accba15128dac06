"""Messages by which a page follows jobs, and by which it hears that its lists changed."""

from marshmallow import fields

from schemas.base import Schema


class FollowSchema(Schema):
    """`follow` and `unfollow`: the job whose events the broker sends."""

    job = fields.UUID(required=True)


class ChangedSchema(Schema):
    """`changed`: a job in the reader's lists changed, or a list itself, when `job` is null."""

    job = fields.UUID(required=True, allow_none=True)
    seq = fields.Integer(required=True, allow_none=True)
