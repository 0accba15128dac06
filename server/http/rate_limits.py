"""Limits at every door that can be guessed at, per address and per name."""

import hashlib
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from smarthands.errors import Code, Problem

# How many in five minutes. Passwords: every try. Links, shares and tokens: those nobody knows;
# a known one always passes, so that a neighbour behind the same address can't lock its holder out.
LIMITS: dict[str, tuple[RateLimitItem, str]] = {
    "password": (RateLimitItemPerMinute(20, 5), "Too many tries to sign in from this address."),
    "name": (RateLimitItemPerMinute(8, 5), "Too many tries to sign in with this address."),
    "link": (RateLimitItemPerMinute(20, 5), "Too many links that don't exist."),
    "share": (RateLimitItemPerMinute(20, 5), "Too many links that don't exist."),
    "token": (RateLimitItemPerMinute(60, 5), "Too many requests with an ended login."),
}


class Doorkeeper:
    """Counts in memory, or in Redis or Valkey when several web processes share a queue."""

    def __init__(self, queue_url: str | None = None) -> None:
        storage = storage_from_string(queue_url or "memory://")
        assert isinstance(storage, Storage)
        self._limiter = MovingWindowRateLimiter(storage)

    def count(self, door: str, who: str) -> None:
        """One more try or failure at this door; refused (429) when there were too many."""
        limit, words = LIMITS[door]
        if not self._limiter.hit(limit, door, household(who)):
            reset = self._limiter.get_window_stats(limit, door, household(who)).reset_time
            wait = max(1, ceil(reset - time()))
            raise Problem(Code.TOO_MANY, f"{words} Try again in {_words(wait)}.", retry_after=wait)

    def forget(self, door: str, who: str) -> None:
        """Whoever got in starts anew."""
        self._limiter.clear(LIMITS[door][0], door, household(who))


def household(who: str) -> str:
    """Who is counted as one. A household has a /64 of IPv6 to change addresses in; names are kept
    only as digests."""
    try:
        found = ip_address(who)
    except ValueError:
        return hashlib.sha256(who.lower().encode("utf-8", "replace")).hexdigest()[:32]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or int(found) >> 64)
    return str(found)


def _words(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 60 else f"{ceil(seconds / 60)} minutes"
