"""What the page of a share shows."""

from marshmallow import fields

from schemas.base import Schema
from schemas.jobs import JobContextSchema, JobDocumentSchema
from schemas.shares import ContactSchema, SharedWithSchema


class SharedJobSchema(Schema):
    share = fields.Nested(SharedWithSchema, required=True)
    contact = fields.Nested(ContactSchema, required=True)
    document = fields.Nested(JobDocumentSchema, required=True)
    context = fields.Nested(JobContextSchema, required=True)
