"""The job document that pages hold and patch by events, and the share's page around it."""

from marshmallow import fields

from schemas.base import Moment, Schema
from schemas.evidence import EvidenceViewSchema
from schemas.gaps import GapViewSchema
from schemas.jobs import JobViewSchema
from schemas.join_links import JoinViewSchema
from schemas.marks import MarkViewSchema
from schemas.people import OrganizationViewSchema
from schemas.places import AssetViewSchema, SiteViewSchema
from schemas.sessions import MessageViewSchema, SessionViewSchema
from schemas.shares import ShareViewSchema
from schemas.stills import StillViewSchema


class JobDocumentSchema(Schema):
    """A job at `seq`: to apply later events to it equals fetching it again."""

    seq = fields.Integer(required=True)
    job = fields.Nested(JobViewSchema, required=True)
    evidence = fields.Dict(
        keys=fields.String(), values=fields.Nested(EvidenceViewSchema, required=True), required=True
    )
    shares = fields.Dict(
        keys=fields.String(), values=fields.Nested(ShareViewSchema, required=True), required=True
    )
    sessions = fields.Dict(
        keys=fields.String(), values=fields.Nested(SessionViewSchema, required=True), required=True
    )
    messages = fields.Dict(
        keys=fields.String(), values=fields.Nested(MessageViewSchema, required=True), required=True
    )
    stills = fields.Dict(
        keys=fields.String(), values=fields.Nested(StillViewSchema, required=True), required=True
    )
    marks = fields.Dict(
        keys=fields.String(), values=fields.Nested(MarkViewSchema, required=True), required=True
    )
    gaps = fields.Dict(
        keys=fields.String(), values=fields.Nested(GapViewSchema, required=True), required=True
    )
    joins = fields.Dict(
        keys=fields.String(), values=fields.Nested(JoinViewSchema, required=True), required=True
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
