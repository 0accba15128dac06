"""Timeline: the file's time of each frame. Sound runs by its own clock without a seam, since a
player follows the sound; pictures are aligned to it by the RTCP sender reports (RFC 3550 section
6.4.1).

Before reports have come, and when the sender is another, the time of arrival counts.
"""

from realtime.media.rtp import rtcp
from realtime.media.rtp.track import KINDS, RATES, Kind

FURTHEST = 30.0
"""Seconds by which a track's clock may differ from arrival, or from the other track's, and be
believed."""
LEAST_STEP = 0.001


class _Clock:
    """One track's clock. `zero` is the file's time at the timestamp 0, in seconds."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.begun = False
        self.zero = 0.0
        self.time, self.arrived = -LEAST_STEP, 0.0
        """The file's time and the arrival of the frame that was placed last."""
        self.end = 0.0
        self.report: rtcp.SenderReport | None = None
        self._extended = 0

    def extended(self, timestamp: int) -> int:
        """The timestamp without its wraps at 32 bits."""
        return (
            self._extended + ((timestamp - self._extended + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        )

    def anchor(self, timestamp: int, time: float) -> None:
        self.begun = True
        self._extended = timestamp
        self.zero = time - timestamp / self.rate

    def step(self, timestamp: int) -> float:
        self._extended = self.extended(timestamp)
        return self.at(self._extended)

    def at(self, extended: int) -> float:
        return self.zero + extended / self.rate


class Timeline:
    """The times of one file, whose zero is the arrival of its first frame."""

    def __init__(self) -> None:
        self._clocks = {kind: _Clock(RATES[kind]) for kind in KINDS}
        self._placed: _Clock | None = None

    def begin(self, kind: Kind) -> None:
        """The next packet is the first of another source."""
        clock = self._clocks[kind]
        clock.begun, clock.report = False, None

    def report(self, kind: Kind, report: rtcp.SenderReport) -> None:
        self._clocks[kind].report = report
        self._align()

    def time_at(self, now: float) -> float:
        """The file's time at `now`, by the clock of arrivals; 0 before its beginning."""
        last = self._placed
        return 0.0 if last is None else last.time + max(0.0, now - last.arrived)

    def place(self, kind: Kind, timestamp: int, arrived: float, length: float = 0.0) -> float:
        """The frame's time in seconds. It is later than that of the frame before of its kind, and
        for the first of another source not before the old one's end. `length` is in seconds."""
        clock = self._clocks[kind]
        last = clock if clock.begun else self._placed
        expected = 0.0 if last is None else last.time + arrived - last.arrived
        if not clock.begun:
            expected = max(expected, clock.end)
        time = clock.step(timestamp) if clock.begun else expected
        if not clock.begun or abs(time - expected) > FURTHEST:
            clock.anchor(timestamp, expected)
            self._align()
            time = clock.step(timestamp)
        clock.time, clock.arrived = max(time, clock.time + LEAST_STEP), arrived
        clock.end = clock.time + length
        self._placed = clock
        return clock.time

    def _align(self) -> None:
        audio, video = self._clocks["audio"], self._clocks["video"]
        if not (audio.begun and video.begun and audio.report and video.report):
            return
        between = (video.report.ntp - audio.report.ntp) / 2**32
        heard = audio.at(audio.extended(audio.report.timestamp)) + between
        error = heard - video.at(video.extended(video.report.timestamp))
        if abs(error) <= FURTHEST:
            video.zero += error
