"""The target bitrate: what the publisher's encoder is told that the viewers can take.

The slowest viewer sets the target as long as she can take more than CLOSE of what the next slowest
can. Otherwise she is left out of it, and the next slowest sets it: one bad path doesn't spoil the
picture for all, and a viewer who is alone always gets a picture of her size.
"""

from collections.abc import Iterable

CLOSE = 0.6
# Bits per second. Below the least there is no picture worth the name; nobody needs more than the
# most.
LEAST_TARGET, MOST_TARGET = 100_000, 10_000_000
LEAST_FOR_STILLS = 1_000_000
"""The least target for a phone that sends stills: they are smaller than any picture, and the
estimate of a viewer who is shown nothing but stills says nothing."""
# The phone is told at a change of more than CHANGE, at most every LEAST_BETWEEN seconds, and
# without a change every MOST_BETWEEN seconds.
LEAST_BETWEEN, MOST_BETWEEN, CHANGE = 0.2, 1.0, 0.05


def target_bitrate(bitrates: Iterable[int | None]) -> int:
    """Bits per second, by the rule above; None stands for a viewer who has said nothing yet."""
    ordered = sorted(bitrate for bitrate in bitrates if bitrate is not None)
    if not ordered:
        return MOST_TARGET
    slowest = ordered[0]
    if len(ordered) > 1 and slowest < CLOSE * ordered[1]:
        slowest = ordered[1]
    return min(MOST_TARGET, max(LEAST_TARGET, slowest))


class BitrateMeter:
    """Bits per second of the octets that are added, over the last second or two."""

    def __init__(self) -> None:
        self.bits = 0
        self._octets = 0
        self._since: float | None = None

    def add(self, octets: int) -> None:
        self._octets += octets

    def tick(self, now: float) -> None:
        if self._since is None:
            self._since, self._octets = now, 0
        elif now - self._since >= 1:
            latest = int(self._octets * 8 / (now - self._since))
            self.bits = (self.bits + latest) // 2 if self.bits else latest
            self._since, self._octets = now, 0


class RembSchedule:
    """The schedule of the REMBs that tell the phone the target bitrate."""

    def __init__(self) -> None:
        self._last = MOST_TARGET
        self._at = float("-inf")

    def due(self, bits: int, now: float) -> bool:
        """Whether to tell the phone `bits` now; if so, it counts as told."""
        passed = now - self._at
        changed = abs(bits - self._last) > CHANGE * self._last
        capped = min(bits, self._last) < MOST_TARGET
        if not capped or passed < (LEAST_BETWEEN if changed else MOST_BETWEEN):
            return False
        self._last, self._at = bits, now
        return True
