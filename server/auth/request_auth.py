"""Authentication of requests: a person by cookie or bearer token, or a media node."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g, request

from server.auth.node_auth import node_of
from server.http.cookies import cookie_name
from server.http.request import PERSON_HEADER, address, context, kit
from smarthands.actor import MEDIA, Actor
from smarthands.errors import Code, Problem
from smarthands.model.person import Awaits
from smarthands.people.sign_in import NOTHING, actor_for_token

PUBLIC = {"api-docs.openapi_json"}  # a view of flask-smorest's own
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Marks a route that needs no login."""
    # A function can carry a mark, but its type can't say so.
    view.is_public = True  # type: ignore[attr-defined]
    return view


def also_begun(awaits: Awaits) -> Callable[[View], View]:
    """Marks a route that also takes a login that has only begun, and waits for this."""

    def mark(view: View) -> View:
        # A function takes any attribute; its type knows of none.
        view.awaiting = frozenset({awaits})  # type: ignore[attr-defined]
        return view

    return mark


def for_nodes(view: View) -> View:
    """Marks a route that takes the token of the media nodes, and no other."""
    # A function takes any attribute; its type knows of none.
    view.is_for_nodes = True  # type: ignore[attr-defined]
    return view


def admit() -> None:
    """Runs before each request: finds the actor, or refuses. Arguments are read after this."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_public", False) or request.endpoint in PUBLIC:
        if request.method not in SAFE_METHODS:
            context().rate_limits.count("door", address())
        return
    if getattr(view, "is_for_nodes", False):
        g.actor = media_node()
        return
    token, by_cookie = presented_token()
    if by_cookie and request.method not in SAFE_METHODS:
        require_own_origin()
    g.actor = signed_in(token, getattr(view, "awaiting", NOTHING))
    context().request_budgets.spend(g.actor.id)
    if request.method not in SAFE_METHODS:
        require_own_person(g.actor)


def actor() -> Actor:
    """The actor of this request. A route marked `public` has none and may not ask."""
    request_actor: Actor = g.actor
    return request_actor


def media_node() -> Actor:
    """The media nodes' actor, by their bearer token alone: a cookie belongs to a person."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and node_of(context().settings, token.strip()):
        return MEDIA
    if token:
        context().rate_limits.count("token", address())
    raise signed_out()


def signed_in(token: str | None, awaiting: frozenset[str] = NOTHING) -> Actor:
    """The actor behind a token. Guessing at tokens is slowed like guessing at passwords."""
    if token is None:
        raise signed_out()
    actor = actor_for_token(kit(), token, awaiting=awaiting)
    if actor is None:
        context().rate_limits.count("token", address())
        raise signed_out()
    return actor


def signed_out() -> Problem:
    return Problem(Code.SIGNED_OUT, "You are signed out. Sign in again, or ask for a new link.")


def presented_token() -> tuple[str | None, bool]:
    """The token of this request, and whether a browser sent it by itself."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip(), False
    cookie = request.cookies.get(cookie_name(context().settings))
    return cookie, cookie is not None


def require_own_person(actor: Actor) -> None:
    """What was written as one person doesn't go out under another's login, which a browser that
    two people use may have by now."""
    person = request.headers.get(PERSON_HEADER)
    if person is not None and person.strip().lower() != actor.id:
        raise Problem(
            Code.OTHER_PERSON,
            "Somebody else is signed in on this device now. This waits until its author signs in.",
        )


def require_own_origin() -> None:
    """Browsers send cookies by themselves, so a request with one must come from our own pages."""
    if request.headers.get("Origin") not in context().origins:
        raise Problem(
            Code.FOREIGN_ORIGIN, "This request did not come from our own pages. Reload the page."
        )
