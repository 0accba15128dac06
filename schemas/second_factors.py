"""Second factors: authenticator apps, passkeys and recovery codes."""

from marshmallow import fields

from schemas.base import Moment, Schema, Words, chosen
from smarthands.model.person import FactorKind


class FactorViewSchema(Schema):
    id = fields.UUID(required=True)
    kind = chosen(FactorKind, required=True)
    name = fields.String(required=True)
    created_at = Moment(required=True)
    last_used_at = Moment(required=True, allow_none=True)


class FactorListSchema(Schema):
    items = fields.List(fields.Nested(FactorViewSchema, required=True), required=True)
    recovery_codes = fields.Integer(required=True, metadata={"description": "how many are left"})
    needed = fields.Boolean(required=True)
    due_at = Moment(required=True, allow_none=True)


class NewAppSchema(Schema):
    name = Words(60, shortest=1, required=True)


class AppKeySchema(Schema):
    """The key of a new authenticator app, shown this once."""

    id = fields.UUID(required=True)
    secret = fields.String(required=True)
    url = fields.String(required=True, metadata={"description": "an otpauth URL"})
    qr = fields.String(required=True, metadata={"description": "the URL as a data URI of an SVG"})


class CodeSchema(Schema):
    code = Words(40, shortest=1, required=True)


class PasskeyOptionsSchema(Schema):
    """What `navigator.credentials` needs, as WebAuthn's JSON has it."""

    options = fields.Dict(keys=fields.String(), required=True)


class PasskeySchema(Schema):
    """What `navigator.credentials` gave, as WebAuthn's JSON has it."""

    credential = fields.Dict(keys=fields.String(), required=True)


class NewPasskeySchema(PasskeySchema):
    name = Words(60, shortest=1, required=True)


class FactorAddedSchema(Schema):
    factor = fields.Nested(FactorViewSchema, required=True)
    recovery_codes = fields.List(fields.String(required=True), required=True, allow_none=True)
    token = fields.String(
        metadata={"description": "for a bearer login that waited for this, shown this once"}
    )


class RecoveryCodesSchema(Schema):
    recovery_codes = fields.List(fields.String(required=True), required=True)
