"""What a node does by the clock, done at the same moments for all: to wake up costs more than what
there is to do, for one stream as for thirty.
"""

import asyncio
from typing import Protocol

TURN, BUSY_TURN = 20, 10
"""Milliseconds from one round to the next: as long as a packet may wait, half of it on average.
The shorter one is for more than FEW sockets, which share what it costs to wake up."""
FEW = 2
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

    def flush(self) -> None:
        """Sends what was kept until the end of the round."""


class Rounds:
    """The sockets on which media flows, read together. One that is silent for a while waits for the
    kernel's word, as all do at first. What is sent during a round goes out at its end: whoever it
    is for wakes up once. Unless `by_turns`, everything is read as it comes."""

    def __init__(self, by_turns: bool = True) -> None:
        self.by_turns = by_turns
        self.going = False
        self._kept: list[Source] = []
        self._silent: dict[Source, int] = {}

    def __len__(self) -> int:
        return len(self._silent)

    def add(self, source: Source) -> None:
        begins = not self._silent
        self._silent[source] = 0
        if begins:
            self._wait()

    def keep(self, source: Source) -> None:
        """It has something to send at the end of this round."""
        self._kept.append(source)

    def remove(self, source: Source) -> None:
        self._silent.pop(source, None)

    def _go(self) -> None:
        self.going = True
        try:
            for source in list(self._silent):
                # A packet may end another leg, whose socket is closed then.
                if source in self._silent:
                    self._visit(source)
        finally:
            self._end()
            if self._silent:
                self._wait()

    def _end(self) -> None:
        self.going = False
        kept, self._kept = self._kept, []
        for source in kept:
            source.flush()

    def _visit(self, source: Source) -> None:
        silent = 0 if source.read() else self._silent.get(source, 0) + 1
        if source not in self._silent:
            return
        self._silent[source] = silent
        if silent > SILENT_TURNS:
            self.remove(source)
            source.listen()

    def _wait(self) -> None:
        turn = TURN if len(self._silent) <= FEW else BUSY_TURN
        asyncio.get_running_loop().call_later(until_beat(turn), self._go)
