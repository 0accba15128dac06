"""Jobs: what the office sends, and the rows and views that readers get."""

from uuid import UUID

from marshmallow import fields, validate

from schemas.base import (
    Moment,
    PageQuerySchema,
    Prose,
    Schema,
    WholeNumber,
    WordList,
    Words,
    chosen,
)
from schemas.places import PhotoPolicySchema
from smarthands.model.job import JobKind, JobState

MOST_ASSETS, MOST_TECHNICIANS = 100, 20


class CrewSchema(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class SummarySchema(Schema):
    fault = fields.String(required=True)
    work = fields.String(required=True)


class JobViewSchema(Schema):
    id = fields.UUID(required=True)
    number = fields.String(required=True)
    reference = fields.String(required=True)
    kind = chosen(JobKind, required=True)
    priority = fields.Integer(required=True)
    title = fields.String(required=True)
    description = fields.String(required=True)
    state = chosen(JobState, required=True)
    organization_id = fields.UUID(required=True)
    site_id = fields.UUID(required=True)
    asset_ids = fields.List(fields.UUID(required=True), required=True)
    technicians = fields.List(fields.Nested(CrewSchema, required=True), required=True)
    arrive_by = Moment(required=True, allow_none=True)
    requested_at = Moment(required=True, allow_none=True)
    opened_at = Moment(required=True, allow_none=True)
    acknowledged_at = Moment(required=True, allow_none=True)
    arrived_at = Moment(required=True, allow_none=True)
    held_at = Moment(required=True, allow_none=True)
    hold_reason = fields.String(required=True, allow_none=True)
    completed_at = Moment(required=True, allow_none=True)
    summary = fields.Nested(SummarySchema, required=True, allow_none=True)
    canceled_at = Moment(required=True, allow_none=True)
    cancel_reason = fields.String(required=True, allow_none=True)
    # Without `required`: what a phone has kept with an earlier version has none.
    photo_policy = fields.Nested(
        PhotoPolicySchema,
        allow_none=True,
        metadata={
            "description": "the site's; null where everything is allowed without a permit, and of "
            "a job that has ended"
        },
    )


class JobRowSchema(JobViewSchema):
    seq = fields.Integer(
        required=True, metadata={"description": "of the job's last event, as in its document"}
    )
    site_name = fields.String(required=True)
    time_zone = fields.String(required=True, metadata={"description": "the site's"})
    organization_name = fields.String(required=True)
    evidence_count = fields.Integer(required=True)
    waiting = fields.Integer(
        required=True,
        metadata={
            "description": "steps and items that came late and wait for the desk; 0 for readers "
            "who are not the provider's own people"
        },
    )
    cover = fields.UUID(required=True, allow_none=True)


class JobPageSchema(Schema):
    items = fields.List(fields.Nested(JobRowSchema, required=True), required=True)
    next = fields.String(required=True, allow_none=True)


ME_OR_ID = "^(me|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$"


class JobQuerySchema(PageQuerySchema):
    state = WordList(JobState)
    priority = fields.Integer(validate=validate.Range(1, 4))
    site = fields.UUID()
    organization = fields.UUID()
    technician = fields.String(
        validate=validate.Length(max=36),
        metadata={"description": "a person's id, or `me`", "pattern": ME_OR_ID},
    )
    waiting = fields.Boolean(
        metadata={"description": "whether only jobs are wanted on which something waits"}
    )
    q = Words(100)


class JobFieldsSchema(Schema):
    title = Words(200, shortest=1)
    description = Prose(10_000)
    kind = chosen(JobKind)
    priority = WholeNumber(validate=validate.Range(1, 4))
    reference = Words(100)
    site_id = fields.UUID()
    asset_ids = fields.List(fields.UUID(required=True), validate=validate.Length(max=MOST_ASSETS))
    arrive_by = Moment(allow_none=True)


class JobEditSchema(JobFieldsSchema):
    """Only the fields that are to change."""


def crew_ids(*, required: bool = False) -> fields.List[UUID]:
    return fields.List(
        fields.UUID(required=True),
        required=required,
        validate=validate.Length(max=MOST_TECHNICIANS),
    )


class NewJobSchema(JobFieldsSchema):
    id = fields.UUID(required=True)
    title = Words(200, shortest=1, required=True)
    site_id = fields.UUID(required=True)
    technician_ids = crew_ids()


class AssignmentSchema(Schema):
    technician_ids = crew_ids(required=True)
