"""Requests of one address take turns, and nobody else waits for them."""

from collections.abc import Iterable
from queue import Queue
from threading import Event, Thread
from typing import Any

import pytest

from server.http import turns
from server.http.turns import AT_ONCE, Turns

SOON = 30.0


class Kitchen:
    """An app whose answers are ready when the test says so; it keeps whose requests have begun."""

    def __init__(self) -> None:
        self.begun: Queue[str] = Queue()
        self.ready = Event()
        self.app = Turns(self.answer)
        self.asked: list[Thread] = []

    def answer(self, environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        self.begun.put(environ["REMOTE_ADDR"])
        assert self.ready.wait(SOON)
        return [b""]

    def ask(self, address: str) -> None:
        thread = Thread(target=self.app, args=({"REMOTE_ADDR": address}, None))
        self.asked.append(thread)
        thread.start()

    def finish(self) -> None:
        self.ready.set()
        for thread in self.asked:
            thread.join(SOON)


def test_so_many_requests_of_one_address_are_worked_on_and_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", SOON)
    kitchen = Kitchen()
    for _ in range(AT_ONCE + 3):
        kitchen.ask("10.0.0.1")
    assert [kitchen.begun.get(timeout=SOON) for _ in range(AT_ONCE)] == ["10.0.0.1"] * AT_ONCE
    kitchen.ask("10.0.0.2")
    assert kitchen.begun.get(timeout=SOON) == "10.0.0.2"
    assert kitchen.begun.empty()
    kitchen.finish()
    assert kitchen.begun.qsize() == 3
    assert not kitchen.app._places


def test_a_household_of_ipv6_addresses_is_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", SOON)
    kitchen = Kitchen()
    for number in range(AT_ONCE + 1):
        kitchen.ask(f"2001:db8::{number + 1}")
    for _ in range(AT_ONCE):
        kitchen.begun.get(timeout=SOON)
    kitchen.ask("2001:db8:0:1::1")
    assert kitchen.begun.get(timeout=SOON) == "2001:db8:0:1::1"
    assert kitchen.begun.empty()
    kitchen.finish()


def test_a_request_goes_on_although_those_before_it_wait_for_something_else() -> None:
    kitchen = Kitchen()
    for _ in range(AT_ONCE + 1):
        kitchen.ask("10.0.0.1")
    for _ in range(AT_ONCE + 1):
        kitchen.begun.get(timeout=SOON)
    kitchen.finish()


def test_a_turn_ends_with_an_error_too() -> None:
    def failing(_environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        raise ValueError("as an app may")

    app = Turns(failing)
    for _ in range(AT_ONCE + 1):
        try:
            app({"REMOTE_ADDR": "10.0.0.1"}, None)
        except ValueError:
            continue
        raise AssertionError("the error was lost")
    assert not app._places
