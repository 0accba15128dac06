"""One leg's media: packets in the clear on our side, SRTP on the network's."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from aiortc import RTCDtlsTransport
from pylibsrtp import Session

from realtime.media.transport import aiortc_hooks
from realtime.media.transport.udp import UdpTransport

OnPacket = Callable[[bytes, float], None]
"""A packet, and when the kernel had it, by `time.monotonic`."""

# libsrtp keeps something for each SSRC that it has ever authenticated, and searches it in turn.
MOST_SSRCS = 32


def _nobody(packet: bytes, came_at: float = 0.0) -> None:
    """Before someone listens: media that nobody awaits."""


class SendPath(NamedTuple):
    """Where packets go out, to whom, and by which key."""

    transport: UdpTransport
    where: tuple[str, int]
    key: Session


class SrtpChannel:
    """`lost` counts what was dropped, by reason; it is what a node reports of malformed input."""

    def __init__(self, transport: RTCDtlsTransport) -> None:
        self.lost: Counter[str] = Counter()
        self.on_rtp: OnPacket = _nobody
        self.on_rtcp: Callable[[bytes], None] = _nobody
        self._cipher = aiortc_hooks.Cipher(transport)
        self._route = aiortc_hooks.Route(transport)
        self._heard_of: set[bytes] = set()
        self._path: SendPath | None = None
        self.read_elsewhere: dict[object, Callable[[], None]] = {}
        self.written_elsewhere: dict[object, Callable[[], None]] = {}
        """Of whoever does either with the same key, in another thread: called, each leaves it."""

    def path(self) -> SendPath | None:
        """None while nothing can go out. The same one for as long as it is the same."""
        route, (key, _) = self._route.path(), self._cipher.keys
        if route is None or key is None:
            return None
        if self._path is None or (self._path.transport, self._path.where) != route:
            self._path = SendPath(*route, key)
        return self._path

    @property
    def reads_with(self) -> Session | None:
        return self._cipher.keys[1]

    def media(self, datagram: bytes, came_at: float) -> None:
        """From the socket. RTCP has packet types 192 to 223 (RFC 5761 section 4)."""
        for leave in self.read_elsewhere.values():
            leave()
        if len(datagram) > 1 and 192 <= datagram[1] <= 223:
            compound = self._read(datagram, datagram[4:8], self._cipher.unprotect_rtcp)
            if compound is not None:
                self.on_rtcp(compound)
        else:
            packet = self._read(datagram, datagram[8:12], self._cipher.unprotect_rtp)
            if packet is not None:
                self.on_rtp(packet, came_at)

    def dropped(self, why: str) -> None:
        self.lost[why] += 1

    def send_rtp(self, packet: bytes, sequence: int, timestamp: int, ssrc: int) -> bool:
        """The packet under other numbers; whether it went out."""
        for leave in self.written_elsewhere.values():
            leave()
        return self._send(self._cipher.protect_rtp(packet, sequence, timestamp, ssrc))

    def send_rtcp(self, packet: bytes) -> bool:
        for leave in self.written_elsewhere.values():
            leave()
        return self._send(self._cipher.protect_rtcp(packet))

    def _read(
        self, datagram: bytes, ssrc: bytes, reads: Callable[[bytes], bytes | None]
    ) -> bytes | None:
        known = ssrc in self._heard_of
        if not known and not self._may_speak():
            return None
        packet = reads(datagram)
        if packet is None:
            self.lost["srtp"] += 1
        elif not known:
            self._heard_of.add(ssrc)
        return packet

    def _may_speak(self) -> bool:
        """Whoever wasn't heard before: once there are keys, and not without end."""
        if not self._cipher.ready:
            self.lost["early"] += 1
        elif len(self._heard_of) >= MOST_SSRCS:
            self.lost["ssrc"] += 1
        else:
            return True
        return False

    def _send(self, datagram: bytes | None) -> bool:
        sent = None if datagram is None else self._route.send(datagram)
        if not sent:
            self.lost["unsendable" if sent is None else "unsent"] += 1
        return bool(sent)
