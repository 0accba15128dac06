"""Requests of one address take turns, so that a crowd of them delays everybody else's by two."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from server.callers import caller_key

AT_ONCE = 2
PATIENCE_SECONDS = 0.25
"""A request goes on after this in any case: those before it may wait for the store or for a slow
phone, and cost nothing meanwhile."""
YIELD_SECONDS = 0.0005
"""A pause in which other connections are read: gevent reads none while anything is ready to run."""

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass(slots=True)
class Place:
    """An address with requests under way."""

    free: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))
    requests: int = 0


class Turns:
    """A WSGI app around another one. What an answer takes on its way out is not counted."""

    def __init__(self, app: WsgiApp, sleep: Callable[[float], object] = time.sleep) -> None:
        self._app = app
        self._sleep = sleep
        self._places: dict[str, Place] = {}
        self._changing = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._turn(caller_key(str(environ.get("REMOTE_ADDR", "unknown")))):
            return self._app(environ, start_response)

    @contextmanager
    def _turn(self, caller: str) -> Iterator[None]:
        with self._changing:
            place = self._places.setdefault(caller, Place())
            place.requests += 1
        had = place.free.acquire(blocking=False)
        try:
            if not had:
                had = place.free.acquire(timeout=PATIENCE_SECONDS)
                self._sleep(YIELD_SECONDS)
            yield
        finally:
            if had:
                place.free.release()
            with self._changing:
                place.requests -= 1
                if not place.requests:
                    del self._places[caller]
