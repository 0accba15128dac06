"""What the page of a share shows."""

from marshmallow import fields

from schemas.base import Wire
from schemas.jobs import JobContext, JobDocument
from schemas.shares import Contact, SharedWith


class SharedJob(Wire):
    share = fields.Nested(SharedWith, required=True)
    contact = fields.Nested(Contact, required=True)
    document = fields.Nested(JobDocument, required=True)
    context = fields.Nested(JobContext, required=True)
