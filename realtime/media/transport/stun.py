"""STUN binding requests (RFC 8489), read and answered as bytes; nothing is kept of them.

Two kinds are answered. By a plain request a browser learns its own address. The other kind is ICE's
check (RFC 8445, section 7) under the name and password below, which are no secret: a page that
takes the STUN server for an ICE-lite peer is told by its own browser that UDP gets through, and how
long it takes.
"""

import hashlib
import hmac
import ipaddress
import struct
import zlib
from dataclasses import dataclass

# They have the alphabet and the length that ICE asks for (RFC 8839, section 5.4).
FRAGMENT = "echo"
PASSWORD = "smart+hands+echo+of+a+node"  # noqa: S105 - public, see above

OURS = f"{FRAGMENT}:".encode()

# The size that any path carries (RFC 8489, section 6.1: 576 with the headers of IPv4 and UDP).
LARGEST = 548
COOKIE = 0x2112A442
BINDING, BOUND = 0x0001, 0x0101
USERNAME, INTEGRITY, PRIORITY, CANDIDATE = 0x0006, 0x0008, 0x0024, 0x0025
MAPPED, FINGERPRINT = 0x0020, 0x8028
# An attribute from here on may be passed over by a receiver that doesn't know it.
OPTIONAL = 0x8000
KNOWN = frozenset((USERNAME, INTEGRITY, PRIORITY, CANDIDATE))
_HEAD = struct.Struct("!HHI12s")
_ATTRIBUTE = struct.Struct("!HH")
_WORD = struct.Struct("!I")
_FINGERPRINT_BYTES = 8


class Unanswerable(ValueError):
    """The datagram is no request that is answered; the message is the reason that is counted."""


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """A whole and well-formed request. Its password is checked only when it is answered, which
    costs ten times as much as reading."""

    datagram: bytes
    transaction: bytes
    attributes: dict[int, bytes]
    places: dict[int, int]
    """Where each attribute begins."""

    def answer(self, address: str, port: int) -> bytes:
        """The success response to a request from `address` and `port`. Raises Unanswerable.

        With the headers of IP and UDP the response is at most 1.25 times as long as the request, in
        IPv6 1.36 times.
        """
        checked = INTEGRITY in self.attributes
        if checked:
            _check(self.datagram, self.attributes, self.places[INTEGRITY])
        return _response(self.transaction, address, port, checked, FINGERPRINT in self.attributes)


def read(datagram: bytes) -> BindingRequest:
    """The request in a datagram. Raises Unanswerable."""
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
    return BindingRequest(datagram, transaction, attributes, places)


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
    """The value of each attribute, and where it begins; the first of each kind counts."""
    values: dict[int, bytes] = {}
    places: dict[int, int] = {}
    at = _HEAD.size
    while at < len(request):
        kind, length = _ATTRIBUTE.unpack_from(request, at)
        end = at + 4 + length
        if end + (-length % 4) > len(request):
            raise Unanswerable("shape")
        # RFC 8489 would have error 420 sent for it, which serves none of our clients.
        if kind < OPTIONAL and kind not in KNOWN:
            raise Unanswerable("attribute")
        if kind not in values:
            values[kind], places[kind] = request[at + 4 : end], at
        at = end + (-length % 4)
    return values, places


def _check(request: bytes, attributes: dict[int, bytes], place: int) -> None:
    """The HMAC of an attribute covers what stands before it, under a length as if it were the
    last."""
    covered = bytearray(request[:place])
    _set_length(covered, place + 24)
    if not hmac.compare_digest(_mac(covered), attributes[INTEGRITY]):
        raise Unanswerable("credentials")


def _response(
    transaction: bytes, address: str, port: int, checked: bool, fingerprinted: bool
) -> bytes:
    """A FINGERPRINT is answered in kind: the answer to a plain request without one stays small."""
    response = bytearray(_HEAD.pack(BOUND, 0, COOKIE, transaction))
    response += _mapped(address, port, transaction)
    if checked:
        _set_length(response, len(response) + 24)
        response += _ATTRIBUTE.pack(INTEGRITY, 20) + _mac(response)
    _set_length(response, len(response) + _FINGERPRINT_BYTES * fingerprinted)
    if fingerprinted:
        response += _ATTRIBUTE.pack(FINGERPRINT, 4) + _WORD.pack(_crc(response))
    return bytes(response)


def _mapped(address: str, port: int, transaction: bytes) -> bytes:
    """XOR-MAPPED-ADDRESS, which routers that rewrite addresses in packets don't find."""
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
