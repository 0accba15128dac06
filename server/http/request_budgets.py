"""The requests of each caller who is known: so many a minute, with a minute's worth in hand."""

from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from time import monotonic

from realtime.token_bucket import TokenBucket
from server.http.shared_budgets import SharedBudgets
from smarthands.errors import too_many

MOST_CALLERS = 20_000
"""Who has not called for longest is forgotten first: by then her bucket is full again."""
WORDS = "Too many requests from this login."


class RequestBudgets:
    """Counts in this process, which costs next to nothing, and then in the queue that several web
    processes share, if there is one and it answers."""

    def __init__(
        self,
        a_minute: int,
        clock: Callable[[], float] = monotonic,
        *,
        queue_url: str | None = None,
    ) -> None:
        self._a_minute = a_minute
        self._shared = SharedBudgets(queue_url, a_minute, clock) if queue_url else None
        self._clock = clock
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def spend(self, caller: str) -> None:
        """Counts one request; raises `too_many` (429) for one that comes too early."""
        wait = self._wait_here(caller)
        if not wait and self._shared:
            wait = self._shared.spend(caller)
        if wait:
            raise too_many(WORDS, max(1, ceil(wait)))

    def _wait_here(self, caller: str) -> float:
        """Counts one request in this process; returns the seconds until it may come."""
        now = self._clock()
        bucket = self._buckets.pop(caller, None) or TokenBucket(
            self._a_minute / 60, self._a_minute, now
        )
        self._buckets[caller] = bucket
        if len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)
        return 0.0 if bucket.take(now) else (1 - bucket.left) / bucket.rate
