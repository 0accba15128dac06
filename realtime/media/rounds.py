"""What a node does by the clock, done at the same moments for all: to wake up costs more than what
there is to do, for one stream as for thirty.
"""

import asyncio
from typing import Protocol

TURN = 10
"""Milliseconds from one round to the next: as long as a packet may wait, half of it on average."""
SILENT_TURNS = 20


def until_beat(every: int) -> float:
    """Seconds to the loop's next whole multiple of `every` milliseconds, which is everyone's."""
    now = round(asyncio.get_running_loop().time() * 1_000)
    return (every - now % every) / 1_000


class Source(Protocol):
    """A socket, as far as rounds go."""

    def read(self) -> bool:
        """Takes what has come; whether there was media in it."""

    def listen(self) -> None:
        """Waits for the kernel's word again."""


class Rounds:
    """The sockets on which media flows, read together. One that is silent for a while waits for the
    kernel's word, as all do at first. With a `turn` of 0 nothing is read by rounds."""

    def __init__(self, turn: int = TURN) -> None:
        self.turn = turn
        self._silent: dict[Source, int] = {}

    def __len__(self) -> int:
        return len(self._silent)

    def add(self, source: Source) -> None:
        if not self._silent:
            self._wait()
        self._silent[source] = 0

    def remove(self, source: Source) -> None:
        self._silent.pop(source, None)

    def _go(self) -> None:
        try:
            for source in list(self._silent):
                # A packet may end another leg, whose socket is closed then.
                if source in self._silent:
                    self._visit(source)
        finally:
            if self._silent:
                self._wait()

    def _visit(self, source: Source) -> None:
        silent = 0 if source.read() else self._silent.get(source, 0) + 1
        if source not in self._silent:
            return
        self._silent[source] = silent
        if silent > SILENT_TURNS:
            self.remove(source)
            source.listen()

    def _wait(self) -> None:
        asyncio.get_running_loop().call_later(until_beat(self.turn), self._go)
