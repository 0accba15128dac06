"""Gaps: the times without a participant's picture and sound, in a call and in a recorded file."""

from marshmallow import fields, validate

from schemas.base import Measure, Moment, Schema, chosen
from smarthands.model.recording import GapReason

LONGEST = 7 * 86_400
OF_A_CALL = (GapReason.NETWORK, GapReason.PAGE, GapReason.NODE, GapReason.UNKNOWN)
OF_A_FILE = tuple(reason for reason in GapReason if reason not in OF_A_CALL[:3])


def seconds() -> Measure:
    return Measure(required=True, validate=validate.Range(0, LONGEST))


class NewGapSchema(Schema):
    id = fields.UUID(required=True)
    participant = fields.UUID(required=True)
    at = Moment(required=True)
    seconds = seconds()
    why = fields.String(required=True, validate=validate.OneOf([*map(str, OF_A_CALL)]))


class MissingPartSchema(Schema):
    """A stretch of a recorded file with nothing in it, in seconds from the file's beginning."""

    at = seconds()
    seconds = seconds()
    reason = fields.String(required=True, validate=validate.OneOf([*map(str, OF_A_FILE)]))


class GapViewSchema(Schema):
    """A time without a participant's picture and sound; with `evidence_id`, in a recorded file."""

    id = fields.UUID(required=True)
    session_id = fields.UUID(required=True)
    participant = fields.UUID(required=True)
    name = fields.String(required=True)
    evidence_id = fields.UUID(required=True, allow_none=True)
    at = Moment(required=True)
    seconds = fields.Float(required=True)
    why = chosen(GapReason, required=True)
