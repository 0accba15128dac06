"""Everything that reaches into aiortc, aioice and pylibsrtp; no other file touches their private
names. Each hook says what it replaces and why, and has a contract test in tests/media/, so that an
upgrade which moves something fails there and not in a call.
"""

import asyncio
import struct
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from aioice import Candidate
from aioice.candidate import candidate_foundation, candidate_priority
from aioice.ice import CandidatePair, Connection, StunProtocol
from aiortc import (
    RTCDtlsTransport,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpSender,
    codecs,
)
from aiortc.rtcrtpparameters import (
    RTCRtcpFeedback,
    RTCRtpHeaderExtensionParameters,
    RTCRtpReceiveParameters,
    RTCRtpSendParameters,
)
from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib

from realtime.media.ports import Ports

TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
TRANSPORT_CC_ID = 4
MOST_WAITING = 32
MOST_PAIRS = 64
MOST_UNSENT = 262_144
LARGEST = 1_500
# What SRTP and SRTCP may add: SRTP_MAX_TRAILER_LEN and an index.
ROOM = 160
_NUMBERS = struct.Struct("!HLL")


class Tap(Protocol):
    """Whoever takes a leg's media as it comes off the network, still encrypted."""

    def media(self, datagram: bytes) -> None: ...

    def dropped(self, why: str) -> None: ...


def decode_nothing(receiver: RTCRtpReceiver, connected: Callable[[], None]) -> None:
    """Replaces `receive`, which starts a decoder thread for each track, read or not (0.19 CPU
    seconds per second, and its frames pile up). aiortc calls it once DTLS is up."""

    async def receive(parameters: RTCRtpReceiveParameters) -> None:
        connected()

    # On the instance: that is what a hook is, and why the type objects, here and below.
    receiver.receive = receive  # type: ignore[method-assign]


def encode_nothing(sender: RTCRtpSender, connected: Callable[[], None]) -> None:
    """Replaces `send`, which would run a loop of 50 Hz without a track, and write sender reports
    of its own. aiortc calls it once DTLS is up."""

    async def send(parameters: RTCRtpSendParameters) -> None:
        connected()

    sender.send = send  # type: ignore[method-assign]


def send_as(sender: RTCRtpSender, ssrc: int, rtx: int = 0) -> None:
    """Replaces the SSRCs that aiortc has drawn; to be done before the offer, which names them."""
    sender._ssrc = ssrc
    if rtx:
        sender._rtx_ssrc = rtx


def offer_transport_cc_and_fec() -> None:
    """Adds to aiortc's tables what its offers lack: transport-cc, without which Chromium holds
    video at 150 to 225 kbit/s, and Opus' own repair of lost packets. Once or often."""
    known = RTCRtpHeaderExtensionParameters(id=TRANSPORT_CC_ID, uri=TRANSPORT_CC)
    feedback = RTCRtcpFeedback(type="transport-cc")
    for kind in ("audio", "video"):
        if known not in codecs.HEADER_EXTENSIONS[kind]:
            codecs.HEADER_EXTENSIONS[kind].append(known)
        for codec in codecs.CODECS[kind]:
            forwarded = codec.mimeType in ("audio/opus", "video/VP8", "video/H264")
            if forwarded and feedback not in codec.rtcpFeedback:
                codec.rtcpFeedback.append(feedback)
            if codec.mimeType == "audio/opus":
                codec.parameters = {"minptime": 10, "useinbandfec": 1}


def transport_of(connection: RTCPeerConnection) -> RTCDtlsTransport:
    """The one transport of a bundled connection."""
    transport = connection.getTransceivers()[0].receiver.transport
    assert isinstance(transport, RTCDtlsTransport)
    return transport


class Port(StunProtocol):
    """A socket of a leg. Replaces `datagram_received`, which tries to read each packet as STUN
    first and puts what is none into a queue without a bound, empty datagrams too (aiortc ends
    the connection at one)."""

    def __init__(self, connection: Connection, tap: Tap) -> None:
        super().__init__(connection)
        self.tap = tap

    def datagram_received(self, data: bytes | str, addr: tuple[Any, ...]) -> None:
        assert isinstance(data, bytes)
        first = data[0] if data else 255
        if 128 <= first < 192:
            self.tap.media(data)
        elif self.receiver._queue.qsize() >= MOST_WAITING:
            self.tap.dropped("waiting")
        elif first < 4:
            self._stun(data, addr)
        elif 20 <= first < 64 and self._checked(addr):
            self.receiver.data_received(data, self.local_candidate.component)
        else:
            self.tap.dropped("stranger")

    def _stun(self, data: bytes, addr: tuple[Any, ...]) -> None:
        # Each new address that passes the check is kept as a pair for good.
        if len(self.receiver._check_list) >= MOST_PAIRS and not self._checked(addr):
            return self.tap.dropped("pairs")
        try:
            super().datagram_received(data, addr)
        except Exception:  # its parser raises whatever the bytes make it
            self.tap.dropped("stun")

    def _checked(self, addr: tuple[Any, ...]) -> bool:
        """Whether ICE knows the address, by candidate or by a check that was authenticated:
        otherwise whoever guesses the port could begin DTLS before the browser."""
        where = (addr[0], addr[1])
        connection = self.receiver
        return any(pair.remote_addr == where for pair in connection._check_list) or any(
            early[1] == where for early in connection._early_checks
        )


