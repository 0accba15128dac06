"""Statements: what phones tell of a step of a job beside its words, and those that wait."""

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.base import Moment, Prose, Schema, chosen, last_seen
from schemas.evidence import AuthorSchema
from smarthands.model.statement import StatedVerb, StatementState

KEPT_STATES = [state.value for state in StatementState if state != StatementState.APPLIED]


class ToldSchema(Schema):
    """When a step was taken, by the phone's clock: for phones that may tell of it later, or more
    than once. Without an id, the step is taken now."""

    id = fields.UUID(metadata={"description": "of this statement: a retry has the same one"})
    happened_at = Moment(metadata={"description": "time of the step by the phone's clock"})
    device_time = Moment(metadata={"description": "time of this request by the phone's clock"})
    seen = last_seen()

    @validates_schema
    def whole(self, data: dict[str, object], **_kwargs: object) -> None:
        given = [name in data for name in ("id", "happened_at", "device_time")]
        if any(given) != all(given) or ("seen" in data and not any(given)):
            raise ValidationError("Send id, happened_at and device_time together.", "id")


class HoldSchema(ToldSchema):
    reason = Prose(2000, shortest=1, required=True)


class CompletionSchema(ToldSchema):
    fault = Prose(4000, shortest=1, required=True)
    work = Prose(4000, shortest=1, required=True)


class StatementViewSchema(Schema):
    """A step that was told too late to be taken, since others had acted meanwhile."""

    id = fields.UUID(required=True)
    verb = chosen(StatedVerb, required=True)
    author = fields.Nested(AuthorSchema, required=True)
    happened_at = Moment(required=True, metadata={"description": "time by the phone's clock"})
    at = Moment(required=True, metadata={"description": "that time by the server's clock"})
    received_at = Moment(required=True, metadata={"description": "time by the server's clock"})
    reason = fields.String(required=True, allow_none=True)
    fault = fields.String(required=True, allow_none=True)
    work = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(KEPT_STATES))
    decided_at = Moment(required=True, allow_none=True)
    decided_by = fields.Nested(AuthorSchema, required=True, allow_none=True)
    decided_reason = fields.String(required=True, allow_none=True)
