"""One leg's SRTP (RFC 3711): packets in the clear on our side, encrypted on the network's."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from aiortc import RTCDtlsTransport
from pylibsrtp import Session

from realtime.media.transport import aiortc_hooks
from realtime.media.transport.udp import UdpTransport

OnPacket = Callable[[bytes, float], None]
"""It is called with a packet and the time, by `time.monotonic`, at which the kernel had it."""

# libsrtp keeps state for each SSRC that it has ever authenticated, and searches it in turn.
MOST_SSRCS = 32


def _ignore(packet: bytes, came_at: float = 0.0) -> None:
    """Takes media that comes before anyone awaits it."""


class SendPath(NamedTuple):
    """The path of outgoing packets: by which transport, to which address, and under which key."""

    transport: UdpTransport
    address: tuple[str, int]
    key: Session


class SrtpChannel:
    """`lost` counts what was dropped, by reason; the node reports it as malformed input."""

    def __init__(self, transport: RTCDtlsTransport) -> None:
        self.lost: Counter[str] = Counter()
        self.on_rtp: OnPacket = _ignore
        self.on_rtcp: Callable[[bytes], None] = _ignore
        self.before_unprotect: dict[object, Callable[[], None]] = {}
        self.before_protect: dict[object, Callable[[], None]] = {}
        """Callbacks, by their owner, of those who use the same key in another thread: each leaves
        it when called."""
        self._cipher = aiortc_hooks.Cipher(transport)
        self._route = aiortc_hooks.Route(transport)
        self._ssrcs: set[bytes] = set()
        self._path: SendPath | None = None

    def path(self) -> SendPath | None:
        """None while nothing can go out. The value stays the same object until the path changes."""
        route, (key, _) = self._route.path(), self._cipher.keys
        if route is None or key is None:
            return None
        if self._path is None or (self._path.transport, self._path.address) != route:
            self._path = SendPath(*route, key)
        return self._path

    @property
    def inbound_key(self) -> Session | None:
        return self._cipher.keys[1]

    def media(self, datagram: bytes, came_at: float) -> None:
        """Takes a datagram from the socket. RTCP has packet types 192 to 223 (RFC 5761 section
        4)."""
        for leave in self.before_unprotect.values():
            leave()
        if len(datagram) > 1 and 192 <= datagram[1] <= 223:
            compound = self._unprotect(datagram, datagram[4:8], self._cipher.unprotect_rtcp)
            if compound is not None:
                self.on_rtcp(compound)
        else:
            packet = self._unprotect(datagram, datagram[8:12], self._cipher.unprotect_rtp)
            if packet is not None:
                self.on_rtp(packet, came_at)

    def dropped(self, reason: str) -> None:
        self.lost[reason] += 1

    def send_rtp(self, packet: bytes, sequence: int, timestamp: int, ssrc: int) -> bool:
        """Sends the packet under other numbers; whether it went out."""
        for leave in self.before_protect.values():
            leave()
        return self._send(self._cipher.protect_rtp(packet, sequence, timestamp, ssrc))

    def send_rtcp(self, packet: bytes) -> bool:
        for leave in self.before_protect.values():
            leave()
        return self._send(self._cipher.protect_rtcp(packet))

    def _unprotect(
        self, datagram: bytes, ssrc: bytes, decrypt: Callable[[bytes], bytes | None]
    ) -> bytes | None:
        new = ssrc not in self._ssrcs
        if new and not self._admits_ssrc():
            return None
        packet = decrypt(datagram)
        if packet is None:
            self.lost["srtp"] += 1
        elif new:
            self._ssrcs.add(ssrc)
        return packet

    def _admits_ssrc(self) -> bool:
        """Whether a new SSRC is admitted: once there are keys, and not without end."""
        if not self._cipher.ready:
            self.lost["early"] += 1
        elif len(self._ssrcs) >= MOST_SSRCS:
            self.lost["ssrc"] += 1
        else:
            return True
        return False

    def _send(self, datagram: bytes | None) -> bool:
        sent = None if datagram is None else self._route.send(datagram)
        if not sent:
            self.lost["unsendable" if sent is None else "unsent"] += 1
        return bool(sent)
