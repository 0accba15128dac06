"""A leg: the connection to one browser, for media in one direction. The offer is always ours, so
that payload types, extension ids and mids are the same on all of them.
"""

import asyncio
import re
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, TypeVar

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.rtcconfiguration import RTCBundlePolicy
from aiortc.rtcrtpparameters import RTCRtpCodecCapability
from aiortc.sdp import SessionDescription, candidate_from_sdp

from realtime.media.rtp.track import CODECS, KINDS, AcceptedFormats, Codec, Kind, RtpSource
from realtime.media.transport import aiortc_hooks
from realtime.media.transport.candidates import Admission, admitted_candidate, admitted_description
from realtime.media.transport.ice_socket import gather_at
from realtime.media.transport.port_range import PortRange
from realtime.media.transport.sdp_answer import (
    LONGEST,
    BadDescription,
    accepted_formats,
    parse_answer,
    published_sources,
)
from realtime.media.transport.srtp import SrtpChannel

__all__ = ["BadDescription", "Leg", "NodeNetwork", "PublisherLeg", "ViewerLeg"]

T = TypeVar("T")

MOST_TRICKLED = 20
PROFILE = "42e01f"
"""Of H.264: constrained baseline, which every browser speaks."""


@dataclass(frozen=True, slots=True)
class NodeNetwork:
    """Where a node is reached, and whom it may be told to reach. `shown`: by which address the
    world knows one of ours that is behind a one-to-one NAT. `lanes`: whether packets may go
    through C."""

    addresses: Sequence[str]
    port_range: PortRange
    admission: Admission = field(default_factory=Admission)
    shown: Mapping[str, str] = field(default_factory=dict)
    fastpath: bool = True

    def public_sdp(self, sdp: str) -> str:
        """An offer with the addresses that the world knows."""
        for own, public in self.shown.items():
            sdp = re.sub(
                rf"(?m)^(a=candidate:(?:\S+ ){{4}}){re.escape(own)} ", rf"\g<1>{public} ", sdp
            )
        return sdp


