"""Jobs as they go in and as they come out."""

from uuid import UUID

from marshmallow import fields, validate

from schemas.base import Moment, PageQuery, Prose, Wire, WordList, Words, chosen
from schemas.evidence import EvidenceView
from schemas.marks import MarkView
from schemas.people import OrganizationView
from schemas.places import AssetView, SiteView
from schemas.sessions import GapView, JoinView, MessageView, SessionView, StillView
from schemas.shares import ShareView
from smarthands.model.job import JobKind, JobState

MOST_ASSETS, MOST_TECHNICIANS = 100, 20


class Crew(Wire):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class Summary(Wire):
    fault = fields.String(required=True)
    work = fields.String(required=True)


class JobView(Wire):
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
    technicians = fields.List(fields.Nested(Crew, required=True), required=True)
    arrive_by = Moment(required=True, allow_none=True)
    requested_at = Moment(required=True, allow_none=True)
    opened_at = Moment(required=True, allow_none=True)
    acknowledged_at = Moment(required=True, allow_none=True)
    arrived_at = Moment(required=True, allow_none=True)
    held_at = Moment(required=True, allow_none=True)
    hold_reason = fields.String(required=True, allow_none=True)
    completed_at = Moment(required=True, allow_none=True)
    summary = fields.Nested(Summary, required=True, allow_none=True)
    canceled_at = Moment(required=True, allow_none=True)
    cancel_reason = fields.String(required=True, allow_none=True)


class JobRow(JobView):
    site_name = fields.String(required=True)
    time_zone = fields.String(required=True, metadata={"description": "the site's"})
    organization_name = fields.String(required=True)
    evidence_count = fields.Integer(required=True)
    cover = fields.UUID(required=True, allow_none=True)


class JobPage(Wire):
    items = fields.List(fields.Nested(JobRow, required=True), required=True)
    next = fields.String(required=True, allow_none=True)


class JobQuery(PageQuery):
    state = WordList(JobState)
    priority = fields.Integer(validate=validate.Range(1, 4))
    site = fields.UUID()
    organization = fields.UUID()
    technician = fields.String(
        validate=validate.Length(max=36), metadata={"description": "a person's id, or `me`"}
    )
    q = Words(100)


class JobFields(Wire):
    title = Words(200, shortest=1)
    description = Prose(10_000)
    kind = chosen(JobKind)
    priority = fields.Integer(strict=True, validate=validate.Range(1, 4))
    reference = Words(100)
    site_id = fields.UUID()
    asset_ids = fields.List(fields.UUID(required=True), validate=validate.Length(max=MOST_ASSETS))
    arrive_by = Moment(allow_none=True)


class JobEdit(JobFields):
    """Only what is to change."""


def crew_ids(*, required: bool = False) -> fields.List[UUID]:
    return fields.List(
        fields.UUID(required=True),
        required=required,
        validate=validate.Length(max=MOST_TECHNICIANS),
    )


class NewJob(JobFields):
    id = fields.UUID(required=True)
    title = Words(200, shortest=1, required=True)
    site_id = fields.UUID(required=True)
    technician_ids = crew_ids()


class Assignment(Wire):
    technician_ids = crew_ids(required=True)


class Completion(Wire):
    fault = Prose(4000, shortest=1, required=True)
    work = Prose(4000, shortest=1, required=True)


class JobDocument(Wire):
    """A job at `seq`: applying later events to it equals fetching it again."""

    seq = fields.Integer(required=True)
    job = fields.Nested(JobView, required=True)
    evidence = fields.Dict(
        keys=fields.String(), values=fields.Nested(EvidenceView, required=True), required=True
    )
    shares = fields.Dict(
        keys=fields.String(), values=fields.Nested(ShareView, required=True), required=True
    )
    sessions = fields.Dict(
        keys=fields.String(), values=fields.Nested(SessionView, required=True), required=True
    )
    messages = fields.Dict(
        keys=fields.String(), values=fields.Nested(MessageView, required=True), required=True
    )
    stills = fields.Dict(
        keys=fields.String(), values=fields.Nested(StillView, required=True), required=True
    )
    marks = fields.Dict(
        keys=fields.String(), values=fields.Nested(MarkView, required=True), required=True
    )
    gaps = fields.Dict(
        keys=fields.String(), values=fields.Nested(GapView, required=True), required=True
    )
    joins = fields.Dict(
        keys=fields.String(), values=fields.Nested(JoinView, required=True), required=True
    )


class JobContext(Wire):
    organization = fields.Nested(OrganizationView, required=True)
    site = fields.Nested(SiteView, required=True)
    assets = fields.List(fields.Nested(AssetView, required=True), required=True)
