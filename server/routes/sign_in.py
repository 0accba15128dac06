"""Coming in and going out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, jsonify, request

from schemas.sign_in import (
    CurrentLoginSchema,
    LinkViewSchema,
    NewPasswordSchema,
    SignedInSchema,
    SignInSchema,
)
from server.http.request import (
    actor,
    address,
    cookie_name,
    house,
    kit,
    public,
    require_own_origin,
)
from server.http.routing import Routes
from smarthands.errors import Code, Problem
from smarthands.people import logins
from smarthands.people import sign_in as doors
from smarthands.people.sign_in import LoginKind

blueprint = Routes("doors", __name__, url_prefix="/api", description="Logins and one-time links")


@blueprint.post("/logins")
@blueprint.arguments(SignInSchema)
@blueprint.response(201, SignedInSchema)
@public
def sign_in(body: dict[str, Any]) -> Any:
    """Sign in by password or by one-time link; a cookie, or a bearer token when asked for."""
    kind: LoginKind = "bearer" if body["bearer"] else "cookie"
    if kind == "cookie":
        require_own_origin()
    signed_in = _by_link(body, kind) if "link" in body else _by_password(body, kind)
    return answer(signed_in)


@blueprint.get("/logins/current")
@blueprint.response(200, CurrentLoginSchema)
def current_login() -> Any:
    """Who is signed in here."""
    return logins.current(kit(), actor())


@blueprint.delete("/logins/current")
@blueprint.response(204)
def sign_out() -> Any:
    """Sign out here."""
    doors.sign_out(kit(), actor())
    return _without_cookie()


@blueprint.delete("/logins")
@blueprint.response(204)
def sign_out_everywhere() -> Any:
    """Sign out on every device."""
    doors.sign_out_everywhere(kit(), actor())
    return _without_cookie()


@blueprint.put("/logins/current/password")
@blueprint.arguments(NewPasswordSchema)
@blueprint.response(204)
def set_password(body: dict[str, Any]) -> Any:
    """Set one's own password; other devices are signed out."""
    keeper = house().doorkeeper
    keeper.count("name", actor().id)
    doors.set_password(kit(), actor(), body["password"], current=body.get("current"))
    keeper.forget("name", actor().id)


@blueprint.get("/links/<token>")
@blueprint.response(200, LinkViewSchema)
@public
def look_at_link(token: str) -> Any:
    """What a one-time link would do. Looking never uses it up."""
    with guessing():
        link, person, organization = doors.look_at_link(kit(), token)
    return {
        "name": person.name,
        "organization": organization.name,
        "purpose": link.purpose,
        "expires_at": link.expires_at,
    }


@contextmanager
def guessing() -> Iterator[None]:
    """Slows whoever tries links that nobody has; a known one is never refused."""
    try:
        yield
    except Problem as problem:
        if problem.code == Code.NOT_FOUND:
            house().doorkeeper.count("link", address())
        raise


def _by_link(body: dict[str, Any], kind: LoginKind) -> doors.SignedIn:
    with guessing():
        return doors.sign_in_by_link(kit(), body["link"], kind=kind)


def _by_password(body: dict[str, Any], kind: LoginKind) -> doors.SignedIn:
    keeper = house().doorkeeper
    # Counted before the slow check, so that parallel guesses can't slip through together.
    keeper.count("password", address())
    keeper.count("name", body["email"])
    signed_in = doors.sign_in_by_password(kit(), body["email"], body["password"], kind=kind)
    keeper.forget("name", body["email"])
    return signed_in


def answer(signed_in: doors.SignedIn) -> Any:
    login = signed_in.login
    body = {"person": signed_in.person, "expires_at": login.expires_at}
    if login.kind == "bearer":
        return body | {"token": signed_in.token}
    response = jsonify(SignedInSchema().dump(body))
    response.status_code = 201
    response.set_cookie(
        cookie_name(house().settings),
        signed_in.token,
        max_age=int((login.expires_at - kit().now()).total_seconds()),
        httponly=True,
        secure=house().settings.secure,
        samesite="Lax",
        path="/",
    )
    return response


def _without_cookie() -> Response:
    response = Response(status=204)
    settings = house().settings
    name = cookie_name(settings)
    if request.cookies.get(name):
        response.delete_cookie(
            name, path="/", httponly=True, secure=settings.secure, samesite="Lax"
        )
    return response
