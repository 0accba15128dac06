"""The estimate of a viewer's path, from her browser's reports: how much it takes, and how much it
loses."""

# A path is congested for CONGESTED_FOR seconds after its estimate fell below FALLEN of itself, or
# after it lost LOSSY of its packets; an uncongested one takes UNCONGESTED times its estimate.
CONGESTED_FOR, FALLEN, LOSSY, UNCONGESTED = 10.0, 0.97, 0.05, 2


class PathEstimate:
    """The last reports of one viewer. `on_remb` and `on_loss` return whether they show congestion
    that begins or goes on now."""

    def __init__(self) -> None:
        self.bitrate: int | None = None
        """Bits per second that the browser says it can take, by REMB; None before it has."""
        self.loss = 0.0
        """The part of the video's packets that were lost, from 0 to 1, in the last report."""
        self._congested_at = float("-inf")

    def on_remb(self, bitrate: int, now: float) -> bool:
        fell = self.bitrate is not None and bitrate < self.bitrate * FALLEN
        self.bitrate = bitrate
        if fell:
            self._congested_at = now
        return fell

    def on_loss(self, loss: float, now: float) -> bool:
        self.loss = loss
        if loss < LOSSY:
            return False
        self._congested_at = now
        return True

    def congested(self, now: float) -> bool:
        return now - self._congested_at < CONGESTED_FOR

    def available(self, now: float) -> int | None:
        """Bits per second that the path takes, as far as can be known: the estimate of a path that
        nothing has congested for a while follows what is sent, and is only a lower bound."""
        if self.bitrate is None or self.congested(now):
            return self.bitrate
        return self.bitrate * UNCONGESTED
