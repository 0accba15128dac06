"""What a viewer's browser sees of one track: sequence numbers and timestamps of her own."""

from collections import deque

from realtime.media.rtp.packet import newer

# Where numbers begin: in the lower half, so that no wrap comes while SRTP's counter is guessed.
FIRST = 1_000
LONGEST_BEHIND = 1_000
MOST_SPANS = 16


Shift = tuple[int, int, int]
"""Her SSRC, and what is added to sequence numbers and timestamps to become hers."""


class Rewriter:
    """They go on where they were when the publisher comes back under an SSRC, sequence and
    timestamps of another beginning, and when frames were left out for her."""

    def __init__(self, ssrc: int, rate: int) -> None:
        self.ssrc = ssrc
        self.packets = self.octets = 0
        self._rate = rate
        self._sequence_shift = self._timestamp_shift = 0
        self._floor = self._highest = 0
        self._last: tuple[int, int, float] | None = None
        self._begun = False
        # From which of her numbers on which shift held: what she lost may be from before the last.
        self._spans: deque[tuple[int, int]] = deque(maxlen=MOST_SPANS)

    def begin(self) -> None:
        """The next packet is the first of its source."""
        self._begun = False

    def sent(self, packets: int, octets: int) -> None:
        """As a sender's report counts them."""
        self.packets += packets
        self.octets += octets

    def of(self, sequence: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """None for what comes from before this viewer's beginning."""
        if not self._begun:
            self._join(sequence, timestamp, now)
        if (sequence - self._floor) & 0xFFFF >= 0x8000:
            return None
        made = (
            (sequence + self._sequence_shift) & 0xFFFF,
            (timestamp + self._timestamp_shift) & 0xFFFFFFFF,
        )
        if self._last is None or newer(sequence, self._highest) or sequence == self._highest:
            self._highest = sequence
            self._last = (*made, now)
            if (sequence - self._floor) & 0xFFFF > LONGEST_BEHIND:
                self._floor = (sequence - LONGEST_BEHIND) & 0xFFFF
        return made

    @property
    def shift(self) -> Shift | None:
        """None before the first packet of a source."""
        if not self._begun:
            return None
        return self.ssrc, self._sequence_shift, self._timestamp_shift

    def skip(self, sequence: int) -> None:
        """`sequence` comes next to the last that was sent: what is between them was left out, and
        is no loss to be asked for."""
        if self._begun and self._last is not None:
            self._floor = self._highest = sequence
            self._shift(sequence, self._last[0] + 1)

    def source(self, mine: int) -> int | None:
        """The publisher's number of what this viewer knows as `mine`; None when it is of another
        source, or too long ago."""
        for first, shift in reversed(self._spans):
            if (mine - first) & 0xFFFF < 0x8000:
                return (mine - shift) & 0xFFFF
        return None

    def clock(self, timestamp: int) -> int | None:
        """The publisher's timestamp in this viewer's; None before the first packet."""
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

    def _shift(self, sequence: int, mine: int) -> None:
        self._sequence_shift = (mine - sequence) & 0xFFFF
        self._spans.append((mine & 0xFFFF, self._sequence_shift))
