"""A leg: the connection to one browser, for media in one direction. The offer is always ours, so
that payload types, extension ids and mids are the same on all of them.
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.rtcconfiguration import RTCBundlePolicy
from aiortc.sdp import MediaDescription, SessionDescription, candidate_from_sdp

from realtime.media import hooks
from realtime.media.filtering import Admission, admitted_candidate, admitted_description
from realtime.media.pipe import Pipe
from realtime.media.ports import Ports
from realtime.media.tracks import KINDS, Codec, Kind, Source

MOST_TRICKLED = 20


class BadDescription(ValueError):
    """An answer that is none to our offer."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node is reached, and whom it may be told to reach."""

    addresses: Sequence[str]
    ports: Ports
    admission: Admission = field(default_factory=Admission)


class Leg:
    def __init__(self, place: Place, codec: Codec) -> None:
        hooks.offer_transport_cc_and_fec()
        self.connected = asyncio.Event()
        self.closed = asyncio.Event()
        self.place = place
        self.codec = codec
        self.connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self.connection.on("connectionstatechange", self._changed)
        self._trickled = 0

    def _changed(self) -> None:
        if self.connection.connectionState in ("failed", "closed"):
            self.closed.set()

    def _open(self, direction: Literal["sendonly", "recvonly"]) -> Pipe:
        for kind in KINDS:
            transceiver = self.connection.addTransceiver(kind, direction=direction)
            hooks.decode_nothing(transceiver.receiver, self.connected.set)
            hooks.encode_nothing(transceiver.sender, self.connected.set)
            wanted = f"video/{self.codec}" if kind == "video" else "audio/opus"
            again = {"video/rtx"} if direction == "recvonly" else set()
            transceiver.setCodecPreferences(
                [
                    codec
                    for codec in RTCRtpSender.getCapabilities(kind).codecs
                    if codec.mimeType in {wanted, *again}
                ]
            )
        transport = hooks.transport_of(self.connection)
        pipe = Pipe(transport)
        hooks.gather_at(transport, self.place.addresses, self.place.ports, pipe)
        return pipe

    async def _apply(self, sdp: str) -> SessionDescription:
        """Raises BadDescription."""
        admitted = admitted_description(sdp, self.place.admission)
        try:
            answer = SessionDescription.parse(admitted)
            if [media.kind for media in answer.media] != list(KINDS):
                raise BadDescription("not an answer to our offer")
            await self.connection.setRemoteDescription(RTCSessionDescription(admitted, "answer"))
        except Exception as error:  # its parser raises whatever the text makes it
            raise BadDescription(f"{type(error).__name__}: {error}") from error
        return answer

    async def candidate(self, line: str) -> bool:
        """A trickled one, as the browser writes it; whether ICE was told."""
        admitted = admitted_candidate(line, self.place.admission)
        if admitted is None or self._trickled >= MOST_TRICKLED:
            return False
        self._trickled += 1
        found = candidate_from_sdp(admitted.removeprefix("candidate:"))
        found.sdpMLineIndex = 0
        await self.connection.addIceCandidate(found)
        return True

    async def close(self) -> None:
        await self.connection.close()


class PublisherLeg(Leg):
    def __init__(self, place: Place, codec: Codec = "VP8") -> None:
        super().__init__(place, codec)
        self.pipe = self._open("recvonly")

    async def offer(self) -> str:
        await self.connection.setLocalDescription()
        return self.connection.localDescription.sdp

    async def answer(self, sdp: str) -> list[Source]:
        """What is about to come. Raises BadDescription."""
        answer = await self._apply(sdp)
        return [
            _source(kind, media)
            for kind, media in zip(KINDS, answer.media, strict=True)
            if media.ssrc and media.direction in ("sendonly", "sendrecv")
        ]


class ViewerLeg(Leg):
    def __init__(self, place: Place, codec: Codec = "VP8") -> None:
        super().__init__(place, codec)
        self.pipe = self._open("sendonly")
        one = secrets.randbelow(2**31) + 1
        self.ssrcs: dict[Kind, int] = {"audio": one, "video": one + 1}
        for kind, transceiver in zip(KINDS, self.connection.getTransceivers(), strict=True):
            hooks.send_as(transceiver.sender, self.ssrcs[kind])

    async def offer(self) -> str:
        """Without transport-cc: what we forward bears the publisher's numbers of it. The viewer
        then tells by REMB what she can take."""
        offer = await self.connection.createOffer()
        lines = [line for line in offer.sdp.splitlines() if "transport-" not in line]
        await self.connection.setLocalDescription(
            RTCSessionDescription("\r\n".join(lines) + "\r\n", "offer")
        )
        return self.connection.localDescription.sdp

    async def answer(self, sdp: str) -> None:
        """Raises BadDescription."""
        await self._apply(sdp)


def _source(kind: Kind, media: MediaDescription) -> Source:
    ssrc = media.ssrc[0].ssrc
    rtx = next(
        (
            int(group.items[1])
            for group in media.ssrc_group
            if group.semantic == "FID" and len(group.items) == 2 and group.items[0] == ssrc
        ),
        0,
    )
    return Source(kind, ssrc, media.rtp.codecs[0].payloadType or 0, rtx)
