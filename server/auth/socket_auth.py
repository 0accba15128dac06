"""Authentication of sockets: a login by cookie or token, a share, or a media node."""

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from schemas.signals.read import is_page
from server.auth.node_auth import node_of
from server.auth.request_auth import signed_out
from server.http.cookies import cookie_name
from server.http.request import AppContext
from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.jobs.shares import actor_for_share
from smarthands.people.sign_in import actor_for_token

LONGEST_TOKEN = 200


def authenticator(context: AppContext) -> Callable[[dict[str, Any], Any], Actor]:
    """The function that the broker calls for each new socket, with its WSGI environ and `auth`."""

    def authenticate(environ: dict[str, Any], auth: Any) -> Actor:
        """A cookie counts only from our own pages; a token or a share from anywhere."""
        credentials = auth if isinstance(auth, dict) else {}
        try:
            return _actor(context, environ, credentials)
        except Problem as problem:
            if problem.code in {Code.SIGNED_OUT, Code.NOT_FOUND}:
                secret = "share" if "share" in credentials else "token"  # a node has a token, too
                address = str(environ.get("REMOTE_ADDR", "unknown"))
                context.rate_limits.count(secret, address)
            raise

    return authenticate


def _actor(context: AppContext, environ: dict[str, Any], credentials: dict[str, Any]) -> Actor:
    if "service" in credentials:
        return _node(context, credentials)
    if "share" in credentials:
        return actor_for_share(context.kit, _text(credentials["share"]))
    if "token" in credentials:
        token = _text(credentials["token"])
    else:
        if environ.get("HTTP_ORIGIN") not in context.origins:
            raise Problem(Code.FOREIGN_ORIGIN, "This page is not ours. Reload it.")
        token = _cookie(environ, cookie_name(context.settings))
    actor = actor_for_token(context.kit, token) if token else None
    if actor is None:
        raise signed_out()
    return actor


def _node(context: AppContext, credentials: dict[str, Any]) -> Actor:
    """A media node, by its token, under the name it has made for itself."""
    token, name = _text(credentials["service"]), credentials.get("node")
    if node_of(context.settings, token) is None:
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
