"""Sign in and out: logins by password or one-time link, and one's own password."""

from base64 import urlsafe_b64encode
from typing import Any
from uuid import UUID

from flask import Response, g, jsonify, request

from schemas.sign_in import (
    ConfirmSchema,
    CurrentLoginSchema,
    DeviceListSchema,
    LinkViewSchema,
    NewPasswordSchema,
    PhoneKeySchema,
    SignedInSchema,
    SignInSchema,
)
from server.auth.known_devices import remember_device
from server.auth.links import guessing
from server.auth.password_tries import try_current_password, try_to_sign_in
from server.auth.request_auth import actor, presented_token, public, require_own_origin
from server.http.cookies import delete_login_cookie, set_login_cookie
from server.http.request import context, kit
from server.http.routing import Routes
from server.http.user_agent import device_name
from smarthands.model import Login, Person
from smarthands.people import (
    confirming,
    logins,
    one_time_links,
    passwords,
    phone_keys,
    second_step,
    sign_in,
)
from smarthands.people.sign_in import LoginKind, SignedIn

blueprint = Routes("sign_in", __name__, url_prefix="/api", description="Logins and one-time links")


@blueprint.post("/logins")
@blueprint.arguments(SignInSchema)
@blueprint.response(201, SignedInSchema)
@public
def create_login(body: dict[str, Any]) -> Any:
    """Sign in by password or by one-time link; a cookie, or a bearer token when asked for."""
    kind: LoginKind = "bearer" if body["bearer"] else "cookie"
    if kind == "cookie":
        require_own_origin()
    signed_in = _by_link(body, kind) if "link" in body else _by_password(body, kind)
    return login_response(signed_in)


@blueprint.get("/logins/current")
@blueprint.response(200, CurrentLoginSchema)
def current_login() -> Any:
    """The person who is signed in here."""
    return logins.current(kit(), actor())


@blueprint.get("/logins/current/phone-keys/<uuid:phone_id>")
@blueprint.response(200, PhoneKeySchema)
def phone_key(phone_id: UUID) -> Any:
    """The key by which the phone that has chosen this id encrypts what waits there for her."""
    key = phone_keys.phone_key(kit(), actor(), phone_id)
    return {"person_id": actor().person_id, "key": urlsafe_b64encode(key).decode()}


@blueprint.delete("/logins/current")
@blueprint.response(204)
def sign_out() -> Any:
    """Sign out here."""
    sign_in.sign_out(kit(), actor())
    return _without_cookie()


@blueprint.delete("/logins")
@blueprint.response(204)
def sign_out_everywhere() -> Any:
    """Sign out on every device."""
    sign_in.sign_out_everywhere(kit(), actor())
    return _without_cookie()


@blueprint.get("/logins")
@blueprint.response(200, DeviceListSchema)
def list_logins() -> Any:
    """One's own logins, each with its device."""
    return {"items": logins.own(kit(), actor())}


@blueprint.delete("/logins/<uuid:login_id>")
@blueprint.response(204)
def end_login(login_id: UUID) -> Any:
    """End one of one's own logins."""
    logins.end(kit(), actor(), login_id)


@blueprint.post("/logins/current/confirm")
@blueprint.arguments(ConfirmSchema)
@blueprint.response(204)
def confirm(body: dict[str, Any]) -> Any:
    """Give one's password again, which some changes ask for; it holds ten minutes."""
    with try_current_password(str(actor().login_id)):
        confirming.confirm(kit(), actor(), **body)


@blueprint.put("/logins/current/password")
@blueprint.arguments(NewPasswordSchema)
@blueprint.response(200, SignedInSchema)
def set_password(body: dict[str, Any]) -> Any:
    """Set one's own password; other devices are signed out, and this one gets a new token."""
    with try_current_password(str(actor().login_id)):
        token = passwords.set_password(
            kit(), actor(), body["password"], current=body.get("current")
        )
    return renewed_response(token)


@blueprint.get("/links/<token>")
@blueprint.response(200, LinkViewSchema)
@public
def look_at_link(token: str) -> Any:
    """The purpose of a one-time link. A look never uses the link up."""
    with guessing("link"):
        link, person, organization = one_time_links.look_at_link(kit(), token)
    return {
        "name": person.name,
        "organization": organization.name,
        "purpose": link.purpose,
        "expires_at": link.expires_at,
    }


def _by_link(body: dict[str, Any], kind: LoginKind) -> SignedIn:
    with guessing("link"):
        return one_time_links.sign_in_by_link(kit(), body["link"], kind=kind)


def _by_password(body: dict[str, Any], kind: LoginKind) -> SignedIn:
    g.claimed = body["email"]  # the log of refusals keeps its digest
    with try_to_sign_in(body["email"]):
        return sign_in.sign_in_by_password(kit(), body["email"], body["password"], kind=kind)


def login_response(signed_in: SignedIn) -> Any:
    """The response to a new login, which takes the place of the one that came along. A bearer token
    goes into the body; a cookie is set and stays out of it."""
    previous, _ = presented_token()
    device = device_name(request.headers.get("User-Agent", ""))
    sign_in.settle(kit(), signed_in, device=device, previous=previous)
    return _with_token(signed_in.person, signed_in.login, signed_in.token, status=201)


def renewed_response(token: str | None) -> Any:
    """The response that gives the actor's login its new token."""
    current = logins.current(kit(), actor())
    return _with_token(current["person"], current["login"], token or "", status=200)


def _with_token(person: Person, login: Login, token: str, *, status: int) -> Any:
    body = {
        "person": person,
        "expires_at": login.expires_at,
        "awaits": login.awaits,
        "methods": second_step.methods(kit(), person),
        "second_factor_due_at": second_step.due_at(kit(), person),
    }
    if login.kind == "bearer":
        return body | {"token": token}
    response = jsonify(SignedInSchema().dump(body))
    response.status_code = status
    put_token(response, person, login, token)
    return response


def put_token(response: Response, person: Person, login: Login, token: str) -> None:
    """Set the cookie of a login; the device knows its person once she is signed in wholly."""
    if login.kind != "cookie":
        return
    seconds = int((login.expires_at - kit().now()).total_seconds())
    set_login_cookie(response, token, context().settings, seconds=seconds)
    if person.email and login.awaits is None:
        remember_device(response, person.email)


def _without_cookie() -> Response:
    response = Response(status=204)
    delete_login_cookie(response, context().settings)
    return response
