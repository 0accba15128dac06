"""Rate limits on every secret that can be guessed, counted per address and per name."""

from math import ceil
from time import time

from limits import RateLimitItem, RateLimitItemPerMinute

from server.callers import caller_key
from server.http.shared_counts import SharedCounts
from smarthands.errors import too_many

GUESSING = (
    "Somebody is guessing at this password. Sign in by a link, or on a device that you were signed "
    "in on before."
)
# How many failures in how many minutes. Successes don't count, and whoever has a valid link, share
# or token always passes, so that a neighbour behind the same address can't lock its holder out. An
# office of a hundred stands behind one address, and each of them mistypes once in the morning.
# `door` counts all that is sent to a door without a login, before its body is read.
LIMITS: dict[str, tuple[RateLimitItem, str]] = {
    "password": (RateLimitItemPerMinute(150, 5), "Too many tries to sign in from this address."),
    "name": (RateLimitItemPerMinute(8, 5), "Too many tries to sign in with this address."),
    "name everywhere": (RateLimitItemPerMinute(500, 60), GUESSING),
    "device": (RateLimitItemPerMinute(20, 5), "Too many tries to sign in on this device."),
    "current": (RateLimitItemPerMinute(8, 5), "Too many tries at the current password."),
    "code": (RateLimitItemPerMinute(8, 5), "Too many codes that do not fit."),
    "code everywhere": (RateLimitItemPerMinute(50, 60), "Too many codes that do not fit."),
    "link": (RateLimitItemPerMinute(20, 5), "Too many links that don't exist."),
    "key": (RateLimitItemPerMinute(20, 5), "Too many tries to join by a link that is taken."),
    "share": (RateLimitItemPerMinute(20, 5), "Too many links that don't exist."),
    "door": (RateLimitItemPerMinute(300), "Too many requests without a login from this address."),
    "token": (RateLimitItemPerMinute(60, 5), "Too many requests with an ended login."),
}


class RateLimits:
    """Counts in memory, or in Redis or Valkey when several web processes share a queue."""

    def __init__(self, queue_url: str | None = None) -> None:
        self._counts = SharedCounts(queue_url)

    def check(self, secret: str, *callers: str) -> None:
        """Raises `too_many` (429) if a caller (an address, a name, or both together) has no failure
        left at a kind of secret, which is a key of LIMITS."""
        limit, words = LIMITS[secret]
        key = [secret, *(caller_key(caller) for caller in callers)]
        if not self._counts.room(limit, *key):
            raise too_many(words, self._wait(limit, *key))

    def add(self, secret: str, *callers: str) -> None:
        """Counts one failure."""
        self._counts.hit(LIMITS[secret][0], secret, *(caller_key(caller) for caller in callers))

    def count(self, secret: str, *callers: str) -> None:
        """Counts one failure; raises `too_many` past the limit."""
        self.take(LIMITS[secret], secret, *(caller_key(caller) for caller in callers))

    def take(self, allowed: tuple[RateLimitItem, str], *key: str) -> None:
        """Counts one more under the key; raises `too_many` (429) with these words when there are
        more than allowed."""
        limit, words = allowed
        if not self._counts.hit(limit, *key):
            raise too_many(words, self._wait(limit, *key))

    def _wait(self, limit: RateLimitItem, *key: str) -> int:
        """Seconds until one more is within the limit."""
        return max(1, ceil(self._counts.stats(limit, *key).reset_time - time()))
