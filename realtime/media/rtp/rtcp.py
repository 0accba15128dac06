"""RTCP packets as bytes, read and written (RFC 3550 section 6, RFC 4585 section 6)."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

SENDER_REPORT, RECEIVER_REPORT = 200, 201
TRANSPORT_FEEDBACK, PICTURE_FEEDBACK = 205, 206
NACK, TRANSPORT_CC = 1, 15
PLI, FIR, APPLICATION = 1, 4, 15
MOST_ITEMS = 256
# Our SSRC in what we send; nobody's media has it.
OURS = 1
_HEAD = struct.Struct("!BBH")
_PAIR = struct.Struct("!HH")


class RtcpPacket(NamedTuple):
    """One packet of a compound; `body` is what follows its first word."""

    type: int
    format: int
    body: bytes


class SenderReport(NamedTuple):
    """The part of a sender report that we use; `ntp` has 64 bits, as it came."""

    ssrc: int
    ntp: int
    timestamp: int

    @property
    def middle(self) -> int:
        """The middle 32 bits of `ntp`, which a receiver report repeats."""
        return self.ntp >> 16 & 0xFFFFFFFF


def packets(compound: bytes) -> Iterator[RtcpPacket]:
    """The packets of a compound, as far as they are whole."""
    at = 0
    while at + 8 <= len(compound) and compound[at] >> 6 == 2:
        end = at + 4 + 4 * int.from_bytes(compound[at + 2 : at + 4], "big")
        if end > len(compound):
            return
        yield RtcpPacket(compound[at + 1], compound[at] & 31, compound[at + 4 : end])
        at = end


def read_sender_report(body: bytes) -> SenderReport | None:
    if len(body) < 24:
        return None
    ssrc, ntp, timestamp = struct.unpack_from("!LQL", body)
    return SenderReport(ssrc, ntp, timestamp)


def read_media_ssrc(body: bytes) -> int:
    """The SSRC that feedback is about."""
    return int.from_bytes(body[4:8], "big")


def read_nack(body: bytes) -> list[int]:
    """The sequence numbers that a NACK asks for (RFC 4585 section 6.2.1)."""
    sequences: list[int] = []
    for at in range(8, min(len(body), 8 + 4 * MOST_ITEMS) - 3, 4):
        first, mask = _PAIR.unpack_from(body, at)
        sequences.append(first)
        sequences.extend((first + step + 1) & 0xFFFF for step in range(16) if mask >> step & 1)
    return sequences


def read_remb(body: bytes) -> int | None:
    """The bits per second of a REMB (draft-alvestrand-rmcat-remb-03 section 2.2)."""
    if len(body) < 16 or body[8:12] != b"REMB":
        return None
    return ((body[13] & 3) << 16 | body[14] << 8 | body[15]) << (body[13] >> 2)


def read_losses(report: RtcpPacket) -> dict[int, float]:
    """The fraction lost since the report before, by SSRC, in a sender's or receiver's report."""
    first = 24 if report.type == SENDER_REPORT else 4
    blocks = range(first, min(len(report.body), first + 24 * report.format) - 23, 24)
    body = report.body
    return {int.from_bytes(body[at : at + 4], "big"): body[at + 4] / 256 for at in blocks}


def remb(ssrcs: Sequence[int], bits: int) -> bytes:
    """A REMB: the bits per second that all of `ssrcs` together may take."""
    exponent = max(0, bits.bit_length() - 18)
    mantissa = bits >> exponent
    rate = exponent << 2 | mantissa >> 16, mantissa & 0xFFFF
    head = struct.pack("!LL4sBBH", OURS, 0, b"REMB", len(ssrcs), *rate)
    return build(PICTURE_FEEDBACK, APPLICATION, head + struct.pack(f"!{len(ssrcs)}L", *ssrcs))


def pli(ssrc: int) -> bytes:
    return build(PICTURE_FEEDBACK, PLI, struct.pack("!LL", OURS, ssrc))


def nack(ssrc: int, sequences: Iterable[int]) -> bytes:
    """A NACK for at most 256 sequence numbers, given in any order."""
    items: list[list[int]] = []
    for sequence in sorted(sequences):
        if items and 0 < sequence - items[-1][0] <= 16:
            items[-1][1] |= 1 << (sequence - items[-1][0] - 1)
        else:
            items.append([sequence, 0])
    body = struct.pack("!LL", OURS, ssrc) + b"".join(_PAIR.pack(*item) for item in items)
    return build(TRANSPORT_FEEDBACK, NACK, body)


def receiver_report(blocks: list[bytes]) -> bytes:
    return build(RECEIVER_REPORT, len(blocks), struct.pack("!L", OURS) + b"".join(blocks))


def sender_report(report: SenderReport, packets: int, octets: int) -> bytes:
    ssrc, ntp, timestamp = report
    counts = packets & 0xFFFFFFFF, octets & 0xFFFFFFFF
    return build(SENDER_REPORT, 0, struct.pack("!LQLLL", ssrc, ntp, timestamp, *counts))


def build(kind: int, count: int, body: bytes) -> bytes:
    """One RTCP packet; `body` is filled up to whole words."""
    body += bytes(-len(body) % 4)
    return _HEAD.pack(0x80 | count, kind, len(body) // 4) + body
