"""A leg: the connection to one browser, for media in one direction. The offer is always ours, so
that payload types, extension ids and mids are the same on all legs.
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
"""The H.264 profile: constrained baseline, which every browser speaks."""


@dataclass(frozen=True, slots=True)
class NodeNetwork:
    """The network of a node: where it is reached, and which addresses it may be told to reach.
    `public` maps an address of ours that is behind a one-to-one NAT to the one that the world
    knows. `fastpath` says whether packets may go through C."""

    addresses: Sequence[str]
    port_range: PortRange
    admission: Admission = field(default_factory=Admission)
    public: Mapping[str, str] = field(default_factory=dict)
    fastpath: bool = True

    def public_sdp(self, sdp: str) -> str:
        """The offer with the addresses that the world knows."""
        for own, public in self.public.items():
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
        self.drop_counters: list[Counter[str]] = []
        """The counters of others that drop packets on this leg's behalf."""
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
        """The packets dropped so far, by reason."""
        return sum(self.drop_counters, self.srtp.lost.copy())

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
            transceiver.setCodecPreferences(_codec_preferences(kind, self.codecs))
        transport = aiortc_hooks.transport_of(self.connection)
        srtp = SrtpChannel(transport)
        aiortc_hooks.check_at_once(transport)
        gather_at(transport, self.network.addresses, self.network.port_range, srtp)
        return srtp

    async def _apply(self, sdp: str, read: Callable[[SessionDescription], T]) -> T:
        """Applies the answer, and returns what `read` finds in it. Raises BadDescription."""
        if len(sdp) > LONGEST:
            raise BadDescription("too long")
        try:
            admitted = admitted_description(sdp, self.network.admission)
            content = read(parse_answer(admitted))
            await self.connection.setRemoteDescription(RTCSessionDescription(admitted, "answer"))
        except BadDescription:
            raise
        except Exception as error:  # its parser raises whatever the text makes it
            raise BadDescription(f"{type(error).__name__}: {error}") from error
        return content

    async def candidate(self, line: str) -> bool:
        """Adds a trickled candidate as the browser writes it; whether ICE was told."""
        admitted = admitted_candidate(line, self.network.admission)
        if admitted is None or self._trickled >= MOST_TRICKLED:
            return False
        self._trickled += 1
        candidate = candidate_from_sdp(admitted.removeprefix("candidate:"))
        candidate.sdpMLineIndex = 0
        await self.connection.addIceCandidate(candidate)
        return True

    async def close(self) -> None:
        """The closing goes on when its caller is cancelled: half closed, the connection would keep
        its port, and the next caller would wait for ever."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self.connection.close())
        await asyncio.shield(self._closing)


class PublisherLeg(Leg):
    """The leg by which a technician publishes. `start` is where her browser's estimate of the path
    begins, in kbit/s; None leaves it to her browser."""

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
        """The sources that are about to come. Raises BadDescription."""
        return await self._apply(sdp, published_sources)


class ViewerLeg(Leg):
    """The leg by which a viewer receives; the SSRCs are drawn anew for each."""

    direction = "sendonly"

    def __init__(self, network: NodeNetwork, codecs: Sequence[Codec] = CODECS) -> None:
        super().__init__(network, codecs)
        first = secrets.randbelow(2**31) + 1
        self.ssrcs: dict[Kind, int] = {"audio": first, "video": first + 1}
        self.accepted = AcceptedFormats()
        self._rtx = first + 2
        audio, video = self.connection.getTransceivers()
        aiortc_hooks.send_as(audio.sender, self.ssrcs["audio"])
        aiortc_hooks.send_as(video.sender, self.ssrcs["video"], self._rtx)

    async def offer(self) -> str:
        """The offer leaves transport-cc out, whose numbers would have to be each viewer's own; her
        browser reports by REMB what it can take."""
        offer = await self.connection.createOffer()
        lines = [line for line in offer.sdp.splitlines() if "transport-" not in line]
        await self.connection.setLocalDescription(
            RTCSessionDescription("\r\n".join(lines) + "\r\n", "offer")
        )
        return self.connection.localDescription.sdp

    async def answer(self, sdp: str) -> AcceptedFormats:
        """The formats that the viewer takes. Raises BadDescription."""
        self.accepted = await self._apply(sdp, partial(accepted_formats, rtx=self._rtx))
        return self.accepted


def with_start_bitrate(offer: str, kbps: int) -> str:
    """The offer with Chromium's parameter for the bitrate to begin at, on each video codec."""
    parameter = f"x-google-start-bitrate={kbps}"
    for number in re.findall(r"a=rtpmap:(\d+) (?:VP8|H264)/90000", offer):
        offer, count = re.subn(rf"a=fmtp:{number} [^\r\n]*", rf"\g<0>;{parameter}", offer)
        if not count:
            rtpmap = rf"a=rtpmap:{number} [^\r\n]*"
            offer = re.sub(rtpmap, rf"\g<0>\r\na=fmtp:{number} {parameter}", offer)
    return offer


def _codec_preferences(kind: Kind, codecs: Sequence[Codec]) -> list[RTCRtpCodecCapability]:
    """The codecs that aiortc can offer, in our order."""
    capabilities = RTCRtpSender.getCapabilities(kind).codecs
    if kind == "audio":
        return [one for one in capabilities if one.mimeType == "audio/opus"]
    video = [
        one
        for codec in codecs
        for one in capabilities
        if one.mimeType == f"video/{codec}"
        and one.parameters.get("profile-level-id", PROFILE) == PROFILE
    ]
    return video + [one for one in capabilities if one.mimeType == "video/rtx"]
