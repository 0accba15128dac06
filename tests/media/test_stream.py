"""A stock peer's camera through a real node to stock peers, on loopback."""

import asyncio
from contextlib import AsyncExitStack

from aiortc import RTCPeerConnection
from aiortc.mediastreams import MediaStreamTrack

from tests.builders.peers import run, until
from tests.builders.streams import film, live_stream, watch


def track(desk: RTCPeerConnection, kind: str) -> MediaStreamTrack:
    return next(one.track for one in desk.getReceivers() if one.track and one.track.kind == kind)


async def frames(desk: RTCPeerConnection, kind: str, count: int) -> None:
    for _ in range(count):
        await asyncio.wait_for(track(desk, kind).recv(), 10)


def test_two_viewers_and_a_late_one_see_and_hear_the_phone() -> None:
    async def story() -> None:
        async with AsyncExitStack() as house:
            stream = live_stream(house)
            await film(house, stream)
            eva, ines = await watch(house, stream), await watch(house, stream)
            await asyncio.gather(*(frames(desk, "video", 15) for desk in (eva, ines)))
            await asyncio.gather(*(frames(desk, "audio", 15) for desk in (eva, ines)))
            late = await watch(house, stream)
            await frames(late, "video", 5)
            assert len(stream.forwarder.viewers) == 3

    run(story())


def test_a_viewer_who_leaves_is_forgotten_and_the_others_see_on() -> None:
    async def story() -> None:
        async with AsyncExitStack() as house:
            stream = live_stream(house)
            await film(house, stream)
            eva, ines = await watch(house, stream), await watch(house, stream)
            await asyncio.gather(*(frames(desk, "video", 3) for desk in (eva, ines)))
            await ines.close()
            await until(lambda: len(stream.forwarder.viewers) == 1)
            await frames(eva, "video", 20)

    run(story())


def test_a_viewer_sees_on_when_the_phone_comes_back_on_another_leg() -> None:
    async def story() -> None:
        async with AsyncExitStack() as house:
            stream = live_stream(house)
            phone = await film(house, stream)
            eva = await watch(house, stream)
            await frames(eva, "video", 5)
            await film(house, stream)
            await frames(eva, "video", 30)
            await phone.close()
            await frames(eva, "video", 60)

    run(story())
