"""The login cookie: its name, and how a response sets or deletes it."""

from flask import Response, request

from server.settings.settings import Settings

COOKIE = "smarthands_login"


def cookie_name(settings: Settings) -> str:
    """The prefix lets browsers take the cookie from this very host alone, over TLS: a neighbour
    under the same domain can't set it (RFC 6265bis, "Cookie Name Prefixes")."""
    return f"__Host-{COOKIE}" if settings.secure else COOKIE


def set_login_cookie(response: Response, token: str, settings: Settings, *, seconds: int) -> None:
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=seconds,
        httponly=True,
        secure=settings.secure,
        samesite="Lax",
        path="/",
    )


def delete_login_cookie(response: Response, settings: Settings) -> None:
    """A browser that sent no cookie is told nothing."""
    name = cookie_name(settings)
    if request.cookies.get(name):
        response.delete_cookie(
            name, path="/", httponly=True, secure=settings.secure, samesite="Lax"
        )
