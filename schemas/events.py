"""Events on the wire; docs/events.md holds the frozen format."""

from marshmallow import fields, validate

from schemas.base import Digest, Moment, Schema, chosen
from smarthands.model.evidence import Audience
from smarthands.model.person import Role


class ActorViewSchema(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(["person", "share", "system"]))
    id = fields.String(required=True)
    name = fields.String(required=True)
    role = chosen(Role)


class SubjectViewSchema(Schema):
    type = fields.String(required=True)
    id = fields.String(required=True)


class EventBodySchema(Schema):
    kind = fields.String(required=True)
    actor = fields.Nested(ActorViewSchema, required=True)
    subject = fields.Nested(SubjectViewSchema, required=True)
    audience = chosen(Audience, required=True)
    details = fields.Dict(
        keys=fields.String(), required=True, metadata={"typescript": "EventDetails"}
    )
    salt = fields.String(required=True)


class EventViewSchema(Schema):
    """An event; `body` is absent when it is withheld from this reader, or erased."""

    stream = fields.String(required=True)
    seq = fields.Integer(required=True)
    at = Moment(required=True)
    body_digest = Digest(required=True)
    hash = Digest(required=True)
    body = fields.Nested(EventBodySchema)


class EventPageSchema(Schema):
    items = fields.List(fields.Nested(EventViewSchema, required=True), required=True)
    next_after = fields.Integer(required=True, allow_none=True)
