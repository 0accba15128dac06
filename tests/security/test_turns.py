"""Work begins one piece at a time, so that a crowd delays a bystander by one piece of its own."""

import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import gevent
import pytest
from gevent.event import Event

from realtime import turns
from realtime.turns import Turns
from server.http.routing import PROMPT_SECONDS
from tests.builders.site import Site

SOON = 30.0


class Place:
    """Where callers work as soon as it is their turn; it keeps who began, and in which pass of the
    event loop."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.begun: list[str] = []
        self.passes: list[int] = []
        self.workers: list[gevent.Greenlet[..., None]] = []
        self.on_begin = Event()

    def come(self, caller: str, number: int = 1) -> None:
        self.workers += [gevent.spawn(self.work, caller) for _ in range(number)]

    def work(self, caller: str) -> None:
        self.turns.wait(caller)
        self.begun.append(caller)
        self.passes.append(gevent.get_hub().loop.iteration)
        self.on_begin.set()

    def until(self, number: int) -> None:
        """Returns when so many have begun."""
        while len(self.begun) < number:
            self.on_begin.clear()
            assert self.on_begin.wait(SOON)

    def finish(self) -> None:
        gevent.joinall(self.workers, timeout=SOON, raise_error=True)


@pytest.fixture
def place() -> Iterator[Place]:
    place = Place()
    yield place
    gevent.killall(place.workers)


def test_who_comes_alone_begins_at_once(place: Place) -> None:
    before = gevent.get_hub().loop.iteration
    place.work("eva")
    assert gevent.get_hub().loop.iteration == before


def test_between_two_that_begin_sockets_are_read(place: Place) -> None:
    place.come("mallory", 20)
    place.finish()
    assert place.begun == ["mallory"] * 20
    assert len(set(place.passes)) == 20


def test_a_crowd_of_one_caller_delays_another_by_one(place: Place) -> None:
    place.come("mallory", 20)
    place.until(5)
    place.come("eva", 2)
    place.until(9)
    assert sorted(place.begun[5:9]) == ["eva", "eva", "mallory", "mallory"]
    place.finish()
    assert place.begun.count("mallory") == 20


def test_callers_who_wait_all_the_time_take_equal_parts(place: Place) -> None:
    for caller in ("mallory", "trudy", "oscar"):
        place.come(caller, 10)
    place.finish()
    thirds = [set(place.begun[n : n + 3]) for n in range(0, 30, 3)]
    assert all(len(third) == 3 for third in thirds)


def test_who_gives_up_holds_nobody_up(place: Place) -> None:
    place.come("mallory", 5)
    place.until(1)
    place.workers[3].kill()
    place.come("eva")
    place.finish()
    assert place.begun.count("mallory") == 4
    assert place.begun.count("eva") == 1


def test_callers_of_long_ago_are_forgotten(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST_REMEMBERED", 3)
    for number in range(10):
        place.come(f"caller-{number}")
    place.finish()
    assert len(place.turns._had) == 3
    assert not place.turns._waiting


class Late(BytesIO):
    """A body that comes a moment after its head."""

    def readinto(self, buffer: Any, /) -> int:
        time.sleep(2 * PROMPT_SECONDS)
        return super().readinto(buffer)


@pytest.fixture
def waited(site: Site) -> list[str]:
    """The callers whose requests have waited for a turn."""
    waited: list[str] = []
    context = site.app.extensions["smarthands"]
    site.app.extensions["smarthands"] = replace(context, wait_turn=waited.append)
    return waited


def test_a_request_waits_for_its_turn_by_its_address(site: Site, waited: list[str]) -> None:
    site.app.test_client().get("/healthz", environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert waited == ["10.0.0.1"]


def test_a_household_of_ipv6_addresses_is_one_caller(site: Site, waited: list[str]) -> None:
    for number in (1, 2):
        site.app.test_client().get("/healthz", environ_base={"REMOTE_ADDR": f"2001:db8::{number}"})
    assert len(waited) == 2
    assert waited[0] == waited[1]


def test_a_request_whose_body_was_late_waits_for_another_turn(
    site: Site, waited: list[str]
) -> None:
    body = b'{"email": "eva@example.com", "password": "wrong", "bearer": true}'
    answer = site.app.test_client().post(
        "/api/logins",
        content_type="application/json",
        environ_overrides={
            "REMOTE_ADDR": "10.0.0.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": Late(body),
        },
    )
    assert answer.status_code == 401
    assert waited == ["10.0.0.1"] * 2
