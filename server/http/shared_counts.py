"""Counting in a Valkey or Redis that several web processes share, and in memory while it is away:
a limit of one process alone is better than a sign-in that fails."""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

import structlog
from limits import RateLimitItem, WindowStats
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

ANSWER_SECONDS = 0.5
AWAY_SECONDS = 5.0
"""The time for which a queue that did not answer is asked no more, so that nobody waits for it."""
T = TypeVar("T")

log = structlog.get_logger()


class QueueOutage:
    """The time for which a queue that did not answer is asked no more."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = float("-inf")

    @property
    def lasts(self) -> bool:
        return self._clock() < self._until

    def begin(self, problem: BaseException) -> None:
        self._until = self._clock() + AWAY_SECONDS
        log.warning("queue away", problem=type(problem).__name__)


class SharedCounts:
    """A moving window of tries for each kind of secret and caller."""

    def __init__(self, queue_url: str | None, clock: Callable[[], float] = monotonic) -> None:
        self._own = _limiter("memory://")
        self._shared = _limiter(queue_url, timed=True) if queue_url else None
        self._outage = QueueOutage(clock)

    def hit(self, limit: RateLimitItem, *key: str) -> bool:
        """Whether one more try is within the limit."""
        return self._ask(lambda limiter: limiter.hit(limit, *key))

    def room(self, limit: RateLimitItem, *key: str) -> bool:
        """Whether one more try would be within the limit; it isn't counted."""
        return self._ask(lambda limiter: limiter.test(limit, *key))

    def stats(self, limit: RateLimitItem, *key: str) -> WindowStats:
        return self._ask(lambda limiter: limiter.get_window_stats(limit, *key))

    def _ask(self, do: Callable[[MovingWindowRateLimiter], T]) -> T:
        if self._shared is not None and not self._outage.lasts:
            try:
                return do(self._shared)
            except StorageError as error:
                self._outage.begin(error.__cause__ or error)
        return do(self._own)


def _limiter(url: str, *, timed: bool = False) -> MovingWindowRateLimiter:
    times = {"socket_connect_timeout": ANSWER_SECONDS, "socket_timeout": ANSWER_SECONDS}
    storage = storage_from_string(url, wrap_exceptions=True, **(times if timed else {}))
    assert isinstance(storage, Storage)
    return MovingWindowRateLimiter(storage)