def gather_at(
    transport: RTCDtlsTransport, addresses: Sequence[str], ports: Ports, tap: Tap
) -> None:
    """Replaces `gather_candidates`, which binds port 0 on every address but loopback. Ours takes
    `ports` on `addresses`, with a `Port` each; STUN and TURN servers are not asked."""
    connection = transport.transport._connection

    async def gather() -> None:
        loop = asyncio.get_running_loop()
        for address in addresses:
            bound = ports.bind(address)
            host, number = bound.getsockname()[:2]
            _, port = await loop.create_datagram_endpoint(lambda: Port(connection, tap), sock=bound)
            port.local_candidate = Candidate(
                foundation=candidate_foundation("host", "udp", host),
                component=1,
                transport="udp",
                priority=candidate_priority(1, "host"),
                host=host,
                port=number,
                type="host",
            )
            connection._protocols.append(port)
            connection._local_candidates.append(port.local_candidate)
        connection._local_candidates_start = True
        connection._local_candidates_end = True

    connection.gather_candidates = gather  # type: ignore[method-assign]


def nominated(transport: RTCDtlsTransport) -> CandidatePair | None:
    """Where packets go now. Asked for each packet, since a phone behind NAT may move."""
    return transport.transport._connection._nominated.get(1)


def send_raw(pair: CandidatePair, datagram: bytes) -> bool:
    """Replaces `RTCDtlsTransport._send_rtp` and what it awaits. False when it was dropped, because
    the kernel hasn't taken what came before: asyncio would keep it without a bound."""
    transport: Any = pair.protocol.transport
    if transport.is_closing() or transport.get_write_buffer_size() > MOST_UNSENT:
        return False
    transport.sendto(datagram, pair.remote_addr)
    return True


class Cipher:
    """Replaces `pylibsrtp.Session.protect` and `unprotect`, which allocate at each call: libsrtp
    on one buffer that is used again. Also writes a viewer's numbers on the way."""

    def __init__(self, transport: RTCDtlsTransport) -> None:
        self._transport = transport
        self._memory = ffi.new("char[]", LARGEST + ROOM)
        self._buffer = ffi.buffer(self._memory)
        self._length = ffi.new("int *")

    @property
    def ready(self) -> bool:
        return self._transport._tx_srtp is not None

    def protect_rtp(self, packet: bytes, sequence: int, timestamp: int, ssrc: int) -> bytes | None:
        """None when it can't be: too large, or older than libsrtp's window."""
        session = self._transport._tx_srtp
        if session is None or not self._hold(packet, 12):
            return None
        _NUMBERS.pack_into(self._buffer, 2, sequence, timestamp, ssrc)
        return self._call(lib.srtp_protect, session)

    def protect_rtcp(self, packet: bytes) -> bytes | None:
        session = self._transport._tx_srtp
        if session is None or not self._hold(packet, 8):
            return None
        return self._call(lib.srtp_protect_rtcp, session)

    def unprotect_rtp(self, datagram: bytes) -> bytes | None:
        """None when it is none of this leg's."""
        session = self._transport._rx_srtp
        if session is None or not self._hold(datagram, 12):
            return None
        return self._call(lib.srtp_unprotect, session)

    def unprotect_rtcp(self, datagram: bytes) -> bytes | None:
        session = self._transport._rx_srtp
        if session is None or not self._hold(datagram, 8):
            return None
        return self._call(lib.srtp_unprotect_rtcp, session)

    def _hold(self, packet: bytes, least: int) -> bool:
        size = len(packet)
        if not least <= size <= LARGEST:
            return False
        self._buffer[0:size] = packet
        self._length[0] = size
        return True

    def _call(self, function: Any, session: Session) -> bytes | None:
        if function(session._srtp[0], self._memory, self._length):
            return None
        made: bytes = self._buffer[0 : self._length[0]]
        return made
