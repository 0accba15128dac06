"""A call from Tess's phone to Eva goes on under a flood, and a watch times what each datagram
costs."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiortc import RTCPeerConnection

from realtime.media.forwarding.stream import LiveStream
from realtime.media.transport.leg import Leg, PublisherLeg, ViewerLeg
from tests.builders.legs import ice_of
from tests.builders.peers import until
from tests.builders.streams import film, live_stream, watch


@dataclass
class Call:
    """A call from Tess's phone to Eva, through a stream of its own."""

    stream: LiveStream
    into: PublisherLeg
    out: ViewerLeg
    phone: RTCPeerConnection
    desk: RTCPeerConnection
    frames: int = 0
    watching: "asyncio.Task[None] | None" = None

    async def look(self) -> None:
        video = next(one.track for one in self.desk.getReceivers() if one.track.kind == "video")
        while True:
            await video.recv()
            self.frames += 1

    async def goes_on(self) -> None:
        before = self.frames
        await until(lambda: self.frames > before + 10)


@asynccontextmanager
async def calling() -> AsyncIterator[Call]:
    async with AsyncExitStack() as house:
        stream = live_stream(house)
        into, out = stream.publisher_leg(), stream.viewer_leg()
        phone, desk = await film(house, stream, into), await watch(house, stream, out)
        call = Call(stream, into, out, phone, desk)
        call.watching = asyncio.ensure_future(call.look())
        try:
            await call.goes_on()
            yield call
        finally:
            call.watching.cancel()


@dataclass
class Watch:
    """The most that one datagram cost the loop, in seconds of its own thread (the thrower and the
    stock peers are on the same loop), and the errors that nobody caught."""

    longest: float = 0.0
    spent: float = 0.0
    datagrams: int = 0
    uncaught: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def over(self, *legs: Leg) -> AsyncIterator["Watch"]:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: self.uncaught.append(str(context)))
        for leg in legs:
            self._time(ice_of(leg)._protocols[0])
        try:
            yield self
        finally:
            gc.collect()
            loop.set_exception_handler(None)

    def _time(self, port: Any) -> None:
        port.datagram_received = self._timed(port.datagram_received)
        port.media = self._timed(port.media)

    def _timed(self, received: Callable[[bytes, Any], None]) -> Callable[[bytes, Any], None]:
        def timed(data: bytes, whence: Any) -> None:
            before = time.thread_time()
            received(data, whence)
            took = time.thread_time() - before
            self.longest = max(self.longest, took)
            self.spent += took
            self.datagrams += 1

        return timed
