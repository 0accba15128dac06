"""What the viewers can take: the measure that the phone's encoder is told, and who is shown
keyframes alone because the measure is too much for her.

Rule of the measure: the slowest viewer sets it while she can take more than CLOSE of the next
slowest; if she can't, she is left out of it, and that next one sets it. So one bad path doesn't
spoil the picture for all, and one viewer alone always gets a picture of her size.
"""

from collections.abc import Iterable

CLOSE = 0.6
# Bits per second. Below, there is no picture worth the name; above, nobody needs one.
LEAST_TARGET, MOST_TARGET = 100_000, 10_000_000
LEAST_FOR_STILLS = 1_000_000
"""Of a phone that sends stills: they are smaller than any picture, and an estimate of who is shown
nothing but stills says nothing."""
# Telling the phone: at a change of more than a twentieth, at most this often, and anyway each
# second.
LEAST_BETWEEN, MOST_BETWEEN, CHANGE = 0.2, 1.0, 0.05

# A path is pressed for so many seconds after its estimate fell below this part of itself, or lost
# this part of its packets; otherwise it is taken for so many times its estimate.
CONGESTED_FOR, FALLEN, LOSSY, UNCONGESTED = 10.0, 0.97, 0.05, 2

TOO_MUCH, ENOUGH = 1.2, 1.1
TROUBLED_FOR = 2.0
FIRST_WAIT, LONGEST_WAIT = 10.0, 80.0
GOOD_AFTER = 30.0
KEYFRAME_EVERY = 5.0


def target_bitrate(estimates: Iterable[int | None]) -> int:
    """Bits per second, by the rule above; `None` is who has said nothing yet."""
    known = sorted(one for one in estimates if one is not None)
    if not known:
        return MOST_TARGET
    slowest = known[0]
    if len(known) > 1 and slowest < CLOSE * known[1]:
        slowest = known[1]
    return min(MOST_TARGET, max(LEAST_TARGET, slowest))


class BitrateMeter:
    """Bits per second of what is added up, over the last second or two."""

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
    """When to tell the phone which measure."""

    def __init__(self) -> None:
        self._told = MOST_TARGET
        self._at = float("-inf")

    def due(self, bits: int, now: float) -> bool:
        passed = now - self._at
        changed = abs(bits - self._told) > CHANGE * self._told
        capped = min(bits, self._told) < MOST_TARGET
        if not capped or passed < (LEAST_BETWEEN if changed else MOST_BETWEEN):
            return False
        self._told, self._at = bits, now
        return True


class FrameSelection:
    """Whether one viewer gets the whole picture. An estimate below its rate alone says little:
    estimates lag, and one who is shown little has no way to learn that she could take more. So she
    is thinned when there is trouble besides (losses, or an estimate that doesn't rise) for a while,
    and then tried again, after waits that double each time it fails."""

    def __init__(self) -> None:
        self.keyframes_only = False
        self._since: float | None = None
        self._then = 0
        self._changed = float("-inf")
        self._wait = FIRST_WAIT

    def tick(self, estimate: int | None, loss: float, rate: int, now: float) -> None:
        """`loss` from 0 to 1, `rate` of the whole picture; both in the viewer's own last words."""
        if estimate is None or not rate:
            return
        if self.keyframes_only:
            self._perhaps_restore(estimate, rate, now)
        else:
            self._perhaps_thin(estimate, loss, rate, now)

    def _perhaps_thin(self, estimate: int, loss: float, rate: int, now: float) -> None:
        if rate <= estimate * TOO_MUCH:
            self._since = None
            if now - self._changed > GOOD_AFTER:
                self._wait = FIRST_WAIT
            return
        if self._since is None:
            self._since, self._then = now, estimate
        if now - self._since < TROUBLED_FOR:
            return
        if loss >= LOSSY or estimate <= self._then:
            self._change(now)
            return
        self._since, self._then = now, estimate

    def _perhaps_restore(self, estimate: int, rate: int, now: float) -> None:
        if estimate >= rate * ENOUGH:
            self._since = now if self._since is None else self._since
        else:
            self._since = None
        fits = self._since is not None and now - self._since >= TROUBLED_FOR
        if fits or now - self._changed >= self._wait:
            if not fits:
                self._wait = min(LONGEST_WAIT, 2 * self._wait)
            self._change(now)

    def _change(self, now: float) -> None:
        self.keyframes_only = not self.keyframes_only
        self._changed, self._since = now, None
