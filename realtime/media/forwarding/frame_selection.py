"""Whether a viewer gets every frame of the picture or keyframes alone."""

from realtime.media.forwarding.path_estimate import LOSSY

TOO_MUCH, ENOUGH = 1.2, 1.1
TROUBLED_FOR = 2.0
FIRST_WAIT, LONGEST_WAIT = 10.0, 80.0
GOOD_AFTER = 30.0
KEYFRAME_EVERY = 5.0


class FrameSelection:
    """The selection for one viewer.

    An estimate below the picture's bitrate says little by itself: estimates lag, and a viewer who
    is shown little has no way to learn that she could take more. She therefore gets keyframes alone
    when there is trouble besides (losses, or an estimate that doesn't rise) for a while. Then all
    frames are tried again, after waits that double each time it fails.
    """

    def __init__(self) -> None:
        self.keyframes_only = False
        self._since: float | None = None
        self._estimate_then = 0
        self._changed = float("-inf")
        self._wait = FIRST_WAIT

    def tick(self, estimate: int | None, loss: float, bitrate: int, now: float) -> None:
        """`estimate` and `loss`, from 0 to 1, are the viewer's last reports; `bitrate` is that of
        the whole picture. Without an estimate or a bitrate nothing changes."""
        if estimate is None or not bitrate:
            return
        if self.keyframes_only:
            self._maybe_restore(estimate, bitrate, now)
        else:
            self._maybe_reduce(estimate, loss, bitrate, now)

    def _maybe_reduce(self, estimate: int, loss: float, bitrate: int, now: float) -> None:
        if bitrate <= estimate * TOO_MUCH:
            self._since = None
            if now - self._changed > GOOD_AFTER:
                self._wait = FIRST_WAIT
            return
        if self._since is None:
            self._since, self._estimate_then = now, estimate
        if now - self._since < TROUBLED_FOR:
            return
        if loss >= LOSSY or estimate <= self._estimate_then:
            self._switch(now)
            return
        self._since, self._estimate_then = now, estimate

    def _maybe_restore(self, estimate: int, bitrate: int, now: float) -> None:
        if estimate >= bitrate * ENOUGH:
            self._since = now if self._since is None else self._since
        else:
            self._since = None
        fits = self._since is not None and now - self._since >= TROUBLED_FOR
        if fits or now - self._changed >= self._wait:
            if not fits:
                self._wait = min(LONGEST_WAIT, 2 * self._wait)
            self._switch(now)

    def _switch(self, now: float) -> None:
        self.keyframes_only = not self.keyframes_only
        self._changed, self._since = now, None
