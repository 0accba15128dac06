"""A token bucket: so many a second, with a burst in hand.

It rations what strangers and participants may send, and paces what is sent to them. All times are
seconds of a monotonic clock, and one that lies before the last look refills nothing.
"""


class TokenBucket:
    """A bucket that is full at first. The caller chooses what a shortage means: `take` refuses,
    `borrow` refuses once it is in debt, and `spend` never refuses."""

    __slots__ = ("_at", "burst", "left", "rate")

    def __init__(self, rate: float, burst: float, now: float = float("-inf")) -> None:
        """`rate` is in tokens a second; `burst` is the most that the bucket holds."""
        self.rate = rate
        self.burst = burst
        self.left = burst
        """What was left at the last look; below zero it is a debt."""
        self._at = now

    def available(self, now: float) -> float:
        """What is left at `now`, without changing the bucket."""
        if now <= self._at:
            return self.left
        return min(self.burst, self.left + (now - self._at) * self.rate)

    # `take` and `borrow` run for every packet: they refill without a call of their own.

    def take(self, now: float) -> bool:
        """Whether there was a whole token, which is gone then."""
        if now > self._at:
            self.left = min(self.burst, self.left + (now - self._at) * self.rate)
            self._at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True

    def borrow(self, count: float, now: float) -> bool:
        """Whether `count` tokens may go: as long as any are left, the last ones go on credit."""
        if now > self._at:
            self.left = min(self.burst, self.left + (now - self._at) * self.rate)
            self._at = now
        if self.left <= 0:
            return False
        self.left -= count
        return True

    def spend(self, count: float, now: float, least: float = 0.0) -> None:
        """Takes `count` tokens without asking, down to `least`, which may be a debt."""
        self.left = max(least, self.available(now) - count)
        self._at = max(self._at, now)
