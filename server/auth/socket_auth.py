"""Who opens a socket: a login by cookie or token, the holder of a share, or a media node."""

import hmac
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from schemas.signals.read import is_page
from server.http.request import House, cookie_name, signed_out
from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.jobs.shares import actor_for_share
from smarthands.people.sign_in import actor_for_token

LONGEST_TOKEN = 200


def authenticator(house: House) -> Callable[[dict[str, Any], Any], Actor]:
    def authenticate(environ: dict[str, Any], auth: Any) -> Actor:
        """A cookie counts only from our own pages; a token or a share from anywhere."""
        given = auth if isinstance(auth, dict) else {}
        try:
            return _actor(house, environ, given)
        except Problem as problem:
            if problem.code in {Code.SIGNED_OUT, Code.NOT_FOUND}:
                door = "share" if "share" in given else "token"  # a node's is a token, too
                house.doorkeeper.count(door, str(environ.get("REMOTE_ADDR", "unknown")))
            raise

    return authenticate


def _actor(house: House, environ: dict[str, Any], given: dict[str, Any]) -> Actor:
    if "service" in given:
        return _node(house, given)
    if "share" in given:
        return actor_for_share(house.kit, _text(given["share"]))
    if "token" in given:
        token = _text(given["token"])
    else:
        if environ.get("HTTP_ORIGIN") not in house.origins:
            raise Problem(Code.FOREIGN_ORIGIN, "This page is not ours. Reload it.")
        token = _cookie(environ, cookie_name(house.settings))
    actor = actor_for_token(house.kit, token) if token else None
    if actor is None:
        raise signed_out()
    return actor


def _node(house: House, given: dict[str, Any]) -> Actor:
    """A media node, by the token that it shares with us, under the name it has made for itself."""
    token, name = _text(given["service"]), given.get("node")
    given_token, expected = token.encode(errors="replace"), house.settings.media_token.encode()
    if not hmac.compare_digest(given_token, expected):
        raise signed_out()
    if not is_page(name):
        raise Problem(Code.MALFORMED, "Send {service, node}: the token, and a name of the node.")
    return Actor("system", name, "media")


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TOKEN:
        raise signed_out()
    return value


def _cookie(environ: dict[str, Any], name: str) -> str:
    try:
        cookies = SimpleCookie(environ.get("HTTP_COOKIE", ""))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""
