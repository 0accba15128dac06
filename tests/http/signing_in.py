"""A caller signs in as our own page does, and its answer holds the login's cookie."""

from http.cookies import SimpleCookie
from typing import Any

from server.http.cookies import COOKIE
from tests.builders.site import ORIGIN, Answer, Caller

OURS = {"Origin": ORIGIN}


def sign_in(caller: Caller, token: str, **options: Any) -> Answer:
    return caller.post("/api/logins", {"link": token}, **{"headers": OURS, **options})


def cookie_of(answer: Answer, name: str = COOKIE) -> Any:
    cookies = SimpleCookie()
    for header in answer.headers.getlist("Set-Cookie"):
        cookies.load(header)
    return cookies[name]
