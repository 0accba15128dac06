"""RTP packets as bytes (RFC 3550 section 5.1). Nothing is made into objects, since this runs for
every packet.
"""

import struct

HEADER = 12
ONE_BYTE = 0xBEDE
TRANSPORT_CC_ID = 4
"""The id of the transport-wide sequence number's header extension, in every offer of ours."""
NUMBERS = struct.Struct("!HLL")
"""Sequence number, timestamp and SSRC; they begin at byte 2."""


class Malformed(ValueError):
    """The bytes are no RTP packet; they are counted and dropped."""


def payload_start(packet: bytes) -> int:
    """The place where the payload begins: behind header, contributing sources and extensions.
    Raises Malformed."""
    if len(packet) < HEADER or packet[0] >> 6 != 2:
        raise Malformed("no RTP header")
    start = HEADER + 4 * (packet[0] & 15)
    if packet[0] & 0x10:
        if len(packet) < start + 4:
            raise Malformed("no extension header")
        start += 4 + 4 * int.from_bytes(packet[start + 2 : start + 4], "big")
    if start > len(packet):
        raise Malformed("header longer than the packet")
    if packet[0] & 0x20 and not 0 < packet[-1] <= len(packet) - start:
        raise Malformed("more padding than payload")
    return start


def payload_of(packet: bytes) -> bytes:
    """The payload without its padding: nothing, for the packets of padding alone with which
    browsers probe the path. Raises Malformed."""
    start = payload_start(packet)
    return packet[start : len(packet) - (packet[-1] if packet[0] & 0x20 else 0)]


def transport_sequence(packet: bytes, start: int) -> int | None:
    """The publisher's transport-wide number, if the packet has one (RFC 8285 section 4.2, and
    draft-holmer-rmcat-transport-wide-cc-extensions-01 section 2). `start` is where the payload
    begins."""
    if not packet[0] & 0x10:
        return None
    at = HEADER + 4 * (packet[0] & 15)
    if packet[at] << 8 | packet[at + 1] != ONE_BYTE:
        return None
    at += 4
    while at < start:
        head = packet[at]
        if head == 0:
            at += 1
            continue
        size = (head & 15) + 1
        if head >> 4 == 15:
            return None
        if head >> 4 == TRANSPORT_CC_ID:
            whole = size == 2 and at + 2 < start
            return packet[at + 1] << 8 | packet[at + 2] if whole else None
        at += 1 + size
    return None


def unwrap_rtx(packet: bytes, start: int, ssrc: int, payload_type: int) -> bytes | None:
    """The original packet inside an RTX packet (RFC 4588 section 4); None when there is only
    padding in it, with which browsers probe the path."""
    size = len(packet) - start
    if packet[0] & 0x20:
        size -= packet[-1]
    if size < 2:
        return None
    return b"".join(
        (
            bytes((packet[0], packet[1] & 0x80 | payload_type)),
            packet[start : start + 2],
            packet[4:8],
            ssrc.to_bytes(4, "big"),
            packet[HEADER:start],
            packet[start + 2 :],
        )
    )


def wrap_rtx(packet: bytes, start: int, payload_type: int, sequence: int) -> bytes:
    """The RTX packet around an original: its `sequence` stands before its payload. The SSRC and the
    sequence number of the RTX packet itself are yet to be written."""
    return b"".join(
        (
            packet[:1],
            bytes((packet[1] & 0x80 | payload_type,)),
            packet[2:start],
            sequence.to_bytes(2, "big"),
            packet[start:],
        )
    )


def newer(sequence: int, than: int) -> bool:
    """Whether a 16-bit sequence number, which wraps, is newer (RFC 1982); False for the same
    one."""
    return 0 < (sequence - than) & 0xFFFF < 0x8000
