"""A Socket.IO client that listens as a page does, and keeps what it receives."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import socketio

from tests.builders.web_process import WebProcess, proxy_headers

SOON = 5.0
"""The seconds to wait for what has to come; test_soon.py measures how long it takes."""


class EventListener:
    """A Socket.IO client over WebSocket that does not reconnect by itself."""

    def __init__(self) -> None:
        self._pushed: list[dict[str, Any]] = []
        self._since: dict[str, int] = {}
        self.changed: list[dict[str, Any]] = []
        self.unfollowed: list[dict[str, Any]] = []
        self.signed_out = False
        self.refused: Any = None
        self._told = threading.Condition()
        # The library websocket-client would send an Origin of its own.
        quiet = {"suppress_origin": True}
        self.client = socketio.Client(reconnection=False, websocket_extra_options=quiet)
        self.client.on("event", self._keep(self._pushed))
        self.client.on("changed", self._keep(self.changed))
        self.client.on("unfollowed", self._keep(self.unfollowed))
        self.client.on("signed_out", self._end)
        self.client.on("connect_error", self._refuse)

    @property
    def connected(self) -> bool:
        return bool(self.client.connected)

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events of the followed jobs that were pushed and happened after the following
        began."""
        return [
            event for event in self._pushed if event["seq"] > self._since.get(event["stream"], 0)
        ]

    def changes_of(self, job: object) -> list[int]:
        """The `seq`s by which the listener learned that the job changed in its lists."""
        return [change["seq"] for change in self.changed if change["job"] == str(job)]

    def follow(self, job: object) -> dict[str, Any]:
        answer = self.send("follow", {"job": str(job)})
        self._since[f"job/{job}"] = answer.get("seq", 0)
        return answer

    def send(self, verb: str, payload: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.call(verb, payload, timeout=5)
        return answer

    def hears(self, heard: Callable[[], object], seconds: float = SOON) -> bool:
        """Whether the condition became true in time."""
        with self._told:
            return bool(self._told.wait_for(heard, seconds))

    def hears_events(self, number: int, seconds: float = SOON) -> bool:
        return self.hears(lambda: len(self.events) >= number, seconds) and (
            len(self.events) == number
        )

    def reaches(self, seq: int) -> bool:
        return self.hears(lambda: self.events and self.events[-1]["seq"] == seq)

    def ends(self) -> bool:
        """Whether the server closed the socket in time."""
        end = time.monotonic() + SOON
        while self.connected and time.monotonic() < end:
            time.sleep(0.01)
        return not self.connected

    def kinds(self) -> list[str | None]:
        return [event["body"]["kind"] if "body" in event else None for event in self.events]

    def _keep(self, into: list[dict[str, Any]]) -> Callable[[dict[str, Any]], None]:
        def keep(payload: dict[str, Any]) -> None:
            with self._told:
                into.append(payload)
                self._told.notify_all()

        return keep

    def _end(self, _payload: object) -> None:
        with self._told:
            self.signed_out = True
            self._told.notify_all()

    def _refuse(self, why: Any) -> None:
        self.refused = why


@contextmanager
def listening(
    web: WebProcess, auth: dict[str, Any] | None = None, headers: dict[str, str] | None = None
) -> Iterator[EventListener]:
    """A listener that is connected or refused, and closed at the end."""
    listener = EventListener()
    try:
        try:
            listener.client.connect(
                web.url,
                auth=auth,
                headers=proxy_headers() | (headers or {}),
                transports=["websocket"],
                wait_timeout=5,
            )
        except socketio.exceptions.ConnectionError as error:
            listener.refused = listener.refused or str(error)
        yield listener
    finally:
        listener.client.disconnect()
        listener.client.eio.disconnect()
