"""The node of `bench/scenes/forwarding.py`, which also takes stills for a wall as a session does.

`python -m bench.scenes.wall_node PORT`
"""

import asyncio
import base64
import sys
import time
from typing import Any

import uvloop

from bench.scenes.forwarding import Node
from bench.scenes.orders import Desk
from realtime.media.session.session_stills import WALL_EVERY
from realtime.media.stills.decoder_pool import DecoderPool
from realtime.media.stills.stills import WALL, Stills


class Hanging(Node):
    def __init__(self, pool: DecoderPool) -> None:
        super().__init__()
        self._decoder_pool = pool
        self._tasks: list[asyncio.Task[None]] = []
        self._sizes: list[int] = []
        self._newest: dict[str, float] = {}
        self._oldest = 0.0

    async def hang(self) -> None:
        """Takes a still of each stream, again and again; each session has a time of its own."""
        every = WALL_EVERY / len(self._streams)
        for at, name in enumerate(self._streams):
            self._tasks.append(asyncio.create_task(self._take(name, at * every)))

    async def hung(self) -> dict[str, float]:
        """The figures since the last order: stills, their characters in base64, and the greatest
        age in seconds that a still on the wall had reached when the next one came."""
        figures = {
            "stills": len(self._sizes),
            "characters": sum(self._sizes),
            "oldest": self._oldest,
        }
        self._sizes, self._oldest = [], 0.0
        return figures

    async def _take(self, name: str, first: float) -> None:
        stills = Stills(self._streams[name].forwarder, self._decoder_pool, time.monotonic)
        await asyncio.sleep(first)
        while True:
            began = time.monotonic()
            still = await stills.take(WALL)
            now = time.time()
            self._sizes.append(len(base64.b64encode(still.jpeg)))
            if name in self._newest:
                self._oldest = max(self._oldest, now - self._newest[name])
            self._newest[name] = still.at.timestamp()
            await asyncio.sleep(max(0.0, WALL_EVERY - (time.monotonic() - began)))


async def main(port: int) -> None:
    async with DecoderPool() as pool:
        node = Hanging(pool)
        verbs: tuple[str, ...] = ("publisher", "viewer", "answer", "hang", "hung")
        handlers: dict[str, Any] = {verb: getattr(node, verb) for verb in verbs}
        await Desk(handlers).open(port)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
