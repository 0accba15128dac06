"""Rounds and ticks: sockets are read, and timed work is done, at the same moments for all legs. To
wake up costs more than what there is to do, for one stream as for thirty.
"""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Protocol

from realtime.media.transport.timer import RepeatingTimer

ROUND, BUSY_ROUND, TICK = 20, 10, 100
"""Milliseconds from one round to the next: as long as a packet may wait, half of it on average. The
shorter round is for more than FEW sockets, which share what it costs to wake up. TICK is from one
tick to the next, which falls on a round."""
FEW = 2
SILENT_ROUNDS = 20

Tick = Callable[[], None]


class ScheduledSocket(Protocol):
    """A socket, as far as rounds go."""

    def read(self) -> bool:
        """Takes what has come; whether there was media in it."""

    def listen(self) -> None:
        """Waits for the kernel's word again."""

    def flush(self) -> None:
        """Sends what was kept until the end of the round."""


class Scheduler:
    """The sockets on which media comes in, read together.

    A socket that is silent for a while waits for the kernel's word, as all do at first. What is
    sent during a round goes out at its end, so that the receiver wakes up once. Unless `batched`,
    everything is read as it comes."""

    def __init__(self, batched: bool = True) -> None:
        self.batched = batched
        self.in_round = False
        self._to_flush: list[ScheduledSocket] = []
        self._silent: dict[ScheduledSocket, int] = {}
        """The sockets that are read in rounds, and for how many rounds each has been silent."""
        self._ticks: dict[Tick, None] = {}
        self._tick_due = 0.0
        self._timer = RepeatingTimer(self._run_round)

    def __len__(self) -> int:
        return len(self._silent)

    def add(self, source: ScheduledSocket) -> None:
        if source not in self._silent:
            self._silent[source] = 0
            self._set_timer()

    def remove(self, source: ScheduledSocket) -> None:
        if self._silent.pop(source, None) is not None:
            self._set_timer()

    def flush_later(self, source: ScheduledSocket) -> None:
        """The socket has something to send at the end of this round."""
        self._to_flush.append(source)

    def add_tick(self, tick: Tick) -> None:
        """Has `tick` called ten times a second from now on, whether anything comes in or not."""
        self._ticks[tick] = None
        self._set_timer()

    def remove_tick(self, tick: Tick) -> None:
        if tick in self._ticks:
            del self._ticks[tick]
            self._set_timer()

    def _set_timer(self) -> None:
        if self._silent:
            self._timer.set_period(ROUND if len(self._silent) <= FEW else BUSY_ROUND)
        else:
            self._timer.set_period(TICK if self._ticks else 0)

    def _run_round(self) -> None:
        self.in_round = True
        try:
            for source in tuple(self._silent):
                # A packet may end another leg, whose socket is closed then.
                if source in self._silent:
                    self._read(source)
            if monotonic() >= self._tick_due:
                self._run_ticks()
        finally:
            self.in_round = False
            to_flush, self._to_flush = self._to_flush, []
            for source in to_flush:
                source.flush()

    def _read(self, source: ScheduledSocket) -> None:
        media = source.read()
        if source not in self._silent:
            return
        silent = 0 if media else self._silent[source] + 1
        self._silent[source] = silent
        if silent > SILENT_ROUNDS:
            self.remove(source)
            source.listen()

    def _run_ticks(self) -> None:
        """A tick that fails stops no other."""
        self._tick_due = (monotonic() * 1_000 // TICK + 1) * TICK / 1_000
        for tick in tuple(self._ticks):
            try:
                tick()
            except Exception as error:
                context = {"message": "a tick failed", "exception": error}
                asyncio.get_running_loop().call_exception_handler(context)
