"""Second factors: setting them up, and the second step of a sign-in."""

from typing import Any
from uuid import UUID

import segno
from flask import Response, jsonify

from schemas.people import PersonViewSchema
from schemas.second_factors import (
    AppKeySchema,
    CodeSchema,
    FactorAddedSchema,
    FactorListSchema,
    NewAppSchema,
    NewPasskeySchema,
    PasskeyOptionsSchema,
    PasskeySchema,
    RecoveryCodesSchema,
)
from schemas.sign_in import SignedInSchema
from server.auth.password_tries import try_code
from server.auth.request_auth import actor, also_begun
from server.http.request import kit
from server.http.routing import Routes
from server.routes.sign_in import put_token, renewed_response
from smarthands.model.person import Awaits
from smarthands.people import second_factors, second_step
from smarthands.people.second_factors import Added

blueprint = Routes(
    "second_factors", __name__, url_prefix="/api", description="Second factors, passkeys, codes"
)


@blueprint.post("/logins/current/code")
@blueprint.arguments(CodeSchema)
@blueprint.response(200, SignedInSchema)
@also_begun(Awaits.FACTOR)
def sign_in_by_code(body: dict[str, Any]) -> Any:
    """Complete a sign-in by a code of an authenticator app, or by a recovery code."""
    with try_code(actor().id):
        signed_in = second_step.by_code(kit(), actor(), **body)
    return renewed_response(signed_in.token)


@blueprint.post("/logins/current/passkey/options")
@blueprint.response(200, PasskeyOptionsSchema)
@also_begun(Awaits.FACTOR)
def passkey_options() -> Any:
    """The options with which a browser asks for one of the person's passkeys."""
    return {"options": second_step.begin_passkey(kit(), actor())}


@blueprint.post("/logins/current/passkey")
@blueprint.arguments(PasskeySchema)
@blueprint.response(200, SignedInSchema)
@also_begun(Awaits.FACTOR)
def sign_in_by_passkey(body: dict[str, Any]) -> Any:
    """Complete a sign-in by a passkey."""
    signed_in = second_step.by_passkey(kit(), actor(), **body)
    return renewed_response(signed_in.token)


@blueprint.get("/second-factors")
@blueprint.response(200, FactorListSchema)
@also_begun(Awaits.ENROLMENT)
def list_second_factors() -> Any:
    """One's own second factors."""
    return second_factors.own(kit(), actor())


@blueprint.post("/second-factors/apps")
@blueprint.arguments(NewAppSchema)
@blueprint.response(201, AppKeySchema)
@also_begun(Awaits.ENROLMENT)
def begin_app(body: dict[str, Any]) -> Any:
    """Begin to set up an authenticator app; it counts once a code of it was sent."""
    key = second_factors.begin_app(kit(), actor(), **body)
    return key | {"qr": segno.make(key["url"], micro=False).svg_data_uri(scale=6, border=4)}


@blueprint.post("/second-factors/apps/<uuid:factor_id>/confirm")
@blueprint.arguments(CodeSchema)
@blueprint.response(200, FactorAddedSchema)
@also_begun(Awaits.ENROLMENT)
def confirm_app(body: dict[str, Any], factor_id: UUID) -> Any:
    """Let an authenticator app count, by a code that it shows."""
    return _added(second_factors.confirm_app(kit(), actor(), factor_id, **body))


@blueprint.post("/second-factors/passkeys/options")
@blueprint.response(200, PasskeyOptionsSchema)
@also_begun(Awaits.ENROLMENT)
def new_passkey_options() -> Any:
    """The options with which a browser makes a new passkey."""
    return {"options": second_factors.begin_passkey(kit(), actor())}


@blueprint.post("/second-factors/passkeys")
@blueprint.arguments(NewPasskeySchema)
@blueprint.response(200, FactorAddedSchema)
@also_begun(Awaits.ENROLMENT)
def add_passkey(body: dict[str, Any]) -> Any:
    """Take up a new passkey."""
    return _added(second_factors.add_passkey(kit(), actor(), **body))


@blueprint.delete("/second-factors/<uuid:factor_id>")
@blueprint.response(204)
def remove_second_factor(factor_id: UUID) -> Any:
    """Remove one of one's own second factors."""
    second_factors.remove(kit(), actor(), factor_id)


@blueprint.post("/second-factors/recovery-codes")
@blueprint.response(201, RecoveryCodesSchema)
def renew_recovery_codes() -> Any:
    """New recovery codes, shown this once; the ones before end."""
    return {"recovery_codes": second_factors.renew_codes(kit(), actor())}


@blueprint.post("/people/<uuid:person_id>/second-factors/reset")
@blueprint.response(200, PersonViewSchema)
def reset_second_factors(person_id: UUID) -> Any:
    """Remove all second factors of a person, who has lost them."""
    return second_factors.reset(kit(), actor(), person_id)


def _added(added: Added) -> Response:
    """The factor, with a new token if the login had waited for it."""
    body: dict[str, Any] = {"factor": added.factor, "recovery_codes": added.recovery_codes}
    signed_in = added.signed_in
    if signed_in and signed_in.login.kind == "bearer":
        body["token"] = signed_in.token
    response = jsonify(FactorAddedSchema().dump(body))
    if signed_in:
        put_token(response, signed_in.person, signed_in.login, signed_in.token)
    return response
