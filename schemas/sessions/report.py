"""The report of an ended session, and the connection figures that pages send for it."""

from marshmallow import fields, validate

from schemas.base import Measure, Schema, WholeNumber
from schemas.recordings import RecordedTimeSchema
from schemas.sessions.gaps import GapViewSchema


class QualitySchema(Schema):
    """The quality of a connection, as the page measured it."""

    path = fields.String(
        required=True,
        validate=validate.OneOf(["direct", "relay", "node", "node_relay"]),
        metadata={
            "description": "the path used at any time: from page to page, direct or by a relay; "
            "or through a media node, direct or by a relay"
        },
    )
    rtt_ms = Measure(required=True, allow_none=True, validate=validate.Range(0, 60_000))
    loss = Measure(required=True, validate=validate.Range(0, 1))
    kbps = Measure(required=True, validate=validate.Range(0, 1_000_000))
    connected_seconds = Measure(required=True, validate=validate.Range(0, 10**7))
    gaps = WholeNumber(required=True, validate=validate.Range(0, 10**6))
    gap_seconds = Measure(required=True, validate=validate.Range(0, 10**7))


class ConnectionReportSchema(QualitySchema):
    participant = fields.UUID(required=True)
    name = fields.String(required=True)


class ReportSchema(Schema):
    waited_seconds = fields.Float(required=True)
    lasted_seconds = fields.Float(required=True)
    messages = fields.Integer(required=True)
    stills = fields.Integer(required=True)
    marks = fields.Integer(
        required=True, metadata={"description": "marks that were not taken back"}
    )
    recording = fields.Nested(RecordedTimeSchema, required=True, allow_none=True)
    gaps = fields.List(fields.Nested(GapViewSchema, required=True), required=True)
    connections = fields.List(fields.Nested(ConnectionReportSchema, required=True), required=True)
