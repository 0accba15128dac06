"""Feedback to the publisher: transport-cc, by which her browser learns how much the path takes, and
receiver reports."""

import struct

from realtime.media.rtp import rtcp

MOST_ARRIVALS = 1_000
MOST_REPORTED = 500
LARGEST_GAP = 500
TICK = 250
REFERENCE = 64_000
DROPOUT = 3_000
# The air alone may lose MOST_FORGIVEN of the packets; about LATELY of the last ones are looked at.
MOST_FORGIVEN, LATELY = 0.25, 60


class Arrivals:
    """The arrival times of packets with a transport-wide number
    (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1). RTX and probes count too, or
    the estimate collapses.

    While `forgiving`, missing packets are not reported. That is for a phone that sends stills: it
    sends less than the path takes and its losses are the radio's, which its browser takes for a
    full line and falls to 30 kbit/s of 200. A full line delays first, which is still reported, and
    where more than a quarter is lost, so are the losses. To report a missing packet as arrived
    would not do: Chromium never resends such a packet.
    """

    def __init__(self) -> None:
        self.forgiving = False
        self._losing = 0.0
        self._at: dict[int, int] = {}
        self._latest: int | None = None
        self._base: int | None = None
        self._count = 0

    def __len__(self) -> int:
        return len(self._at)

    def add(self, sequence: int, micros: int) -> None:
        """`sequence` has 16 bits and wraps."""
        if len(self._at) >= MOST_ARRIVALS:
            return
        if self._latest is None:
            self._latest = sequence
        ahead = (sequence - self._latest + 0x8000 & 0xFFFF) - 0x8000
        whole = self._latest + ahead
        self._latest = max(self._latest, whole)
        self._at.setdefault(whole, micros)

    def report(self, media: int) -> bytes | None:
        """A report on at most MOST_REPORTED numbers, missing ones among them; None when there is
        nothing to report. `media` must be an SSRC of the publisher's: otherwise Chromium falls to
        30 kbit/s."""
        if not self._at:
            return None
        arrived = sorted(self._at)
        first = arrived[0]
        if self._base is not None and 0 <= first - self._base < LARGEST_GAP:
            first = self._base
        last = min(arrived[-1], first + MOST_REPORTED - 1)
        if self.forgiving:
            first, last = self._without_gaps(first, last, arrived[0])
        reference = self._at[arrived[0]] // REFERENCE
        symbols, deltas = self._encode(first, last, reference * REFERENCE)
        head = struct.pack("!LLHH", rtcp.OURS, media, first & 0xFFFF, len(symbols))
        clock = struct.pack("!L", (reference & 0xFFFFFF) << 8 | self._count)
        self._count = self._count + 1 & 0xFF
        self._base = last + 1
        body = head + clock + _chunks(symbols) + deltas
        return rtcp.build(rtcp.TRANSPORT_FEEDBACK, rtcp.TRANSPORT_CC, body)

    def _without_gaps(self, first: int, last: int, arrived: int) -> tuple[int, int]:
        """The first and last number of the next report: from `arrived`, the first that did, up to
        the next gap; where too much is missing, also what is missing before `arrived`."""
        end = arrived
        while end < last and end + 1 in self._at:
            end += 1
        for whole in range(first, end + 1):
            self._losing += ((whole < arrived) - self._losing) / LATELY
        return (arrived if self._losing <= MOST_FORGIVEN else first), end

    def _encode(self, first: int, last: int, since: int) -> tuple[list[int], bytes]:
        symbols: list[int] = []
        deltas = bytearray()
        for whole in range(first, last + 1):
            micros = self._at.pop(whole, None)
            if micros is None:
                symbols.append(0)
                continue
            delta = (micros - since) // TICK
            if 0 <= delta <= 255:
                symbols.append(1)
                deltas.append(delta)
            else:
                delta = max(-32_768, min(32_767, delta))
                symbols.append(2)
                deltas += struct.pack("!h", delta)
            since += delta * TICK
        return symbols, bytes(deltas)


def _chunks(symbols: list[int]) -> bytes:
    """The status chunks: symbols that repeat seven times or more as runs, the rest as vectors of
    seven."""
    chunks = bytearray()
    at, count = 0, len(symbols)
    while at < count:
        end = at
        while end < count and symbols[end] == symbols[at]:
            end += 1
        if end - at >= 7 or end == count:
            chunks += struct.pack("!H", symbols[at] << 13 | end - at)
            at = end
        else:
            vector = 0xC000
            for step, symbol in enumerate(symbols[at : at + 7]):
                vector |= symbol << 12 - 2 * step
            chunks += struct.pack("!H", vector)
            at += 7
    return bytes(chunks)


class Reception:
    """The reception statistics of one SSRC (RFC 3550 appendices A.1, A.3 and A.8)."""

    def __init__(self, ssrc: int, rate: int) -> None:
        self.ssrc = ssrc
        self.received = 0
        self._rate = rate
        self._first = self._highest = 0
        self._before = (0, 0)
        self._transit: float | None = None
        self._jitter = 0.0
        self._report: tuple[rtcp.SenderReport, float] | None = None

    @property
    def highest(self) -> int:
        """The highest sequence number so far, with its wraps."""
        return self._highest

    def note(self, sequence: int, timestamp: int, now: float) -> int | None:
        """The distance of the number ahead of the highest so far; 0 or less when it isn't ahead.
        None when the numbers begin anew: at first, and at a jump that is too long for a loss."""
        ahead = (sequence - self._highest + 0x8000 & 0xFFFF) - 0x8000
        if self.received == 0 or abs(ahead) > DROPOUT:
            self._first = self._highest = sequence
            self.received, self._before, self._transit = 1, (0, 0), None
            return None
        self._highest = max(self._highest, self._highest + ahead)
        if ahead:
            self.received += 1
        self._vary(timestamp, now)
        return ahead

    def reported(self, report: rtcp.SenderReport, now: float) -> None:
        self._report = report, now

    def block(self, now: float) -> bytes | None:
        """The block for a receiver report; None while nothing has come."""
        if self.received == 0:
            return None
        expected = self._highest - self._first + 1
        new, arrived = expected - self._before[0], self.received - self._before[1]
        self._before = expected, self.received
        fraction = min(255, max(0, new - arrived) * 256 // new) if new > 0 else 0
        lost = max(-0x800000, min(0x7FFFFF, expected - self.received))
        middle = delay = 0
        if self._report is not None:
            report, at = self._report
            middle, delay = report.middle, int((now - at) * 65_536) & 0xFFFFFFFF
        return struct.pack(
            "!LLLLLL",
            self.ssrc,
            fraction << 24 | lost & 0xFFFFFF,
            self._highest & 0xFFFFFFFF,
            int(self._jitter) & 0xFFFFFFFF,
            middle,
            delay,
        )

    def _vary(self, timestamp: int, now: float) -> None:
        transit = now * self._rate - timestamp
        if self._transit is not None:
            # Timestamps wrap at 32 bits, and a difference of half of that is no jitter.
            change = abs(transit - self._transit)
            if change < 0x7FFFFFFF:
                self._jitter += (change - self._jitter) / 16
        self._transit = transit
