"""A stream of the node on loopback, filmed and watched by stock peers."""

from collections.abc import Callable
from contextlib import AsyncExitStack

from aiortc import RTCPeerConnection

from realtime.media.forwarding.stream import LiveStream
from realtime.media.rtp.rtcp import SenderReport
from realtime.media.rtp.track import Kind
from realtime.media.transport.leg import PublisherLeg, ViewerLeg
from tests.builders.peers import here, phone_tracks, stock_peer


def live_stream(house: AsyncExitStack, *, fastpath: bool = True) -> LiveStream:
    stream = LiveStream(here(fastpath=fastpath))
    house.push_async_callback(stream.close)
    return stream


async def film(
    house: AsyncExitStack,
    stream: LiveStream,
    by: PublisherLeg | None = None,
    *,
    heard: Callable[[str], str] = str,
) -> RTCPeerConnection:
    """A phone that joins and films; it answers the offer as `heard` changes it."""
    leg = by or stream.publisher_leg()
    offer = heard(await leg.offer())
    phone = await house.enter_async_context(stock_peer(offer, *phone_tracks()))
    await stream.publish(leg, phone.localDescription.sdp)
    return phone


async def watch(
    house: AsyncExitStack, stream: LiveStream, by: ViewerLeg | None = None
) -> RTCPeerConnection:
    leg = by or stream.viewer_leg()
    desk = await house.enter_async_context(stock_peer(await leg.offer()))
    await stream.watch(leg, desk.localDescription.sdp)
    return desk


class Listener:
    """A receiver beside the viewers, which keeps the time at which each packet of sound came."""

    def __init__(self) -> None:
        self.heard: dict[int, float] = {}

    def forward(
        self, kind: Kind, packet: bytes, sequence: int, timestamp: int, key: bool, now: float
    ) -> None:
        if kind == "audio":
            self.heard.setdefault(sequence, now)

    def begin(self, kind: Kind) -> None: ...

    def report(self, kind: Kind, report: SenderReport) -> None: ...
