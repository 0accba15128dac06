"""Live sessions, their participants, chat and calls: what pages send by HTTP and get back."""

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.base import Moment, Prose, Schema, chosen, last_seen
from schemas.connectivity import IceServerSchema
from schemas.evidence import AuthorSchema
from schemas.recordings import RecordingViewSchema
from schemas.sessions.report import ReportSchema
from smarthands.model.person import Role
from smarthands.model.place import PhotoRule
from smarthands.model.session import EndReason, SessionKind, SessionState


class NewSessionSchema(Schema):
    id = fields.UUID(required=True)


class NewMessageSchema(Schema):
    """A line of chat. A phone that may tell of it later sends the moment as well."""

    id = fields.UUID(required=True)
    text = Prose(2000, shortest=1, required=True)
    happened_at = Moment(metadata={"description": "time of the line by the phone's clock"})
    device_time = Moment(metadata={"description": "time of this request by the phone's clock"})
    seen = last_seen()

    @validates_schema
    def whole(self, data: dict[str, object], **_kwargs: object) -> None:
        given = [name in data for name in ("happened_at", "device_time")]
        if any(given) != all(given) or ("seen" in data and not any(given)):
            raise ValidationError("Send happened_at and device_time together.", "happened_at")


class ParticipantViewSchema(Schema):
    id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = fields.String(
        required=True,
        validate=validate.OneOf(["technician", "guest", "expert", "media"]),
        metadata={"description": "her role in the call"},
    )
    person_role = chosen(
        Role,
        metadata={"description": "the role of her account then; absent in events of before"},
    )
    joined_at = Moment(required=True)
    left_at = Moment(required=True, allow_none=True)
    consent = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(["given", "refused"]),
        metadata={"description": "to the recording that is asked for or goes on"},
    )


class SessionViewSchema(Schema):
    id = fields.UUID(required=True)
    kind = chosen(SessionKind, required=True)
    state = chosen(SessionState, required=True)
    asked_at = Moment(required=True)
    asked_by = fields.Nested(AuthorSchema, required=True)
    experts_online = fields.Integer(
        required=True,
        metadata={"description": "experts who were online and free when the call was asked for"},
    )
    claimed_at = Moment(required=True, allow_none=True)
    claimed_by = fields.Nested(AuthorSchema, required=True, allow_none=True)
    ended_at = Moment(required=True, allow_none=True)
    ended_by = fields.Nested(AuthorSchema, required=True, allow_none=True)
    end_reason = chosen(EndReason, required=True, allow_none=True)
    participants = fields.List(fields.Nested(ParticipantViewSchema, required=True), required=True)
    recording = fields.Nested(
        RecordingViewSchema,
        required=True,
        allow_none=True,
        metadata={"description": "the last one of the session"},
    )
    report = fields.Nested(ReportSchema, required=True, allow_none=True)


class MessageViewSchema(Schema):
    id = fields.UUID(required=True)
    session_id = fields.UUID(required=True)
    author = fields.Nested(AuthorSchema, required=True)
    text = fields.String(required=True)
    sent_at = Moment(required=True)


class SeatViewSchema(Schema):
    session = fields.Nested(SessionViewSchema, required=True)
    participant = fields.UUID(required=True)
    ice_servers = fields.List(fields.Nested(IceServerSchema, required=True), required=True)


class CallViewSchema(Schema):
    """A session with the job's facts that a person who is rung wants to know."""

    session = fields.Nested(SessionViewSchema, required=True)
    job_id = fields.UUID(required=True)
    job_number = fields.String(required=True)
    job_title = fields.String(required=True)
    priority = fields.Integer(required=True)
    reference = fields.String(required=True)
    site_name = fields.String(required=True)
    time_zone = fields.String(required=True, metadata={"description": "the site's"})
    photo_rule = chosen(
        PhotoRule,
        required=True,
        metadata={"description": "`none` also where a permit is required and not entered"},
    )
    arrive_by = Moment(required=True, allow_none=True)
    arrived_at = Moment(required=True, allow_none=True)


class CallListSchema(Schema):
    ringing = fields.List(fields.Nested(CallViewSchema, required=True), required=True)
    live = fields.List(fields.Nested(CallViewSchema, required=True), required=True)
    experts_online = fields.Integer(required=True)
