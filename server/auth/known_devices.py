"""The device cookie: it shows that a person was signed in on this device before, and nothing else.

Strangers can use up the tries that a person's name has, and an office shares the tries of its
address. A device on which she was signed in has tries of its own, so that nobody locks her out of
it (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from secrets import token_urlsafe

from flask import Response, request

from server.http.request import context, kit
from server.settings.settings import Settings

COOKIE = "smarthands_device"
DAYS = 180
MOST_PEOPLE = 5
"""A shared computer knows the last five people who signed in on it."""
LONGEST = 300


def device_cookie_name(settings: Settings) -> str:
    return f"__Host-{COOKIE}" if settings.secure else COOKIE


def known_device(email: str) -> str | None:
    """The id of this device, if the person with this address was signed in on it before."""
    device, marks = _presented()
    if device is None:
        return None
    mark = _mark(device, email)
    return device if any(hmac.compare_digest(mark, other) for other in marks) else None


def remember_device(response: Response, email: str) -> None:
    """Adds a person to the people who were signed in on this device."""
    settings = context().settings
    device, marks = _presented()
    if device is None or _age(device) > DAYS // 2:
        device, marks = f"{_day()}-{token_urlsafe(12)}", []
    mark = _mark(device, email)
    marks = [mark, *(other for other in marks if other != mark)][:MOST_PEOPLE]
    response.set_cookie(
        device_cookie_name(settings),
        ".".join((device, *marks)),
        max_age=DAYS * 24 * 3600,
        httponly=True,
        secure=settings.secure,
        samesite="Lax",
        path="/",
    )


def _presented() -> tuple[str | None, list[str]]:
    """The device's id and its people's marks, as its cookie has them; each mark is yet to be
    compared."""
    text = request.cookies.get(device_cookie_name(context().settings), "")
    if not text.isascii() or len(text) > LONGEST:
        return None, []
    device, *marks = text.split(".")
    fresh = _age(device) <= DAYS
    return (device, marks) if fresh and marks else (None, [])


def _mark(device: str, email: str) -> str:
    """A code that only we can make, for this device and this person."""
    name = f"device\0{device}\0{email.strip().lower()}".encode("utf-8", "surrogatepass")
    mac = hmac.new(context().settings.secret.encode(), name, "sha256")
    return urlsafe_b64encode(mac.digest()[:24]).decode()


def _age(device: str) -> int:
    """Days since the device got its id; more than any limit for what is no id of ours."""
    day, _, _ = device.partition("-")
    age = _day() - int(day) if day.isdecimal() and len(day) < 9 else -1
    return age if age >= 0 else DAYS * 2


def _day() -> int:
    return int((kit().now() - datetime(1970, 1, 1, tzinfo=UTC)).days)
