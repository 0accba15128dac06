"""Shares: a job's evidence by link."""

from marshmallow import fields

from schemas.base import Moment, Wire, Words


class ShareView(Wire):
    id = fields.UUID(required=True)
    label = fields.String(required=True)
    created_at = Moment(required=True)
    expires_at = Moment(required=True)
    revoked_at = Moment(required=True, allow_none=True)


class ListedShare(ShareView):
    url = fields.String(required=True)
    views = fields.Integer(required=True)
    last_viewed_at = Moment(required=True, allow_none=True)


class NewShare(Wire):
    id = fields.UUID(required=True)
    label = Words(200, shortest=1, required=True)
    expires_at = Moment(required=True)


class ShareList(Wire):
    items = fields.List(fields.Nested(ListedShare, required=True), required=True)


class SharedWith(Wire):
    label = fields.String(required=True)
    expires_at = Moment(required=True)


class Contact(Wire):
    organization = fields.String(required=True)
    contact = fields.String(required=True)
