"""Demultiplexing by the first bytes of a datagram (RFC 7983), before any of it is parsed: a flood
from strangers should cost a look at each datagram, and nothing else.
"""

from enum import Enum

# RFC 8489 section 5; the longest is a browser's check with room to spare.
STUN_HEADER = 20
STUN_COOKIE = b"\x21\x12\xa4\x42"
LONGEST_STUN = 1_024
# RFC 6347 section 4.1.
RECORD_HEADER = 13
LONGEST_DTLS = 1_500
CHANGE, ALERT, HANDSHAKE = 20, 21, 22


class StunType(Enum):
    """The types of STUN message that ICE uses."""

    REQUEST = b"\x00\x01"
    RESPONSE = b"\x01\x01"
    ERROR = b"\x01\x11"


_STUN_TYPES = {stun_type.value: stun_type for stun_type in StunType}


def stun_type_of(datagram: bytes) -> StunType | None:
    """None unless it is a binding request or an answer to one, whole and of a sane size."""
    size = len(datagram)
    if not STUN_HEADER <= size <= LONGEST_STUN or datagram[4:8] != STUN_COOKIE or size & 3:
        return None
    if datagram[2] << 8 | datagram[3] != size - STUN_HEADER:
        return None
    return _STUN_TYPES.get(datagram[:2])


def is_handshake(datagram: bytes) -> bool:
    """Whether it is whole DTLS records, all of a kind that a handshake needs. Application data is
    not: OpenSSL keeps what nobody reads of it, and we offer no data channel. Nor is an alert in the
    clear: anyone who forges the browser's address could end the handshake by one."""
    at, size = 0, len(datagram)
    if not RECORD_HEADER < size <= LONGEST_DTLS:
        return False
    while at < size:
        if at + RECORD_HEADER > size or datagram[at + 1] != 0xFE:
            return False
        kind, epoch = datagram[at], datagram[at + 3] << 8 | datagram[at + 4]
        if kind not in (CHANGE, ALERT, HANDSHAKE) or (kind == ALERT and epoch == 0):
            return False
        at += RECORD_HEADER + (datagram[at + 11] << 8 | datagram[at + 12])
    return at == size
