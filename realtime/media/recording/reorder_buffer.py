"""Reorder buffer: packets come out in the order of their sequence numbers; one that is missing is
waited for, up to LONGEST_WAIT."""

from collections.abc import Sequence
from typing import Generic, TypeVar

LONGEST_WAIT = 0.8
"""Seconds. A browser sends again within a round trip or two; with a longer wait an end without
warning would cost more than is promised."""
MOST_WAITING = 1_024

T = TypeVar("T")


class ReorderBuffer(Generic[T]):
    """Items come out in order, and None in place of each item that was given up."""

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
        """The items that are due with this one. Duplicates are dropped, and items that come after
        they were given up."""
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
        due: list[T | None] = []
        while self._next in self._waiting:
            due.append(self._waiting.pop(self._next)[0])
            self._next = (self._next + 1) & 0xFFFF
        return due

    def due(self, now: float) -> Sequence[T | None]:
        """The items that are due by the clock; all that wait, when `now` is infinite."""
        due: list[T | None] = []
        start = self._next or 0
        for sequence in sorted(self._waiting, key=lambda number: (number - start) & 0xFFFF):
            if sequence != self._next:  # an item before it is missing
                if now - self._waiting[sequence][1] <= LONGEST_WAIT:
                    break
                due.append(None)
            due.append(self._waiting.pop(sequence)[0])
            self._next = (sequence + 1) & 0xFFFF
        return due
