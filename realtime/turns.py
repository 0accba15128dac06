"""Requests, and messages that cost much, begin one by one, and between two of them the process
reads what has come in.

Either runs from its begin to its end in one piece where nothing makes it wait, as on SQLite.
Without turns all that has come in runs in a row, and a crowd holds everybody up by the sum of its
costs.
"""

from collections import deque
from collections.abc import Callable

import gevent
from gevent.event import Event
from gevent.monkey import is_module_patched

PASS_SECONDS = 1e-6
"""A timer that is due at once ends after one pass of the event loop, in which sockets are read; a
sleep of 0 would end within the pass."""
MOST_REMEMBERED = 4_000
"""Who had a turn longest ago is forgotten first: she comes first again anyway."""


class Turns:
    """Gives the next turn to the caller who waits and had one longest ago."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Event]] = {}
        self._had: dict[str, None] = {}
        """Callers by their last turn, oldest first."""
        self._giving = False

    def wait(self, caller: str) -> None:
        """Returns when the caller's work may begin, at once where none began in this pass."""
        if not self._giving:
            self._giving = True
            self._remember(caller)
            gevent.spawn(self._give)
            return
        turn = Event()
        self._waiting.setdefault(caller, deque()).append(turn)
        turn.wait()

    def _give(self) -> None:
        gevent.sleep(PASS_SECONDS)
        while self._waiting:
            self._next().set()
            gevent.sleep(PASS_SECONDS)
        self._giving = False

    def _next(self) -> Event:
        new = next((caller for caller in self._waiting if caller not in self._had), None)
        caller = new or next(caller for caller in self._had if caller in self._waiting)
        turns = self._waiting[caller]
        turn = turns.popleft()
        if not turns:
            del self._waiting[caller]
        self._remember(caller)
        return turn

    def _remember(self, caller: str) -> None:
        self._had.pop(caller, None)
        self._had[caller] = None
        if len(self._had) > MOST_REMEMBERED:
            del self._had[next(iter(self._had))]


def no_turns(_caller: str) -> None:
    """Where each request has a thread, as in tests of the app alone, the system gives the turns."""


def turns() -> Callable[[str], object]:
    """What waits for a caller's turn in this process, by how it serves."""
    return Turns().wait if is_module_patched("socket") else no_turns
