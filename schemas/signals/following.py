"""Messages by which a page follows jobs, and by which it hears that its lists changed."""

from marshmallow import fields

from schemas.base import Schema


class FollowSchema(Schema):
    """`follow` and `unfollow`: which job's events to send."""

    job = fields.UUID(required=True)


class ChangedSchema(Schema):
    """Something in the reader's lists changed. `job` is null when a list itself did."""

    job = fields.UUID(required=True, allow_none=True)
    seq = fields.Integer(required=True, allow_none=True)
