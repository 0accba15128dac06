"""Gaps: the times without a participant's picture and sound, in a call and in a recorded file."""

from typing import Any

from marshmallow import fields, pre_load, validate

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
    reason = fields.String(required=True, validate=validate.OneOf([*map(str, OF_A_CALL)]))

    @pre_load
    def _read_why(self, body: Any, **_: Any) -> Any:
        """A media node that was not upgraded yet says `why`."""
        if isinstance(body, dict) and "why" in body and "reason" not in body:
            return {"reason" if key == "why" else key: value for key, value in body.items()}
        return body


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
    reason = chosen(GapReason, required=True)
