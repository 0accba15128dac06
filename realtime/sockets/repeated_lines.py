"""Lines of the log that a flood would repeat: they are counted, and written now and then."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

EVERY_SECONDS = 10.0

log = structlog.get_logger()


@dataclass(slots=True)
class Repeated:
    """A line, how often it is due since it was written, and when that was."""

    times: int = 0
    written_at: float = float("-inf")


class RepeatedLines:
    """Writes a line when it first comes, and then at most every ten seconds with its count."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lines: dict[tuple[str, str], Repeated] = {}

    def info(self, event: str, problem: str) -> None:
        """Count one; `problem` is one of few words, never something that was sent."""
        line = self._lines.setdefault((event, problem), Repeated())
        line.times += 1
        if (now := self._clock()) - line.written_at >= EVERY_SECONDS:
            log.info(event, problem=problem, times=line.times)
            line.times, line.written_at = 0, now
