"""Packets in the order of their numbers: what comes late is waited for, a while."""

from collections.abc import Sequence
from typing import Generic, TypeVar

LONGEST_WAIT = 0.8
"""Seconds. A browser sends again within a round trip or two; longer, and an end without warning
would cost more than is promised."""
MOST_WAITING = 1_024

T = TypeVar("T")


class ReorderBuffer(Generic[T]):
    """Hands out items in order, and None in place of those that were given up."""

    def __init__(self) -> None:
        self._next: int | None = None
        self._waiting: dict[int, tuple[T, float]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def clear(self) -> None:
        """The next item begins anew."""
        self._next = None
        self._waiting.clear()

    def put(self, sequence: int, item: T, now: float) -> Sequence[T | None]:
        """What is due with this one. Doubles, and what comes after it was given up, are dropped."""
        if self._next is None:
            self._next = sequence
        if sequence == self._next and not self._waiting:
            self._next = (sequence + 1) & 0xFFFF
            return (item,)
        if (sequence - self._next) & 0xFFFF >= 0x8000:
            return ()
        self._waiting.setdefault(sequence, (item, now))
        if len(self._waiting) > MOST_WAITING:
            return self.due(float("inf"))
        made: list[T | None] = []
        while self._next in self._waiting:
            made.append(self._waiting.pop(self._next)[0])
            self._next = (self._next + 1) & 0xFFFF
        return made

    def due(self, now: float) -> Sequence[T | None]:
        """What is due by the clock; all that waits, when `now` is infinite."""
        made: list[T | None] = []
        start = self._next or 0
        for sequence in sorted(self._waiting, key=lambda one: (one - start) & 0xFFFF):
            if sequence != self._next:  # behind a hole
                if now - self._waiting[sequence][1] <= LONGEST_WAIT:
                    break
                made.append(None)
            made.append(self._waiting.pop(sequence)[0])
            self._next = (sequence + 1) & 0xFFFF
        return made
