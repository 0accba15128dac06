"""How fast video goes out to one viewer: a late one's stretch of picture, or a keyframe, would else
stand before her sound in whatever is the narrowest of her path.
"""

from collections import deque
from typing import NamedTuple

# Bytes at once: half of a keyframe of 720p.
BURST = 48_000
# Of what she says she can take; WebRTC's own pacer has the same factor.
FACTOR = 2.5
# Bits per second, while nothing is known of her path or presses it, and at the least.
UNKNOWN, LEAST = 12_000_000, 600_000
# More than a late viewer is sent at once (tracks.LONGEST_PICTURE); and seconds, since a picture
# that is later than this helps nobody to guide a hand.
MOST_QUEUED, LONGEST_HELD = 700, 1.0


class Held(NamedTuple):
    """A packet as it came, and when; `skips` when frames before it were left out."""

    packet: bytes
    sequence: int
    timestamp: int
    skips: bool
    at: float


class Pacer:
    """A token bucket before a queue. Whoever asks `may_go` first asks whether something waits."""

    def __init__(self, now: float) -> None:
        self.queue: deque[Held] = deque()
        self._rate = UNKNOWN / 8
        self._left = float(BURST)
        self._at = now

    def set_rate(self, estimate: int | None) -> None:
        """Bits per second; None while nothing says that her path is narrow."""
        self._rate = (UNKNOWN if estimate is None else max(LEAST, estimate * FACTOR)) / 8

    def may_go(self, size: int, now: float) -> bool:
        """Whether `size` bytes may go now; they are taken as gone then."""
        left = min(BURST, self._left + (now - self._at) * self._rate)
        self._at = now
        if left <= 0:
            self._left = left
            return False
        self._left = left - size
        return True

    def room(self, now: float) -> int:
        """Bytes that may go at once, as far as this goes; 0 while something waits."""
        if self.queue:
            return 0
        return max(0, int(min(BURST, self._left + (now - self._at) * self._rate)))

    def gone(self, size: int, now: float) -> None:
        """Bytes that went without being asked about: what was sent again, or by a lane. They hold
        up what is new for a while, but not for ever."""
        left = self._left + max(0.0, now - self._at) * self._rate - size
        self._left = max(-BURST, min(BURST, left))
        self._at = max(self._at, now)

    def hold(self, held: Held) -> bool:
        """False when the queue is full, or what is in it too old."""
        queue = self.queue
        if len(queue) >= MOST_QUEUED or (queue and held.at - queue[0].at > LONGEST_HELD):
            return False
        queue.append(held)
        return True

    def next(self, now: float) -> Held | None:
        """The next that may go now."""
        if self.queue and self.may_go(len(self.queue[0].packet), now):
            return self.queue.popleft()
        return None
