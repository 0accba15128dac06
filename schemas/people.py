"""Organizations and their people."""

from marshmallow import fields, validate

from schemas.base import EmailAddress, Moment, PageQuerySchema, Schema, Words, chosen
from smarthands.model.organization import OrganizationKind
from smarthands.model.person import Role

LANGUAGES = ("en", "de")


class OrganizationViewSchema(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    kind = chosen(OrganizationKind, required=True)
    contact = fields.String(required=True)


class OrganizationEditSchema(Schema):
    name = Words(200, shortest=1)
    contact = Words(500)


class NewOrganizationSchema(Schema):
    id = fields.UUID(required=True)
    name = Words(200, shortest=1, required=True)
    contact = Words(500, load_default="")


class OrganizationPageSchema(Schema):
    items = fields.List(fields.Nested(OrganizationViewSchema, required=True), required=True)
    next = fields.String(required=True, allow_none=True)


class PersonViewSchema(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
    role = chosen(Role, required=True)
    organization_id = fields.UUID(required=True)
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    active = fields.Boolean(required=True)
    created_at = Moment(required=True)


class PersonQuerySchema(PageQuerySchema):
    role = chosen(Role)
    active = fields.Boolean()
    organization = fields.UUID()


class PersonPageSchema(Schema):
    items = fields.List(fields.Nested(PersonViewSchema, required=True), required=True)
    next = fields.String(required=True, allow_none=True)


def _email(*, required: bool = False) -> EmailAddress:
    return EmailAddress(required=required, validate=validate.Length(max=254))


class NewPersonSchema(Schema):
    id = fields.UUID(required=True)
    name = Words(200, shortest=1, required=True)
    email = _email(required=True)
    role = chosen(Role, required=True)
    organization_id = fields.UUID(allow_none=True)
    language = fields.String(validate=validate.OneOf(LANGUAGES))


class PersonEditSchema(Schema):
    name = Words(200, shortest=1)
    email = _email()
    role = chosen(Role)
    language = fields.String(validate=validate.OneOf(LANGUAGES))


class HandedLinkSchema(Schema):
    url = fields.String(required=True)
    expires_at = Moment(required=True)


class LinkedJobSchema(Schema):
    id = fields.UUID(required=True)
    number = fields.String(required=True)
    title = fields.String(required=True)


class MadeLinkSchema(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(("share", "join")))
    id = fields.UUID(required=True)
    label = fields.String(required=True)
    expires_at = Moment(required=True)
    job = fields.Nested(LinkedJobSchema, required=True)


class MadeLinkListSchema(Schema):
    items = fields.List(fields.Nested(MadeLinkSchema, required=True), required=True)


class PersonWithLinkSchema(Schema):
    person = fields.Nested(PersonViewSchema, required=True)
    link = fields.Nested(HandedLinkSchema, required=True)
