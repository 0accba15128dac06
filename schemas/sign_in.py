"""Sign-in: logins, one-time links, one's own password."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.base import Moment, Schema, Words, chosen
from schemas.people import OrganizationViewSchema, PersonViewSchema
from smarthands.model.person import Awaits, FactorKind, LinkPurpose
from smarthands.people.passwords import MIN_PASSWORD

LONGEST_PASSWORD = 200


def secret(longest: int, *, required: bool = False, **facts: Any) -> fields.String:
    return fields.String(
        required=required,
        load_only=True,
        validate=validate.Length(max=longest),
        metadata={"format": "password", **facts},
    )


class SignInSchema(Schema):
    """Either an address and a password, or the token of a one-time link."""

    email = Words(254)
    password = secret(LONGEST_PASSWORD)
    link = secret(200)
    bearer = fields.Boolean(load_default=False, truthy={True}, falsy={False})

    @validates_schema
    def one_way(self, data: dict[str, object], **_kwargs: object) -> None:
        if ("link" in data) == ("email" in data and "password" in data):
            raise ValidationError("Send either a link, or an email and a password.", "link")


class SignedInSchema(Schema):
    person = fields.Nested(PersonViewSchema, required=True)
    expires_at = Moment(required=True)
    token = fields.String(metadata={"description": "for a bearer login, shown this once"})
    awaits = chosen(
        Awaits,
        required=True,
        allow_none=True,
        metadata={"description": "what the sign-in still waits for; until then nothing else opens"},
    )
    methods = fields.List(chosen(FactorKind, required=True), required=True)
    second_factor_due_at = Moment(required=True, allow_none=True)


class LoginViewSchema(Schema):
    id = fields.UUID(required=True)
    expires_at = Moment(required=True)


class DeviceViewSchema(Schema):
    """One of one's own logins, as its owner knows it again."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(("cookie", "bearer")))
    device = fields.String(
        required=True, metadata={"description": "like `Chrome · Android`; empty if it says nothing"}
    )
    current = fields.Boolean(required=True)
    created_at = Moment(required=True)
    last_seen_at = Moment(required=True, metadata={"description": "to some minutes"})
    expires_at = Moment(required=True)


class DeviceListSchema(Schema):
    items = fields.List(fields.Nested(DeviceViewSchema, required=True), required=True)


class PhoneKeySchema(Schema):
    person_id = fields.UUID(required=True, metadata={"description": "whose key it is"})
    key = fields.String(
        required=True, metadata={"description": "256 bits in base64url, the same at every request"}
    )


class ConfirmSchema(Schema):
    current = secret(LONGEST_PASSWORD, required=True)


class CurrentLoginSchema(Schema):
    person = fields.Nested(PersonViewSchema, required=True)
    organization = fields.Nested(OrganizationViewSchema, required=True)
    login = fields.Nested(LoginViewSchema, required=True)
    has_password = fields.Boolean(required=True)


class NewPasswordSchema(Schema):
    password = secret(LONGEST_PASSWORD, required=True, minLength=MIN_PASSWORD)
    current = secret(LONGEST_PASSWORD)


class LinkViewSchema(Schema):
    name = fields.String(required=True)
    organization = fields.String(required=True)
    purpose = chosen(LinkPurpose, required=True)
    expires_at = Moment(required=True)
