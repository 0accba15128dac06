"""Every hook into aiortc, aioice and pylibsrtp. No other file touches their private names but
ice_socket.py, for their sockets. Each hook says what it replaces and why, and has a contract test
in tests/media/, so that an upgrade which moves something fails there and not in a call.
"""

import struct
from collections.abc import Callable
from typing import Any

from aioice import Candidate
from aioice.ice import CandidatePair
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

from realtime.media.rtp.packet import TRANSPORT_CC_ID

TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
AT_ONCE = 4
LARGEST = 1_500
# The octets that SRTP and SRTCP may add: SRTP_MAX_TRAILER_LEN and an index.
ROOM = 160
_protect, _unprotect = lib.srtp_protect, lib.srtp_unprotect
_NUMBERS = struct.Struct("!HLL")


def decode_nothing(receiver: RTCRtpReceiver, connected: Callable[[], None]) -> None:
    """Replaces `receive`, which starts a decoder thread for each track, read or not (0.19 CPU
    seconds per second, and its frames pile up). aiortc calls it once DTLS is up."""

    async def receive(parameters: RTCRtpReceiveParameters) -> None:
        connected()

    # A hook is set on the instance, to which mypy objects, here and below.
    receiver.receive = receive  # type: ignore[method-assign]


def encode_nothing(sender: RTCRtpSender, connected: Callable[[], None]) -> None:
    """Replaces `send`, which would run a loop of 50 Hz without a track, and write sender reports
    of its own. aiortc calls it once DTLS is up."""

    async def send(parameters: RTCRtpSendParameters) -> None:
        connected()

    sender.send = send  # type: ignore[method-assign]


def send_as(sender: RTCRtpSender, ssrc: int, rtx: int = 0) -> None:
    """Replaces the SSRCs that aiortc has drawn. It comes before the offer, which names them."""
    sender._ssrc = ssrc
    if rtx:
        sender._rtx_ssrc = rtx


def offer_transport_cc_and_fec() -> None:
    """Adds to aiortc's tables what its offers lack: transport-cc, without which Chromium holds
    video at 150 to 225 kbit/s, Opus' own error correction, and NACK for sound. It may be called
    often."""
    nack = RTCRtcpFeedback(type="nack")
    extension = RTCRtpHeaderExtensionParameters(id=TRANSPORT_CC_ID, uri=TRANSPORT_CC)
    feedback = RTCRtcpFeedback(type="transport-cc")
    for kind in ("audio", "video"):
        if extension not in codecs.HEADER_EXTENSIONS[kind]:
            codecs.HEADER_EXTENSIONS[kind].append(extension)
        for codec in codecs.CODECS[kind]:
            forwarded = codec.mimeType in ("audio/opus", "video/VP8", "video/H264")
            if forwarded and feedback not in codec.rtcpFeedback:
                codec.rtcpFeedback.append(feedback)
            if codec.mimeType == "audio/opus":
                codec.parameters = {"minptime": 10, "useinbandfec": 1}
                if nack not in codec.rtcpFeedback:
                    codec.rtcpFeedback.append(nack)


def transport_of(connection: RTCPeerConnection) -> RTCDtlsTransport:
    """The one transport of a bundled connection."""
    transport = connection.getTransceivers()[0].receiver.transport
    assert isinstance(transport, RTCDtlsTransport)
    return transport


def tell_failure(connection: RTCPeerConnection, failed: Callable[[Exception], None]) -> None:
    """Replaces the task in which aiortc connects, whose errors reach nobody: at a certificate that
    can't be read, for one, the connection would hang and the loop would log it."""
    connect = connection._RTCPeerConnection__connect  # type: ignore[attr-defined]

    async def watched() -> None:
        try:
            await connect()
        except Exception as error:  # whatever a hostile peer has brought about
            failed(error)

    connection._RTCPeerConnection__connect = watched  # type: ignore[attr-defined]


def check_at_once(transport: RTCDtlsTransport) -> None:
    """Replaces the pace of `_check_periodic`: aioice sleeps 20 ms after each check that it starts
    and goes on only then, though the answer be there after one. Here the first AT_ONCE of the few
    pairs that a node has are checked at once, and so is a candidate that comes later."""
    ice = transport.transport._connection
    check_next, add = ice._check_periodic, ice.add_remote_candidate

    def check() -> bool:
        if ice._check_list_done or not ice._check_list:
            return check_next()
        waiting = [pair for pair in ice._check_list if pair.task is None]
        for pair in waiting[:AT_ONCE]:
            ice.check_start_task(pair)
        return len(waiting) > AT_ONCE

    async def added(remote_candidate: Candidate | None) -> None:
        await add(remote_candidate)
        if ice._early_checks_done:  # it is connecting, or has connected
            check()

    ice._check_periodic = check  # type: ignore[method-assign]
    ice.add_remote_candidate = added  # type: ignore[method-assign]


