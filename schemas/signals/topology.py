"""The topology of a session: who has a seat in it, and to whom a page connects."""

from marshmallow import fields, validate

from schemas.base import Schema

ROLES = ("technician", "guest", "expert", "media")
PATHS = ("node", "direct", "waiting")
WATCHES = ("live", "stills")
PHOTO_RULES = ("allowed", "stills_only", "none")


class SeatedSchema(Schema):
    """A participant of a session, whether her page is connected or not. `media` is what her page
    wants of the others; `consent` is her answer to the recording that is asked for or on."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    present = fields.Boolean(required=True)
    page = fields.String(required=True, allow_none=True)
    media = fields.String(required=True, validate=validate.OneOf(WATCHES))
    consent = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(["given", "refused"])
    )


class TopologyPeerSchema(Schema):
    """A peer to which this page connects; `polite` is its own role in perfect negotiation."""

    participant = fields.UUID(required=True)
    page = fields.String(required=True)
    polite = fields.Boolean(required=True)


class RecordingNowSchema(Schema):
    """The recording that is asked for, on, or paused."""

    id = fields.UUID(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["asked", "on", "paused"]))


class TopologySchema(Schema):
    """Participants and peers. `path` is how media goes; while it is `waiting`, connections that
    stand are kept and no new ones are made. `photo_rule` is what the site allows of pictures: only
    where it is `allowed` does a picture go from who is on site."""

    session = fields.UUID(required=True)
    path = fields.String(required=True, validate=validate.OneOf(PATHS))
    photo_rule = fields.String(required=True, validate=validate.OneOf(PHOTO_RULES))
    participants = fields.List(fields.Nested(SeatedSchema, required=True), required=True)
    connect = fields.List(fields.Nested(TopologyPeerSchema, required=True), required=True)
    recording = fields.Nested(RecordingNowSchema, required=True, allow_none=True)


class DismissedSchema(Schema):
    session = fields.UUID(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(["moved", "ended", "left"]))
