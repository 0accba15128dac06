"""The CPU share of this process, by which the broker judges whether the node has room."""

import resource
from collections.abc import Callable

SMOOTHED_OVER = 4.0
"""Seconds: a start or a keyframe is no load."""


class CpuShare:
    """The share of one core that this process uses, smoothed over some seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._before = clock(), _used_seconds()
        self._share = 0.0

    def measure(self) -> float:
        """The share as of now. Call this about once a second."""
        now, used = self._clock(), _used_seconds()
        at, used_before = self._before
        if now > at:
            self._before = now, used
            share = (used - used_before) / (now - at)
            self._share += (share - self._share) * min(1.0, (now - at) / SMOOTHED_OVER)
        return self._share


def _used_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
