"""The job document that pages hold and patch by events, and the share's page around it."""

from marshmallow import fields, validate

from schemas.base import Moment, Schema
from schemas.evidence import EvidenceViewSchema
from schemas.jobs import JobViewSchema
from schemas.join_links import JoinViewSchema
from schemas.marks import MarkViewSchema
from schemas.people import OrganizationViewSchema
from schemas.places import AssetViewSchema, SiteViewSchema
from schemas.sessions.gaps import GapViewSchema
from schemas.sessions.sessions import MessageViewSchema, SessionViewSchema
from schemas.sessions.stills import StillViewSchema
from schemas.shares import ShareViewSchema
from schemas.statements import StatementViewSchema


def _by_id(schema: type[Schema]) -> fields.Dict:
    """The items of one noun by their ids."""
    return fields.Dict(
        keys=fields.String(), values=fields.Nested(schema, required=True), required=True
    )


class DocumentQuerySchema(Schema):
    after = fields.String(load_default=None, validate=validate.Length(max=200))


class JobDocumentSchema(Schema):
    """A job at `seq`: to apply later events to it equals fetching it again."""

    seq = fields.Integer(required=True)
    job = fields.Nested(JobViewSchema, required=True)
    evidence = _by_id(EvidenceViewSchema)
    shares = _by_id(ShareViewSchema)
    sessions = _by_id(SessionViewSchema)
    messages = _by_id(MessageViewSchema)
    stills = _by_id(StillViewSchema)
    marks = _by_id(MarkViewSchema)
    gaps = _by_id(GapViewSchema)
    joins = _by_id(JoinViewSchema)
    statements = _by_id(StatementViewSchema)
    next = fields.String(
        metadata={
            "description": "the `after` of the next part, where a job has more evidence, messages "
            "and marks than one answer has room for"
        }
    )


class JobContextSchema(Schema):
    organization = fields.Nested(OrganizationViewSchema, required=True)
    site = fields.Nested(SiteViewSchema, required=True)
    assets = fields.List(fields.Nested(AssetViewSchema, required=True), required=True)


class SharedWithSchema(Schema):
    label = fields.String(required=True)
    expires_at = Moment(required=True)


class ContactSchema(Schema):
    organization = fields.String(required=True)
    contact = fields.String(required=True)


class SharedJobSchema(Schema):
    share = fields.Nested(SharedWithSchema, required=True)
    contact = fields.Nested(ContactSchema, required=True)
    document = fields.Nested(JobDocumentSchema, required=True)
    context = fields.Nested(JobContextSchema, required=True)