class Leg:
    """`codecs` are offered in this order; the browser chooses among them."""

    def __init__(self, network: NodeNetwork, codecs: Sequence[Codec]) -> None:
        aiortc_hooks.offer_transport_cc_and_fec()
        self.connected = asyncio.Event()
        self.closed = asyncio.Event()
        self.network = network
        self.codecs = codecs
        self.counted: list[Counter[str]] = []
        """Of whoever else drops packets on this leg's behalf."""
        self.connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self.connection.on("connectionstatechange", self._changed)
        aiortc_hooks.tell_failure(self.connection, self._failed)
        self._trickled = 0
        self._closing: asyncio.Task[None] | None = None
        self.srtp = self._open()

    direction: Literal["sendonly", "recvonly"]

    @property
    def lost(self) -> Counter[str]:
        """What was dropped so far, by reason."""
        return sum(self.counted, self.srtp.lost.copy())

    def _changed(self) -> None:
        if self.connection.connectionState in ("failed", "closed"):
            self.closed.set()

    def _failed(self, error: Exception) -> None:
        self.srtp.dropped("failed")
        self.closed.set()

    def _open(self) -> SrtpChannel:
        for kind in KINDS:
            transceiver = self.connection.addTransceiver(kind, direction=self.direction)
            aiortc_hooks.decode_nothing(transceiver.receiver, self.connected.set)
            aiortc_hooks.encode_nothing(transceiver.sender, self.connected.set)
            transceiver.setCodecPreferences(_wanted(kind, self.codecs))
        transport = aiortc_hooks.transport_of(self.connection)
        pipe = SrtpChannel(transport)
        aiortc_hooks.check_at_once(transport)
        gather_at(transport, self.network.addresses, self.network.port_range, pipe)
        return pipe

    async def _apply(self, sdp: str, read: Callable[[SessionDescription], T]) -> T:
        """What `read` finds in the answer. Raises BadDescription."""
        if len(sdp) > LONGEST:
            raise BadDescription("too long")
        try:
            admitted = admitted_description(sdp, self.network.admission)
            found = read(parse_answer(admitted))
            await self.connection.setRemoteDescription(RTCSessionDescription(admitted, "answer"))
        except BadDescription:
            raise
        except Exception as error:  # its parser raises whatever the text makes it
            raise BadDescription(f"{type(error).__name__}: {error}") from error
        return found

    async def candidate(self, line: str) -> bool:
        """A trickled one, as the browser writes it; whether ICE was told."""
        admitted = admitted_candidate(line, self.network.admission)
        if admitted is None or self._trickled >= MOST_TRICKLED:
            return False
        self._trickled += 1
        found = candidate_from_sdp(admitted.removeprefix("candidate:"))
        found.sdpMLineIndex = 0
        await self.connection.addIceCandidate(found)
        return True

    async def close(self) -> None:
        """Goes on when whoever waits for it is cancelled: half closed, the connection would keep
        its port, and whoever closes it next would wait for ever."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self.connection.close())
        await asyncio.shield(self._closing)


class PublisherLeg(Leg):
    """`start` is from where her browser's estimate of the path begins, in kbit/s; None leaves it to
    her browser."""

    direction = "recvonly"

    def __init__(
        self, network: NodeNetwork, codecs: Sequence[Codec] = CODECS, start: int | None = None
    ) -> None:
        super().__init__(network, codecs)
        self._start = start

    async def offer(self) -> str:
        await self.connection.setLocalDescription()
        sdp = self.connection.localDescription.sdp
        return sdp if self._start is None else with_start_bitrate(sdp, self._start)

    async def answer(self, sdp: str) -> list[RtpSource]:
        """What is about to come. Raises BadDescription."""
        return await self._apply(sdp, published_sources)


class ViewerLeg(Leg):
    direction = "sendonly"

    def __init__(self, network: NodeNetwork, codecs: Sequence[Codec] = CODECS) -> None:
        super().__init__(network, codecs)
        one = secrets.randbelow(2**31) + 1
        self.ssrcs: dict[Kind, int] = {"audio": one, "video": one + 1}
        self.accepted = AcceptedFormats()
        self._rtx = one + 2
        sound, picture = self.connection.getTransceivers()
        aiortc_hooks.send_as(sound.sender, self.ssrcs["audio"])
        aiortc_hooks.send_as(picture.sender, self.ssrcs["video"], self._rtx)

    async def offer(self) -> str:
        """Without transport-cc: its numbers would have to be each viewer's own. She tells by REMB
        what she can take."""
        offer = await self.connection.createOffer()
        lines = [line for line in offer.sdp.splitlines() if "transport-" not in line]
        await self.connection.setLocalDescription(
            RTCSessionDescription("\r\n".join(lines) + "\r\n", "offer")
        )
        return self.connection.localDescription.sdp

    async def answer(self, sdp: str) -> AcceptedFormats:
        """What she takes. Raises BadDescription."""
        self.accepted = await self._apply(sdp, partial(accepted_formats, rtx=self._rtx))
        return self.accepted


def with_start_bitrate(offer: str, kbps: int) -> str:
    """The same, in which each codec for pictures tells the browser where to begin."""
    said = f"x-google-start-bitrate={kbps}"
    for one in re.findall(r"a=rtpmap:(\d+) (?:VP8|H264)/90000", offer):
        offer, told = re.subn(rf"a=fmtp:{one} [^\r\n]*", rf"\g<0>;{said}", offer)
        if not told:
            named = rf"a=rtpmap:{one} [^\r\n]*"
            offer = re.sub(named, rf"\g<0>\r\na=fmtp:{one} {said}", offer)
    return offer


def _wanted(kind: Kind, codecs: Sequence[Codec]) -> list[RTCRtpCodecCapability]:
    """Of what aiortc can offer, in our order."""
    known = RTCRtpSender.getCapabilities(kind).codecs
    if kind == "audio":
        return [one for one in known if one.mimeType == "audio/opus"]
    chosen = [
        one
        for codec in codecs
        for one in known
        if one.mimeType == f"video/{codec}"
        and one.parameters.get("profile-level-id", PROFILE) == PROFILE
    ]
    return chosen + [one for one in known if one.mimeType == "video/rtx"]
