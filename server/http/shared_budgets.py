"""The requests of each caller, counted in a Valkey or Redis that several web processes share."""

from collections.abc import Callable
from time import monotonic

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from server.http.shared_counts import ANSWER_SECONDS, QueueOutage

PREFIX = "smarthands/requests/"
MINUTE = 60_000_000
"""In microseconds, as all times here: whole numbers, which Lua adds without an error."""
# A token bucket is one moment, the one at which it is full again (the generic cell rate algorithm).
# The script is one step for all processes, and the queue's is the one clock that they share. No
# bucket lacks more than a minute's worth, so that a moment beyond that is of a clock turned back.
SPEND = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local each, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = tonumber(redis.call('GET', KEYS[1]) or '0')
if full < now or full > now + most then full = now end
full = full + each
if full > now + most then return full - now - most end
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
return 0
"""


class SharedBudgets:
    """So many requests a minute of each caller, with a minute's worth in hand."""

    def __init__(
        self, queue_url: str, a_minute: int, clock: Callable[[], float] = monotonic
    ) -> None:
        queue: Redis = Redis.from_url(
            queue_url,
            socket_connect_timeout=ANSWER_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._spend = queue.register_script(SPEND)
        self._each = MINUTE // a_minute
        self._outage = QueueOutage(clock)

    def spend(self, caller: str) -> float:
        """Counts one request. Returns the seconds until it is within the budget: 0 for one that is,
        and for each while the queue is away."""
        if self._outage.lasts:
            return 0.0
        try:
            return int(self._spend([PREFIX + caller], [self._each, MINUTE])) / 1e6
        except RedisError as error:
            self._outage.begin(error)
            return 0.0
