"""The live session's facts: what pages send by HTTP and what they are answered."""

from typing import Any

from marshmallow import ValidationError, fields, validate

from schemas.base import Measure, Moment, Prose, Schema, Words, chosen
from schemas.evidence import AuthorSchema
from smarthands.model.recording import GapReason, RecordingState
from smarthands.model.session import EndReason, SessionKind, SessionState, StillState

# An invisible character that turns the reading direction could make a line read as another.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class PlainWords(Words):
    """Words without characters that turn the reading direction."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if TURNING & set(text):
            raise ValidationError("There is a character in it that turns the reading direction.")
        return text


class PlainProse(Prose, PlainWords):
    """Prose without them."""


class NewSessionSchema(Schema):
    id = fields.UUID(required=True)


class NewMessageSchema(Schema):
    id = fields.UUID(required=True)
    text = PlainProse(2000, shortest=1, required=True)


class NewStillSchema(Schema):
    id = fields.UUID(required=True)


class QualitySchema(Schema):
    """How the connection fares, by the page's own measurement."""

    path = fields.String(
        required=True,
        validate=validate.OneOf(["direct", "relay", "node", "node_relay"]),
        metadata={
            "description": "what was used at any time: from page to page, straight or by a relay; "
            "or through a media node, straight or by a relay"
        },
    )
    rtt_ms = Measure(required=True, allow_none=True, validate=validate.Range(0, 60_000))
    loss = Measure(required=True, validate=validate.Range(0, 1))
    kbps = Measure(required=True, validate=validate.Range(0, 1_000_000))
    connected_seconds = Measure(required=True, validate=validate.Range(0, 10**7))
    gaps = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10**6))
    gap_seconds = Measure(required=True, validate=validate.Range(0, 10**7))


class ConnectionReportSchema(QualitySchema):
    participant = fields.UUID(required=True)
    name = fields.String(required=True)


class ConsentViewSchema(Schema):
    participant = fields.UUID(required=True)
    name = fields.String(required=True)
    given = fields.Boolean(required=True)
    at = Moment(required=True)


class RecordedTimeSchema(Schema):
    seconds = fields.Float(required=True, metadata={"description": "how long it was on in all"})
    consents = fields.List(fields.Nested(ConsentViewSchema, required=True), required=True)


class GapViewSchema(Schema):
    """A while without somebody's picture and sound; `evidence_id`: in that recorded file."""

    id = fields.UUID(required=True)
    session_id = fields.UUID(required=True)
    participant = fields.UUID(required=True)
    name = fields.String(required=True)
    evidence_id = fields.UUID(required=True, allow_none=True)
    at = Moment(required=True)
    seconds = fields.Float(required=True)
    why = chosen(GapReason, required=True)


class ReportSchema(Schema):
    waited_seconds = fields.Float(required=True)
    lasted_seconds = fields.Float(required=True)
    messages = fields.Integer(required=True)
    stills = fields.Integer(required=True)
    marks = fields.Integer(required=True, metadata={"description": "that were not taken back"})
    recording = fields.Nested(RecordedTimeSchema, required=True, allow_none=True)
    gaps = fields.List(fields.Nested(GapViewSchema, required=True), required=True)
    connections = fields.List(fields.Nested(ConnectionReportSchema, required=True), required=True)


class ParticipantViewSchema(Schema):
    id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = fields.String(
        required=True, validate=validate.OneOf(["technician", "guest", "expert", "media"])
    )
    joined_at = Moment(required=True)
    left_at = Moment(required=True, allow_none=True)
    consent = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(["given", "refused"]),
        metadata={"description": "to the recording that is asked for or goes on"},
    )


class RecordingViewSchema(Schema):
    id = fields.UUID(required=True)
    state = chosen(RecordingState, required=True)
    asked_by = fields.Nested(AuthorSchema, required=True)
    asked_at = Moment(required=True)
    started_at = Moment(required=True, allow_none=True)
    stopped_at = Moment(required=True, allow_none=True)
    consents = fields.List(fields.Nested(ConsentViewSchema, required=True), required=True)


class SessionViewSchema(Schema):
    id = fields.UUID(required=True)
    kind = chosen(SessionKind, required=True)
    state = chosen(SessionState, required=True)
    asked_at = Moment(required=True)
    asked_by = fields.Nested(AuthorSchema, required=True)
    experts_online = fields.Integer(
        required=True, metadata={"description": "who was online and free when it was asked"}
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


class StillViewSchema(Schema):
    id = fields.UUID(required=True)
    session_id = fields.UUID(required=True)
    requested_by = fields.Nested(AuthorSchema, required=True)
    requested_at = Moment(required=True)
    expires_at = Moment(required=True)
    state = chosen(StillState, required=True)


class IceServerSchema(Schema):
    urls = fields.List(fields.String(required=True), required=True)
    username = fields.String()
    credential = fields.String()


class SeatViewSchema(Schema):
    session = fields.Nested(SessionViewSchema, required=True)
    participant = fields.UUID(required=True)
    ice_servers = fields.List(fields.Nested(IceServerSchema, required=True), required=True)


class CallViewSchema(Schema):
    """A session with what somebody who is rung wants to know."""

    session = fields.Nested(SessionViewSchema, required=True)
    job_id = fields.UUID(required=True)
    job_number = fields.String(required=True)
    job_title = fields.String(required=True)
    priority = fields.Integer(required=True)
    reference = fields.String(required=True)
    site_name = fields.String(required=True)
    time_zone = fields.String(required=True, metadata={"description": "the site's"})
    arrive_by = Moment(required=True, allow_none=True)
    arrived_at = Moment(required=True, allow_none=True)


class CallListSchema(Schema):
    ringing = fields.List(fields.Nested(CallViewSchema, required=True), required=True)
    live = fields.List(fields.Nested(CallViewSchema, required=True), required=True)
    experts_online = fields.Integer(required=True)


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
    name = PlainWords(200, shortest=1, required=True)
    expires_at = Moment(required=True)


class JoinPeekSchema(Schema):
    name = fields.String(required=True)
    organization = fields.String(required=True)
    job_number = fields.String(required=True)
    job_title = fields.String(required=True)
    expires_at = Moment(required=True)
    taken = fields.Boolean(required=True)


class TakeJoinSchema(Schema):
    name = PlainWords(200, shortest=1, required=True)
    key = fields.String(
        load_default="",
        validate=validate.Length(max=200),
        metadata={"description": "a secret of the phone's making; with it a press is made again"},
    )
    bearer = fields.Boolean(load_default=False, truthy={True}, falsy={False})
