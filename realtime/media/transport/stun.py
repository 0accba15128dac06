"""STUN binding requests read and answered as bytes (RFC 8489), without anything kept of them.

Two kinds are answered. A plain one, by which a browser learns its own address. And the check of ICE
(RFC 8445, section 7) under the name and password below, which are no secret: a page that takes the
echo for an ICE-lite peer is told by its own browser that UDP gets through, and how long it takes.
"""

import hashlib
import hmac
import ipaddress
import struct
import zlib
from dataclasses import dataclass

# Of the alphabet and length that ICE asks for (RFC 8839, section 5.4).
FRAGMENT = "echo"
PASSWORD = "smart+hands+echo+of+a+node"  # noqa: S105 - public, see above

OURS = f"{FRAGMENT}:".encode()

# What any path carries (RFC 8489, section 6.1: 576 with the headers of IPv4 and UDP).
LARGEST = 548
COOKIE = 0x2112A442
BINDING, BOUND = 0x0001, 0x0101
USERNAME, INTEGRITY, PRIORITY, CANDIDATE = 0x0006, 0x0008, 0x0024, 0x0025
MAPPED, FINGERPRINT = 0x0020, 0x8028
# From here on an attribute may be passed over by who doesn't know it.
OPTIONAL = 0x8000
KNOWN = frozenset((USERNAME, INTEGRITY, PRIORITY, CANDIDATE))
_HEAD = struct.Struct("!HHI12s")
_ATTRIBUTE = struct.Struct("!HH")
_WORD = struct.Struct("!I")
_FINGERPRINT_BYTES = 8


class Unanswerable(ValueError):
    """Not a request that is answered; the message is the reason that is counted."""


@dataclass(frozen=True, slots=True)
class Request:
    """Whole and well formed. Whether it knows the password is looked at when it is answered, which
    costs ten times as much as to read it."""

    datagram: bytes
    transaction: bytes
    attributes: dict[int, bytes]
    places: dict[int, int]
    """Where each attribute begins."""

    def answer(self, address: str, port: int) -> bytes:
        """The success response to whoever asked from there. Raises Unanswerable.

        With the headers of IP and UDP it is at most 1.25 times as long as the request, in IPv6
        1.36.
        """
        checked = INTEGRITY in self.attributes
        if checked:
            _check(self.datagram, self.attributes, self.places[INTEGRITY])
        return _response(self.transaction, address, port, checked, FINGERPRINT in self.attributes)


def read(datagram: bytes) -> Request:
    """Raises Unanswerable."""
    transaction = _transaction(datagram)
    attributes, places = _attributes(datagram)
    if FINGERPRINT in attributes:
        place = places[FINGERPRINT]
        last = place + _FINGERPRINT_BYTES == len(datagram)
        if not last or _word(attributes[FINGERPRINT]) != _crc(datagram[:place]):
            raise Unanswerable("fingerprint")
    named, checked = USERNAME in attributes, INTEGRITY in attributes
    if named != checked or (named and not attributes[USERNAME].startswith(OURS)):
        raise Unanswerable("credentials")
    return Request(datagram, transaction, attributes, places)


def _transaction(request: bytes) -> bytes:
    if len(request) > LARGEST:
        raise Unanswerable("large")
    if len(request) < _HEAD.size or len(request) % 4:
        raise Unanswerable("shape")
    kind, length, cookie, transaction = _HEAD.unpack_from(request)
    if cookie != COOKIE or length != len(request) - _HEAD.size:
        raise Unanswerable("shape")
    if kind != BINDING:
        raise Unanswerable("kind")
    return bytes(transaction)


def _attributes(request: bytes) -> tuple[dict[int, bytes], dict[int, int]]:
    """Values, and where each begins; the first of each kind counts."""
    values: dict[int, bytes] = {}
    places: dict[int, int] = {}
    at = _HEAD.size
    while at < len(request):
        kind, length = _ATTRIBUTE.unpack_from(request, at)
        end = at + 4 + length
        if end + (-length % 4) > len(request):
            raise Unanswerable("shape")
        # RFC 8489 would have error 420 sent for it, which serves nobody who asks us.
        if kind < OPTIONAL and kind not in KNOWN:
            raise Unanswerable("attribute")
        if kind not in values:
            values[kind], places[kind] = request[at + 4 : end], at
        at = end + (-length % 4)
    return values, places


def _check(request: bytes, attributes: dict[int, bytes], place: int) -> None:
    """Its HMAC covers what stands before it, under a length as if it were the last."""
    covered = bytearray(request[:place])
    _set_length(covered, place + 24)
    if not hmac.compare_digest(_mac(covered), attributes[INTEGRITY]):
        raise Unanswerable("credentials")


def _response(
    transaction: bytes, address: str, port: int, checked: bool, fingerprinted: bool
) -> bytes:
    """FINGERPRINT is answered in kind: a plain request without one stays small."""
    made = bytearray(_HEAD.pack(BOUND, 0, COOKIE, transaction))
    made += _mapped(address, port, transaction)
    if checked:
        _set_length(made, len(made) + 24)
        made += _ATTRIBUTE.pack(INTEGRITY, 20) + _mac(made)
    _set_length(made, len(made) + _FINGERPRINT_BYTES * fingerprinted)
    if fingerprinted:
        made += _ATTRIBUTE.pack(FINGERPRINT, 4) + _WORD.pack(_crc(made))
    return bytes(made)


def _mapped(address: str, port: int, transaction: bytes) -> bytes:
    """XOR-MAPPED-ADDRESS: routers that rewrite addresses in packets don't find it."""
    packed = ipaddress.ip_address(address.partition("%")[0]).packed
    mask = _WORD.pack(COOKIE) + transaction
    hidden = bytes(one ^ other for one, other in zip(packed, mask, strict=False))
    family = 1 if len(packed) == 4 else 2
    return struct.pack("!HHBBH", MAPPED, 4 + len(packed), 0, family, port ^ (COOKIE >> 16)) + hidden


def _set_length(message: bytearray, size: int) -> None:
    struct.pack_into("!H", message, 2, size - _HEAD.size)


def _mac(covered: bytes | bytearray) -> bytes:
    return hmac.digest(PASSWORD.encode(), covered, hashlib.sha1)


def _crc(covered: bytes | bytearray) -> int:
    return zlib.crc32(covered) ^ 0x5354554E


def _word(value: bytes) -> int:
    return int.from_bytes(value) if len(value) == 4 else -1
