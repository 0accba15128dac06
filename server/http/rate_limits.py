"""Rate limits on every secret that can be guessed, counted per address and per name."""

import hashlib
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import time

from limits import RateLimitItem, RateLimitItemPerMinute

from server.http.shared_counts import SharedCounts
from smarthands.errors import too_many

# How many in five minutes, at the doors in one: what is sent to them without a login is counted
# before its body is read. Of passwords every try counts; of links, shares and tokens only unknown
# ones: a valid one always passes, so that a neighbour behind the same address can't lock its holder
# out.
LIMITS: dict[str, tuple[RateLimitItem, str]] = {
    "password": (RateLimitItemPerMinute(20, 5), "Too many tries to sign in from this address."),
    "name": (RateLimitItemPerMinute(8, 5), "Too many tries to sign in with this address."),
    "link": (RateLimitItemPerMinute(20, 5), "Too many links that don't exist."),
    "share": (RateLimitItemPerMinute(20, 5), "Too many links that don't exist."),
    "door": (RateLimitItemPerMinute(300), "Too many requests without a login from this address."),
    "token": (RateLimitItemPerMinute(60, 5), "Too many requests with an ended login."),
}


class RateLimits:
    """Counts in memory, or in Redis or Valkey when several web processes share a queue."""

    def __init__(self, queue_url: str | None = None) -> None:
        self._counts = SharedCounts(queue_url)

    def count(self, secret: str, caller: str) -> None:
        """Counts one try at a kind of secret (a key of LIMITS) by an address or a name; raises
        `too_many` (429) past the limit."""
        self.take(LIMITS[secret], secret, caller_key(caller))

    def take(self, allowed: tuple[RateLimitItem, str], *key: str) -> None:
        """Counts one more under the key; raises `too_many` (429) with these words when there are
        more than allowed."""
        limit, words = allowed
        if not self._counts.hit(limit, *key):
            wait = max(1, ceil(self._counts.stats(limit, *key).reset_time - time()))
            raise too_many(words, wait)

    def forget(self, secret: str, caller: str) -> None:
        """A caller who got in starts anew."""
        self._counts.clear(LIMITS[secret][0], secret, caller_key(caller))


def caller_key(caller: str) -> str:
    """The key under which a caller is counted: an IPv4 address, the /64 of an IPv6 address, since
    a household may use all addresses in it, or the digest of a name, which is not kept itself."""
    try:
        address = ip_address(caller)
    except ValueError:
        return hashlib.sha256(caller.lower().encode("utf-8", "replace")).hexdigest()[:32]
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> 64)
    return str(address)
