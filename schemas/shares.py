"""Shares: links by which a job's evidence is seen without a login."""

from marshmallow import fields

from schemas.base import Moment, Schema, Words


class ShareViewSchema(Schema):
    id = fields.UUID(required=True)
    label = fields.String(required=True)
    created_at = Moment(required=True)
    expires_at = Moment(required=True)
    revoked_at = Moment(required=True, allow_none=True)


class ListedShareSchema(ShareViewSchema):
    url = fields.String(required=True)
    views = fields.Integer(required=True)
    last_viewed_at = Moment(required=True, allow_none=True)


class NewShareSchema(Schema):
    id = fields.UUID(required=True)
    label = Words(200, shortest=1, required=True)
    expires_at = Moment(required=True)


class ShareListSchema(Schema):
    items = fields.List(fields.Nested(ListedShareSchema, required=True), required=True)
