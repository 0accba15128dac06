"""Twelve sites as a wall sees them: real VP8, as phones send it that nobody watches (640x360, 10
pictures a second, 250 kbit/s; `SMALL_KBPS` of the pages), and one that is live at 720p30.

`python -m bench.scenes.sites PORT`
"""

import asyncio
import itertools
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import av
import uvloop

from bench.scenes.orders import Desk
from bench.scenes.picture import filmed
from bench.scenes.room_load import Publisher, Viewer, until
from bench.scenes.viewers import payload_type

SMALL = (640, 360, 10, 250_000)
LIVE = (1280, 720, 30, 1_500_000)
"""The width, the height, the pictures a second, and the bits a second."""
SECONDS = 4
MOST = 1_100
Film = tuple[int, list[bytes]]
"""The pictures a second, and the pictures, of which the first needs none before it."""


def encoded(film: Path, shape: tuple[int, int, int, int]) -> Film:
    width, height, rate, bits = shape
    codec = av.CodecContext.create("libvpx", "w")
    assert isinstance(codec, av.VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
    codec.bit_rate, codec.time_base = bits, Fraction(1, rate)
    codec.gop_size = 10_000
    codec.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    pictures: list[bytes] = []
    with av.open(str(film)) as source:
        for at, frame in enumerate(itertools.islice(source.decode(video=0), SECONDS * rate)):
            small = frame.reformat(width=width, height=height, format="yuv420p")
            small.pts, small.time_base = at, codec.time_base
            pictures += [bytes(packet) for packet in codec.encode(small)]
    return rate, pictures


class Site(Publisher):
    """A phone that repeats its film, and begins it anew when a keyframe is requested."""

    def __init__(self, film: Film) -> None:
        super().__init__()
        self._rate, self._pictures = film

    async def _film(self) -> None:
        await self.connected.wait()
        payload = payload_type(self.connection, "video/VP8")
        start, at = time.monotonic(), 0
        for number in itertools.count():
            await until(start + number / self._rate)
            at, self._key = (0 if self._key else at % len(self._pictures)), False
            self._show(self._pictures[at], payload, number * 90_000 // self._rate)
            at += 1

    def _show(self, picture: bytes, payload: int, timestamp: int) -> None:
        """The payload descriptor follows RFC 7741: the first packet begins the picture's one
        partition."""
        for first in range(0, len(picture), MOST):
            marker = 0x80 * (first + MOST >= len(picture))
            body = bytes((0x10 * (first == 0),)) + picture[first : first + MOST]
            self._send("video", payload | marker, timestamp, body)


class Watcher(Viewer):
    """A viewer that decodes nothing, since the packets that it is sent are what counts."""

    def _heard(self, packet: bytes, came_at: float) -> None: ...


class Sites:
    def __init__(self, films: dict[str, Film]) -> None:
        self._films = films
        self._ends: list[Site | Viewer] = []

    async def film(self, offer: str, shape: str) -> str:
        site = Site(self._films[shape])
        self._ends.append(site)
        return await site.begin(offer)

    async def watch(self, offer: str) -> str:
        viewer = Watcher()
        self._ends.append(viewer)
        return await viewer.begin(offer)

    async def connected(self) -> None:
        for end in self._ends:
            await asyncio.wait_for(end.connected.wait(), 20)

    async def close(self) -> None:
        for end in self._ends:
            if isinstance(end, Site):
                end.end()
            await end.connection.close()
        self._ends = []


async def main(port: int) -> None:
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as folder:
        film = filmed(Path(folder) / "film.y4m")
        sites = Sites({"small": encoded(film, SMALL), "live": encoded(film, LIVE)})
    verbs = ("film", "watch", "connected", "close")
    await Desk({verb: getattr(sites, verb) for verb in verbs}).open(port)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
