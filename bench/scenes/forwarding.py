"""A process with nothing but our forwarder in it, which takes its orders at a desk: its legs are a
node's, and the packets that go through them are what is measured.

`python -m bench.scenes.forwarding PORT`; with BENCH_LANES=0 every packet goes through Python.
"""

import itertools
import os
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import psutil
import uvloop

from bench.scenes.orders import Desk, own_address
from realtime.media.forwarding.stream import LiveStream
from realtime.media.recording.recorder import Recorder
from realtime.media.recording.upload.http import HttpUploads
from realtime.media.recording.upload.uploads import RecordingFile
from realtime.media.transport.candidates import Admission
from realtime.media.transport.leg import Leg, NodeNetwork, PublisherLeg, ViewerLeg
from realtime.media.transport.port_range import PortRange

MOST_WAITING = 1 << 28


class Node:
    def __init__(self) -> None:
        fastpath = os.environ.get("BENCH_LANES", "1") == "1"
        self._network = NodeNetwork(
            [own_address()], PortRange(30_000, 32_000), Admission(), fastpath=fastpath
        )
        self._streams: dict[str, LiveStream] = {}
        self._legs: dict[int, tuple[LiveStream, Leg]] = {}
        self._numbers = itertools.count(1)

    async def publisher(self, stream: str) -> dict[str, Any]:
        into = self._streams.setdefault(stream, LiveStream(self._network))
        return await self._offer(into, into.publisher_leg())

    async def viewer(self, stream: str) -> dict[str, Any]:
        out = self._streams.setdefault(stream, LiveStream(self._network))
        return await self._offer(out, out.viewer_leg())

    async def answer(self, leg: int, sdp: str) -> None:
        stream, one = self._legs[leg]
        if isinstance(one, PublisherLeg):
            await stream.publish(one, sdp)
        elif isinstance(one, ViewerLeg):
            await stream.watch(one, sdp)

    async def candidate(self, leg: int, line: str) -> None:
        if leg in self._legs:
            await self._legs[leg][1].candidate(line)

    async def leave(self, leg: int) -> None:
        await self._legs.pop(leg)[1].close()

    async def end(self, stream: str) -> None:
        ended = self._streams.pop(stream)
        self._legs = {n: pair for n, pair in self._legs.items() if pair[0] is not ended}
        await ended.close()

    async def record(self, stream: str, house: str, folder: str) -> None:
        """Records into `folder`, and from there to `house`, as a node does."""
        self._session = aiohttp.ClientSession()
        forwarder = self._streams[stream].forwarder
        file = RecordingFile("of the bench", str(uuid4()), "tess", "video/webm", "")
        self._recorder = Recorder(
            Path(folder),
            file,
            forwarder.codec,
            HttpUploads(house, "of the bench", self._session),
            forwarder.want_keyframe,
            time.monotonic,
            limit=MOST_WAITING,
        )
        forwarder.attach(self._recorder)
        forwarder.want_keyframe()

    async def recorded(self, stream: str) -> dict[str, float]:
        """Ends the recording; all of it has been taken then."""
        self._streams[stream].forwarder.leave(self._recorder)
        await self._recorder.finish()
        await self._session.close()
        state = self._recorder.state
        return {"seconds": state.seconds, "uploaded": state.bytes_stored}

    async def resident(self) -> int:
        """The bytes of memory."""
        return int(psutil.Process().memory_info().rss)

    async def _offer(self, stream: LiveStream, leg: PublisherLeg | ViewerLeg) -> dict[str, Any]:
        number = next(self._numbers)
        self._legs[number] = stream, leg
        return {"leg": number, "sdp": await leg.offer()}


async def main(port: int) -> None:
    node = Node()
    verbs = (
        *("publisher", "viewer", "answer", "candidate", "leave", "end"),
        *("record", "recorded", "resident"),
    )
    await Desk({verb: getattr(node, verb) for verb in verbs}).open(port)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
