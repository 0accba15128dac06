"""Recordings: who asks for one, who consents to it, and the chapters that a player shows."""

from marshmallow import fields, validate

from schemas.base import Moment, Schema, chosen
from schemas.evidence import AuthorSchema
from smarthands.model.person import Role
from smarthands.model.recording import RecordingState


class NewRecordingSchema(Schema):
    id = fields.UUID(required=True)


class AnswerSchema(Schema):
    """A participant's consent to being recorded, or her refusal."""

    given = fields.Boolean(required=True, truthy={True}, falsy={False})


class ChapterSchema(Schema):
    """An event of the session, `at` seconds after a recording's beginning.

    `id` names a message, a still (and its photo), the picture of marks, a gap, or the participant
    who consented.
    """

    at = fields.Float(required=True)
    kind = fields.String(
        required=True, validate=validate.OneOf(["message", "still", "marks", "gap", "consent"])
    )
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = chosen(
        Role, required=True, allow_none=True, metadata={"description": "her role at that time"}
    )
    text = fields.String(
        required=True, metadata={"description": "the line of a message, the reason of a gap"}
    )
    seconds = fields.Float(
        required=True, allow_none=True, metadata={"description": "length of a gap"}
    )
    given = fields.Boolean(
        required=True, allow_none=True, metadata={"description": "whether consent was given"}
    )


class ChaptersSchema(Schema):
    items = fields.List(fields.Nested(ChapterSchema, required=True), required=True)


class ConsentViewSchema(Schema):
    participant = fields.UUID(required=True)
    name = fields.String(required=True)
    given = fields.Boolean(required=True)
    at = Moment(required=True)


class RecordedTimeSchema(Schema):
    seconds = fields.Float(
        required=True, metadata={"description": "the time for which the recording was on in all"}
    )
    consents = fields.List(fields.Nested(ConsentViewSchema, required=True), required=True)


class RecordingViewSchema(Schema):
    id = fields.UUID(required=True)
    state = chosen(RecordingState, required=True)
    asked_by = fields.Nested(AuthorSchema, required=True)
    asked_at = Moment(required=True)
    started_at = Moment(required=True, allow_none=True)
    stopped_at = Moment(required=True, allow_none=True)
    consents = fields.List(fields.Nested(ConsentViewSchema, required=True), required=True)
