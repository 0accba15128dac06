"""What a route needs to know of its request: the kit, and who asks."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from server.http.rate_limits import Doorkeeper
from server.metrics import Metrics
from server.settings.settings import Settings
from smarthands.actor import MEDIA, Actor
from smarthands.errors import Code, Problem
from smarthands.kit import Kit
from smarthands.people.sign_in import actor_for_token

COOKIE = "smarthands_login"
PUBLIC = {"api-docs.openapi_json"}  # a view of flask-smorest's own
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
View = TypeVar("View", bound=Callable[..., Any])


def cookie_name(settings: Settings) -> str:
    """Over TLS with the prefix by which browsers take it from this very host alone, over TLS: a
    neighbour under the same domain can't set it (RFC 6265bis, "Cookie Name Prefixes")."""
    return f"__Host-{COOKIE}" if settings.secure else COOKIE


@dataclass(frozen=True)
class House:
    """All that the composition root made, kept on the app."""

    settings: Settings
    kit: Kit
    doorkeeper: Doorkeeper
    metrics: Metrics
    origins: frozenset[str]
    nodes: Callable[[], int]
    """How many media nodes are there."""


def house() -> House:
    return house_of(current_app)


def house_of(app: Flask) -> House:
    made: House = app.extensions["smarthands"]
    return made


def kit() -> Kit:
    return house().kit


def actor() -> Actor:
    """Whoever asks. Routes that anyone may call are marked `public` and don't ask."""
    who: Actor = g.actor
    return who


def public(view: View) -> View:
    """Marks a route that asks for no login."""
    # A function can carry a mark, but its type can't say so.
    view.is_public = True  # type: ignore[attr-defined]
    return view


def admit() -> None:
    """Before each request: find the actor, or refuse. Arguments are read after this."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_public", False) or request.endpoint in PUBLIC:
        return
    if getattr(view, "is_for_nodes", False):
        g.actor = media_node()
        return
    token, by_cookie = presented_token()
    if by_cookie and request.method not in SAFE_METHODS:
        require_own_origin()
    g.actor = signed_in(token)


def for_nodes(view: View) -> View:
    """Marks a route that asks for the token of the media nodes, and takes no other."""
    view.is_for_nodes = True  # type: ignore[attr-defined]
    return view


def media_node() -> Actor:
    """By a bearer token alone: a cookie is some person's."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = house().settings.media_token.encode()
    if scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), known):
        return MEDIA
    if token:
        house().doorkeeper.count("token", address())
    raise signed_out()


def signed_in(token: str | None) -> Actor:
    """The actor behind a token. Guessing at tokens is slowed like guessing at passwords."""
    if token is None:
        raise signed_out()
    who = actor_for_token(kit(), token)
    if who is None:
        house().doorkeeper.count("token", address())
        raise signed_out()
    return who


def signed_out() -> Problem:
    return Problem(Code.SIGNED_OUT, "You are signed out. Sign in again, or ask for a new link.")


def presented_token() -> tuple[str | None, bool]:
    """The token of this request, and whether a browser sent it by itself."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip(), False
    cookie = request.cookies.get(cookie_name(house().settings))
    return cookie, cookie is not None


def require_own_origin() -> None:
    """Cookies travel by themselves, so whoever sends one must show that a page of ours asked."""
    if request.headers.get("Origin") not in house().origins:
        raise Problem(
            Code.FOREIGN_ORIGIN, "This request did not come from our own pages. Reload the page."
        )


def address() -> str:
    return request.remote_addr or "unknown"