def srtp_functions() -> tuple[int, int]:
    """The addresses of libsrtp's protect and unprotect, for C that calls them itself; pylibsrtp has
    the only copy, with its own keys' memory."""
    both = (ffi.addressof(lib, "srtp_protect"), ffi.addressof(lib, "srtp_unprotect"))
    protect, unprotect = (int(ffi.cast("uintptr_t", function)) for function in both)
    return protect, unprotect


def srtp_of(session: Session) -> Any:
    """The address of the session in libsrtp, valid for as long as somebody keeps the session."""
    return ffi.cast("void *", session._srtp[0])


class Route:
    """Replaces `RTCDtlsTransport._send_rtp` and what it awaits. The nominated pair is looked up at
    each packet, since a phone behind NAT may move, and taken apart only when it is another."""

    def __init__(self, transport: RTCDtlsTransport) -> None:
        self._pairs = transport.transport._connection._nominated
        self._pair: CandidatePair | None = None
        self._transport: Any
        self._send: Callable[[bytes, tuple[str, int]], bool]
        self._address: tuple[str, int]

    def send(self, datagram: bytes) -> bool | None:
        """None while there is no pair; False when it was dropped, because the kernel hasn't taken
        what came before: asyncio would keep it without a bound."""
        pair = self._pairs.get(1)
        if pair is not self._pair:
            self._follow(pair)
        return None if pair is None else self._send(datagram, self._address)

    def path(self) -> tuple[Any, tuple[str, int]] | None:
        """The transport and the address that packets go out by; None while there is no pair."""
        pair = self._pairs.get(1)
        if pair is not self._pair:
            self._follow(pair)
        return None if pair is None else (self._transport, self._address)

    def _follow(self, pair: CandidatePair | None) -> None:
        self._pair = pair
        if pair is not None:
            transport: Any = pair.protocol.transport
            self._transport, self._send = transport, transport.send
            self._address = pair.remote_addr


class Cipher:
    """Replaces `pylibsrtp.Session.protect` and `unprotect`, which allocate at each call, by libsrtp
    on one buffer that is used again. It also writes a viewer's numbers on the way."""

    def __init__(self, transport: RTCDtlsTransport) -> None:
        self._transport = transport
        self._memory = ffi.new("char[]", LARGEST + ROOM)
        self._buffer = ffi.buffer(self._memory)
        self._length = ffi.new("int *")

    @property
    def ready(self) -> bool:
        return self._transport._tx_srtp is not None

    @property
    def keys(self) -> tuple[Session | None, Session | None]:
        """The outbound and the inbound session; None before there are any."""
        return self._transport._tx_srtp, self._transport._rx_srtp

    def protect_rtp(self, packet: bytes, sequence: int, timestamp: int, ssrc: int) -> bytes | None:
        """None when the packet is too large, or older than libsrtp's window."""
        session, size, buffer = self._transport._tx_srtp, len(packet), self._buffer
        if session is None or not 12 <= size <= LARGEST:
            return None
        buffer[0:size] = packet
        _NUMBERS.pack_into(buffer, 2, sequence, timestamp, ssrc)
        self._length[0] = size
        if _protect(session._srtp[0], self._memory, self._length):
            return None
        result: bytes = buffer[0 : self._length[0]]
        return result

    def unprotect_rtp(self, datagram: bytes) -> bytes | None:
        """None when the datagram is none of this leg's."""
        session, size, buffer = self._transport._rx_srtp, len(datagram), self._buffer
        if session is None or not 12 <= size <= LARGEST:
            return None
        buffer[0:size] = datagram
        self._length[0] = size
        if _unprotect(session._srtp[0], self._memory, self._length):
            return None
        result: bytes = buffer[0 : self._length[0]]
        return result

    def protect_rtcp(self, packet: bytes) -> bytes | None:
        return self._call(lib.srtp_protect_rtcp, self._transport._tx_srtp, packet)

    def unprotect_rtcp(self, datagram: bytes) -> bytes | None:
        return self._call(lib.srtp_unprotect_rtcp, self._transport._rx_srtp, datagram)

    def _call(self, function: Any, session: Session | None, packet: bytes) -> bytes | None:
        size = len(packet)
        if session is None or not 8 <= size <= LARGEST:
            return None
        self._buffer[0:size] = packet
        self._length[0] = size
        if function(session._srtp[0], self._memory, self._length):
            return None
        result: bytes = self._buffer[0 : self._length[0]]
        return result
