"""The requests of each caller who is known: so many a minute, with a minute's worth in hand."""

from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from time import monotonic

from realtime.token_bucket import TokenBucket
from smarthands.errors import too_many

MOST_CALLERS = 20_000
"""Who has not called for longest is forgotten first: by then her bucket is full again."""
WORDS = "Too many requests from this login."


class RequestBudgets:
    """Counts in this process alone: it protects the process, and may cost next to nothing."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._a_minute = a_minute
        self._clock = clock
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def spend(self, caller: str) -> None:
        """Counts one request; raises `too_many` (429) for one that comes too early."""
        now = self._clock()
        bucket = self._buckets.pop(caller, None) or TokenBucket(
            self._a_minute / 60, self._a_minute, now
        )
        self._buckets[caller] = bucket
        if len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)
        if not bucket.take(now):
            raise too_many(WORDS, max(1, ceil((1 - bucket.left) / bucket.rate)))
