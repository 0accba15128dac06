"""Sign in and out: logins by password or one-time link, and one's own password."""

from typing import Any

from flask import Response, jsonify

from schemas.sign_in import (
    CurrentLoginSchema,
    LinkViewSchema,
    NewPasswordSchema,
    SignedInSchema,
    SignInSchema,
)
from server.auth.known_devices import remember_device
from server.auth.links import guessing
from server.auth.password_tries import try_current_password, try_to_sign_in
from server.auth.request_auth import actor, public, require_own_origin
from server.http.cookies import delete_login_cookie, set_login_cookie
from server.http.request import context, kit
from server.http.routing import Routes
from smarthands.people import logins, one_time_links, sign_in
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


@blueprint.put("/logins/current/password")
@blueprint.arguments(NewPasswordSchema)
@blueprint.response(204)
def set_password(body: dict[str, Any]) -> Any:
    """Set one's own password; other devices are signed out."""
    with try_current_password(str(actor().login_id)):
        sign_in.set_password(kit(), actor(), body["password"], current=body.get("current"))


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
    with try_to_sign_in(body["email"]):
        return sign_in.sign_in_by_password(kit(), body["email"], body["password"], kind=kind)


def login_response(signed_in: SignedIn) -> Any:
    """A bearer token goes into the body; a cookie is set and stays out of it."""
    login = signed_in.login
    body = {"person": signed_in.person, "expires_at": login.expires_at}
    if login.kind == "bearer":
        return body | {"token": signed_in.token}
    response = jsonify(SignedInSchema().dump(body))
    response.status_code = 201
    seconds = int((login.expires_at - kit().now()).total_seconds())
    set_login_cookie(response, signed_in.token, context().settings, seconds=seconds)
    if signed_in.person.email:
        remember_device(response, signed_in.person.email)
    return response


def _without_cookie() -> Response:
    response = Response(status=204)
    delete_login_cookie(response, context().settings)
    return response
