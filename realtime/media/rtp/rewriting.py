"""Rewrites a track for one viewer: an SSRC, sequence numbers and timestamps of her own."""

from collections import deque

from realtime.media.rtp.packet import newer

# Sequence numbers begin in the lower half, so that none wraps while SRTP's rollover counter is
# guessed.
FIRST = 1_000
LONGEST_BEHIND = 1_000
MOST_SPANS = 16

Shift = tuple[int, int, int]
"""The viewer's SSRC, and what is added to sequence numbers and timestamps to become hers."""


class Rewriter:
    """The rewriter of one track. The viewer's numbers go on where they were when the publisher
    comes back under another SSRC with other numbers, and when frames were left out."""

    def __init__(self, ssrc: int, rate: int) -> None:
        self.ssrc = ssrc
        self.packets = self.octets = 0
        self._rate = rate
        self._sequence_shift = self._timestamp_shift = 0
        self._floor = self._highest = 0
        self._last: tuple[int, int, float] | None = None
        self._begun = False
        # Each span is the viewer's number from which on a shift held: a packet that she lost may be
        # from before the last shift.
        self._spans: deque[tuple[int, int]] = deque(maxlen=MOST_SPANS)

    def begin(self) -> None:
        """The next packet is the first of another source."""
        self._begun = False

    def count(self, packets: int, octets: int) -> None:
        """Counts what was sent, for the sender reports."""
        self.packets += packets
        self.octets += octets

    def rewrite(self, sequence: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """The viewer's sequence number and timestamp; None for a packet from before her
        beginning."""
        if not self._begun:
            self._join(sequence, timestamp, now)
        if (sequence - self._floor) & 0xFFFF >= 0x8000:
            return None
        own = (
            (sequence + self._sequence_shift) & 0xFFFF,
            (timestamp + self._timestamp_shift) & 0xFFFFFFFF,
        )
        if self._last is None or newer(sequence, self._highest) or sequence == self._highest:
            self._highest = sequence
            self._last = (*own, now)
            if (sequence - self._floor) & 0xFFFF > LONGEST_BEHIND:
                self._floor = (sequence - LONGEST_BEHIND) & 0xFFFF
        return own

    @property
    def shift(self) -> Shift | None:
        """None before the first packet of a source."""
        if not self._begun:
            return None
        return self.ssrc, self._sequence_shift, self._timestamp_shift

    def skip(self, sequence: int) -> None:
        """`sequence` follows the last that was sent: the packets between them were left out, and
        are no loss to be asked for."""
        if self._begun and self._last is not None:
            self._floor = self._highest = sequence
            self._shift(sequence, self._last[0] + 1)

    def original(self, own: int) -> int | None:
        """The publisher's sequence number for the viewer's `own`; None when it is of another
        source, or too long ago."""
        for first, shift in reversed(self._spans):
            if (own - first) & 0xFFFF < 0x8000:
                return (own - shift) & 0xFFFF
        return None

    def timestamp(self, timestamp: int) -> int | None:
        """The viewer's timestamp for the publisher's; None before the first packet."""
        return (timestamp + self._timestamp_shift) & 0xFFFFFFFF if self._begun else None

    def _join(self, sequence: int, timestamp: int, now: float) -> None:
        self._begun = True
        self._floor = self._highest = sequence
        self._spans.clear()
        if self._last is None:
            return self._shift(sequence, FIRST)
        last_sequence, last_timestamp, at = self._last
        passed = max(1, int((now - at) * self._rate))
        self._timestamp_shift = (last_timestamp + passed - timestamp) & 0xFFFFFFFF
        return self._shift(sequence, last_sequence + 1)

    def _shift(self, sequence: int, own: int) -> None:
        self._sequence_shift = (own - sequence) & 0xFFFF
        self._spans.append((own & 0xFFFF, self._sequence_shift))
