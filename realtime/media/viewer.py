"""One expert: the publisher's tracks under numbers of her own, and what her browser asks for."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Protocol

from realtime.media import rtcp
from realtime.media.packets import NUMBERS, newer
from realtime.media.tracks import RATES, Accepted, Kind, Track

MOST_RESENT = 400
# Where numbers begin: in the lower half, so that no wrap comes while SRTP's counter is guessed.
FIRST = 1_000
LONGEST_BEHIND = 1_000


class Line(Protocol):
    """Where packets go out; a `Pipe`, in a node."""

    def send_rtp(self, packet: bytes, sequence: int, timestamp: int, ssrc: int) -> bool: ...

    def send_rtcp(self, packet: bytes) -> bool: ...


class Numbers:
    """What a viewer's browser sees of one track: numbers that go on where they were when the
    publisher comes back under an SSRC, sequence and timestamps of another beginning."""

    def __init__(self, ssrc: int, rate: int) -> None:
        self.ssrc = ssrc
        self.packets = self.octets = 0
        self._rate = rate
        self._sequence_shift = self._timestamp_shift = 0
        self._floor = self._highest = 0
        self._last: tuple[int, int, float] | None = None
        self._begun = False

    def begin(self) -> None:
        """The next packet is the first of its source."""
        self._begun = False

    def of(self, sequence: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """None for what comes from before this viewer's beginning."""
        if not self._begun:
            self._join(sequence, timestamp, now)
        if (sequence - self._floor) & 0xFFFF >= 0x8000:
            return None
        made = self.again(sequence, timestamp)
        if self._last is None or newer(sequence, self._highest) or sequence == self._highest:
            self._highest = sequence
            self._last = (*made, now)
            if (sequence - self._floor) & 0xFFFF > LONGEST_BEHIND:
                self._floor = (sequence - LONGEST_BEHIND) & 0xFFFF
        return made

    def again(self, sequence: int, timestamp: int) -> tuple[int, int]:
        """The same numbers as the first time."""
        return (
            (sequence + self._sequence_shift) & 0xFFFF,
            (timestamp + self._timestamp_shift) & 0xFFFFFFFF,
        )

    def source(self, sequence: int) -> int:
        """The publisher's number of what this viewer knows as `sequence`."""
        return (sequence - self._sequence_shift) & 0xFFFF

    def clock(self, timestamp: int) -> int | None:
        """A sender report's timestamp; None before the first packet."""
        return (timestamp + self._timestamp_shift) & 0xFFFFFFFF if self._begun else None

    def _join(self, sequence: int, timestamp: int, now: float) -> None:
        self._begun = True
        self._floor = self._highest = sequence
        if self._last is None:
            self._sequence_shift = (FIRST - sequence) & 0xFFFF
            return
        last_sequence, last_timestamp, at = self._last
        passed = max(1, int((now - at) * self._rate))
        self._sequence_shift = (last_sequence + 1 - sequence) & 0xFFFF
        self._timestamp_shift = (last_timestamp + passed - timestamp) & 0xFFFFFFFF


class Viewer:
    def __init__(
        self,
        line: Line,
        ssrcs: Mapping[Kind, int],
        tracks: Mapping[Kind, Track],
        want_keyframe: Callable[[], None],
        clock: Callable[[], float],
        accepted: Accepted,
    ) -> None:
        self.line = line
        self.lost: Counter[str] = Counter()
        self._accepted = accepted
        self.estimate: int | None = None
        """Bits per second that her browser says it can take, by REMB."""
        self._numbers = {kind: Numbers(ssrc, RATES[kind]) for kind, ssrc in ssrcs.items()}
        self._tracks = tracks
        self._want_keyframe = want_keyframe
        self._clock = clock
        self._waiting = True
        self._resent = 0
        self._second = float("-inf")

    def forward(
        self, kind: Kind, packet: bytes, sequence: int, timestamp: int, key: bool, now: float
    ) -> None:
        """Video begins with a keyframe: a browser can show nothing before."""
        if packet[1] & 127 not in self._accepted.formats:
            self.lost["format"] += 1
            return
        if kind == "video" and self._waiting:
            if not key:
                self._want_keyframe()
                return
            self._waiting = False
        numbers = self._numbers[kind]
        mine = numbers.of(sequence, timestamp, now)
        if mine is not None and self.line.send_rtp(packet, *mine, numbers.ssrc):
            numbers.packets += 1
            numbers.octets += len(packet)

    def begin(self, kind: Kind) -> None:
        """The track has another source now."""
        self._numbers[kind].begin()

    def show(self, picture: list[bytes], now: float) -> None:
        """A stretch of video that begins with a keyframe."""
        for packet in picture:
            sequence, timestamp, _ = NUMBERS.unpack_from(packet, 2)
            self.forward("video", packet, sequence, timestamp, True, now)

    def report(self, kind: Kind, report: rtcp.SenderReport) -> None:
        """The publisher's clock, by which the browser keeps sound and picture together."""
        numbers = self._numbers[kind]
        timestamp = numbers.clock(report.timestamp)
        if timestamp is not None:
            mine = rtcp.SenderReport(numbers.ssrc, report.ntp, timestamp)
            self.line.send_rtcp(rtcp.sender_report(mine, numbers.packets, numbers.octets))

    def rtcp(self, compound: bytes) -> None:
        """From her browser."""
        for part in rtcp.parts(compound):
            if part.type == rtcp.PICTURE_FEEDBACK:
                if part.format in (rtcp.PLI, rtcp.FIR):
                    self._want_keyframe()
                elif part.format == rtcp.APPLICATION:
                    told = rtcp.read_remb(part.body)
                    self.estimate = told if told is not None else self.estimate
            elif part.type == rtcp.TRANSPORT_FEEDBACK and part.format == rtcp.NACK:
                self._send_again(part.body)

    def _send_again(self, body: bytes) -> None:
        named = rtcp.read_media_ssrc(body)
        found = [kind for kind, numbers in self._numbers.items() if numbers.ssrc == named]
        for kind in found:
            numbers = self._numbers[kind]
            for sequence in rtcp.read_nack(body):
                packet = self._tracks[kind].history.get(numbers.source(sequence))
                if packet is not None and self._may_resend():
                    _, timestamp, _ = NUMBERS.unpack_from(packet, 2)
                    mine = numbers.again(numbers.source(sequence), timestamp)
                    self.line.send_rtp(packet, *mine, numbers.ssrc)

    def _may_resend(self) -> bool:
        """A browser whose path is full must not fill it with what it lost."""
        now = self._clock()
        if now - self._second >= 1:
            self._second, self._resent = now, 0
        self._resent += 1
        return self._resent <= MOST_RESENT
