"""Browsers, played by an unhooked aiortc, for tests of the media node on loopback."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

import uvloop
from aiortc import (
    AudioStreamTrack,
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)

from realtime.media.transport.candidates import Admission
from realtime.media.transport.leg import Leg, NodeNetwork
from realtime.media.transport.port_range import PortRange

HERE = "127.0.0.1"
PATIENCE = 20.0


def here(first: int = 42_000, last: int = 42_999, *, fastpath: bool = True) -> NodeNetwork:
    return NodeNetwork([HERE], PortRange(first, last), Admission(loopback=True), fastpath=fastpath)


def run(story: Coroutine[Any, Any, None], seconds: float = PATIENCE * 3) -> None:
    """Runs the test's coroutine on the kind of loop that the node runs on."""
    uvloop.run(asyncio.wait_for(story, seconds))


@asynccontextmanager
async def stock_peer(offer: str, *tracks: MediaStreamTrack) -> AsyncIterator[RTCPeerConnection]:
    """A peer that takes the offer and can be reached on loopback only; its local description is the
    answer."""
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        await connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        for track in tracks:
            connection.addTrack(track)
        with patch("aioice.ice.get_host_addresses", lambda **_: [HERE]):
            await connection.setLocalDescription()
        yield connection
    finally:
        await connection.close()


def phone_tracks() -> tuple[MediaStreamTrack, MediaStreamTrack]:
    return AudioStreamTrack(), VideoStreamTrack()


@asynccontextmanager
async def closing(*legs: Leg) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for leg in legs:
            await leg.close()


async def until(true: Any, seconds: float = PATIENCE) -> None:
    """Waits until `true()` is true."""
    for _ in range(int(seconds * 50)):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")
