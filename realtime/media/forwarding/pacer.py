"""How fast video goes out to one viewer.

Without a pacer a keyframe, or the stretch of picture for a late viewer, would queue in front of the
sound at the narrowest hop of the viewer's path.
"""

from collections import deque
from typing import NamedTuple

from realtime.token_bucket import TokenBucket

# Bytes at once: half of a keyframe of 720p.
BURST = 48_000
# The pace is so many times the viewer's estimate; WebRTC's own pacer has the same factor.
FACTOR = 2.5
# Bits per second: while nothing is known of the viewer's path or congests it, and at the least.
UNKNOWN, LEAST = 12_000_000, 600_000
# Packets: more than a late viewer is sent at once (track.LONGEST_PICTURE). And seconds: a picture
# that is later than this helps nobody to guide a hand.
MOST_QUEUED, LONGEST_HELD = 700, 1.0


class Held(NamedTuple):
    """A packet as it came, and when; `skips` when frames before it were left out."""

    packet: bytes
    sequence: int
    timestamp: int
    skips: bool
    at: float


class Pacer(TokenBucket):
    """A token bucket of bytes in front of a queue. A caller of `borrow` looks first whether
    something waits in `queue`."""

    __slots__ = ("queue",)

    def __init__(self, now: float) -> None:
        super().__init__(UNKNOWN / 8, BURST, now)
        self.queue: deque[Held] = deque()

    def set_rate(self, estimate: int | None) -> None:
        """`estimate` is in bits per second; None while nothing says that the path is narrow."""
        self.rate = (UNKNOWN if estimate is None else max(LEAST, estimate * FACTOR)) / 8

    def room(self, now: float) -> int:
        """Bytes that the pacer lets go at once; 0 while something waits."""
        return 0 if self.queue else max(0, int(self.available(now)))

    def sent(self, size: int, now: float) -> None:
        """Counts bytes that went without being asked about: resent packets, and those of the fast
        path. They hold up what is new for a while, but not for ever."""
        self.spend(size, now, -BURST)

    def hold(self, held: Held) -> bool:
        """False when the queue is full, or what is in it too old."""
        queue = self.queue
        if len(queue) >= MOST_QUEUED or (queue and held.at - queue[0].at > LONGEST_HELD):
            return False
        queue.append(held)
        return True

    def next(self, now: float) -> Held | None:
        """The next packet, if it may go now."""
        if self.queue and self.borrow(len(self.queue[0].packet), now):
            return self.queue.popleft()
        return None
