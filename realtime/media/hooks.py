"""Everything that reaches into aiortc, aioice and pylibsrtp; no other file touches their private
names but door.py, for their sockets. Each hook says what it replaces and why, and has a contract
test in tests/media/, so that an upgrade which moves something fails there and not in a call.
"""

import struct
from collections.abc import Callable
from typing import Any

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

TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
TRANSPORT_CC_ID = 4
MOST_UNSENT = 262_144
LARGEST = 1_500
# What SRTP and SRTCP may add: SRTP_MAX_TRAILER_LEN and an index.
ROOM = 160
_NUMBERS = struct.Struct("!HLL")


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
    video at 150 to 225 kbit/s, Opus' own repair of lost packets, and that they may be asked for.
    Once or often."""
    again = RTCRtcpFeedback(type="nack")
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
                if again not in codec.rtcpFeedback:
                    codec.rtcpFeedback.append(again)


def transport_of(connection: RTCPeerConnection) -> RTCDtlsTransport:
    """The one transport of a bundled connection."""
    transport = connection.getTransceivers()[0].receiver.transport
    assert isinstance(transport, RTCDtlsTransport)
    return transport


def tell_failure(connection: RTCPeerConnection, failed: Callable[[Exception], None]) -> None:
    """Replaces the task in which aiortc connects, and in which nobody hears of what it raises: at
    a certificate that can't be read, for one, it would hang and be logged by the loop."""
    connect = connection._RTCPeerConnection__connect  # type: ignore[attr-defined]

    async def watched() -> None:
        try:
            await connect()
        except Exception as error:  # whatever a hostile peer has brought about
            failed(error)

    connection._RTCPeerConnection__connect = watched  # type: ignore[attr-defined]


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
