"""What a node does by the clock, done at the same moments for all: to wake up costs more than what
there is to do, for one stream as for thirty.
"""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Protocol

from realtime.media.transport.timer import RepeatingTimer

ROUND, BUSY_ROUND, TICK = 20, 10, 100
"""Milliseconds from one round to the next: as long as a packet may wait, half of it on average.
The shorter one is for more than FEW sockets, which share what it costs to wake up. And from one
beat to the next, which falls on a round."""
FEW = 2
SILENT_ROUNDS = 20

Tick = Callable[[], None]


class ScheduledSocket(Protocol):
    """A socket, as far as scheduler go."""

    def read(self) -> bool:
        """Takes what has come; whether there was media in it."""

    def listen(self) -> None:
        """Waits for the kernel's word again."""

    def flush(self) -> None:
        """Sends what was kept until the end of the round."""


class Scheduler:
    """The sockets on which media comes in, read together. One that is silent for a while waits for
    the kernel's word, as all do at first. What is sent during a round goes out at its end: whoever
    it is for wakes up once. Unless `batched`, everything is read as it comes."""

    def __init__(self, batched: bool = True) -> None:
        self.batched = batched
        self.going = False
        self._kept: list[ScheduledSocket] = []
        self._silent: dict[ScheduledSocket, int] = {}
        self._beats: dict[Tick, None] = {}
        self._beat_due = 0.0
        self._metronome = RepeatingTimer(self._go)

    def __len__(self) -> int:
        return len(self._silent)

    def add(self, source: ScheduledSocket) -> None:
        if source not in self._silent:
            self._silent[source] = 0
            self._set()

    def keep(self, source: ScheduledSocket) -> None:
        """It has something to send at the end of this round."""
        self._kept.append(source)

    def remove(self, source: ScheduledSocket) -> None:
        if self._silent.pop(source, None) is not None:
            self._set()

    def begin(self, beat: Tick) -> None:
        """It is called ten times a second from now on, whether anything comes in or not."""
        self._beats[beat] = None
        self._set()

    def end(self, beat: Tick) -> None:
        if beat in self._beats:
            del self._beats[beat]
            self._set()

    def _set(self) -> None:
        if self._silent:
            self._metronome.set(ROUND if len(self._silent) <= FEW else BUSY_ROUND)
        else:
            self._metronome.set(TICK if self._beats else 0)

    def _go(self) -> None:
        self.going = True
        try:
            for source in tuple(self._silent):
                # A packet may end another leg, whose socket is closed then.
                if source in self._silent:
                    self._visit(source)
            if monotonic() >= self._beat_due:
                self._beat()
        finally:
            self.going = False
            kept, self._kept = self._kept, []
            for source in kept:
                source.flush()

    def _visit(self, source: ScheduledSocket) -> None:
        heard = source.read()
        if source not in self._silent:
            return
        silent = 0 if heard else self._silent[source] + 1
        self._silent[source] = silent
        if silent > SILENT_ROUNDS:
            self.remove(source)
            source.listen()

    def _beat(self) -> None:
        """One whose work fails stops no other's."""
        self._beat_due = (monotonic() * 1_000 // TICK + 1) * TICK / 1_000
        for beat in tuple(self._beats):
            try:
                beat()
            except Exception as error:
                told = {"message": "a beat failed", "exception": error}
                asyncio.get_running_loop().call_exception_handler(told)
