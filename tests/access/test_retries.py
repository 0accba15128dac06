"""A phone or a desk whose answer was lost sends the same once more: it gets the first result, and
nothing happens twice. Each address that changes something is asked twice, or stands here with why
not."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from smarthands.events import stamp
from smarthands.model import Event
from tests.access.bodies import JOB, SESSION, bodies
from tests.access.routes import LINES, PEOPLE, Line
from tests.access.stage import Stage
from tests.builders.site import Answer, Site

FIRST = ("Tess", "Dan", "Ada", "Eva", "Cleo", "Gus", *PEOPLE)
EACH_ANEW = {
    "POST /api/logins": "a sign-in is a new login, and its link works once",
    "DELETE /api/logins/current": "a login that has ended signs nobody out",
    "DELETE /api/logins": "a login that has ended signs nobody out",
    "DELETE /api/logins/{login}": "it is the login by which it was asked",
    "PUT /api/logins/current/password": "it renews the login by which it was asked",
    "POST /api/second-factors/apps": "each answer has a secret of its own to scan",
    "POST /api/second-factors/passkeys/options": "each challenge is answered once",
    "DELETE /api/second-factors/{app}": "what is deleted is not there to be deleted",
    "POST /api/people": "each answer has a sign-in link of its own, which is recorded",
    "POST /api/people/{theo}/sign-out": "whoever signed in meanwhile is signed out, too",
    "POST /api/people/{theo}/reset": "each answer has a sign-in link of its own, which is recorded",
    "POST /api/people/{theo}/second-factors/reset": "what was added meanwhile is gone, too",
    "POST /api/sites/import": "the answer counts what was new",
    "POST /api/assets/import": "the answer counts what was new",
    "POST /api/joins/{invitation}": "a link without the phone's own key works once",
}
"""The addresses whose retry has another result, with the reason: nothing that a phone keeps for
later is among them."""
CAPTURED = (
    "/uploads",
    "/notes",
    "/seal",
    "/marks",
    "/statements",
    "/evidence",
    "/messages",
    "/stills",
)


def succeeds_for(line: Line) -> str | None:
    """Somebody for whom it does what it is for; codes and passkeys have tests of their own."""
    return next((name for name in FIRST if 200 <= line.statuses[name] < 300), None)


CHANGES = [line for line in LINES if line.method != "GET" and succeeds_for(line)]
# What a phone tells of has an id and times; the desk's own steps and captions are taken without.
TOLD = {f"POST {JOB}/{verb}" for verb in ("acknowledge", "arrive", "hold", "complete")}
TOLD |= {"POST /api/jobs/{on_hold}/resume", f"POST {SESSION}/messages"}
TOLD |= {f"PATCH {JOB}/evidence/{{{item}}}" for item in ("photo", "internal", "hers")}
# Each answer has another: an address to put the bytes to, the times by the clock of the moment.
OF_THE_MOMENT = {"put", "url", "expires_at", "token", "parts"}


def settled(answer: Answer) -> Any:
    """The body of an answer without what each has anew; None where there is none."""
    return _settled(answer.body if answer.data else None)


def _settled(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: _settled(part) for name, part in body.items() if name not in OF_THE_MOMENT}
    return [_settled(part) for part in body] if isinstance(body, list) else body


def test_what_is_told_is_among_the_changes() -> None:
    assert {line.name for line in CHANGES} >= TOLD


def events_in(stage: Stage) -> int:
    with stage.world.kit.reading() as db:
        return db.scalar(select(func.count()).select_from(Event)) or 0


@pytest.mark.parametrize("line", CHANGES, ids=lambda line: line.name)
def test_a_retry_gets_the_first_result_and_does_nothing(
    line: Line, app: Flask, stage: Stage, sqlite_file: Any
) -> None:
    name = succeeds_for(line)
    assert name is not None
    site = Site(app, stage.set_up(sqlite_file))
    body = bodies(stage).get(line.name) or {}
    if line.name in TOLD:
        now = stamp(site.world.clock.at)
        body = body | {"id": str(uuid4()), "happened_at": now, "device_time": now}

    def ask() -> Answer:
        path = line.path.format(**stage.names)
        caller = site.somebody()
        caller.token = stage.login_of(name, path)
        return caller.call(line.method, path, body if line.method != "DELETE" else None)

    first = ask()
    assert 200 <= first.status < 300, first.data
    counted = events_in(stage)
    again = ask()
    same = (
        again.status in {first.status, 200}
        and settled(again) == settled(first)
        and events_in(stage) == counted
    )
    assert same != (line.name in EACH_ANEW), (again.status, again.data)


def test_nothing_that_is_captured_has_another_result_at_a_retry() -> None:
    assert [name for name in EACH_ANEW if any(part in name for part in CAPTURED)] == []
    assert set(EACH_ANEW) <= {line.name for line in CHANGES}
