"""Tess in front of a camera of the tests, and a decoder pool that makes stills of her film."""

import io
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction

import av
import psutil
from PIL import Image

from realtime.media.rtp.codecs.frame import Keyframe
from realtime.media.rtp.track import Codec
from realtime.media.stills.decoder_pool import DecoderPool, StillSize
from realtime.media.stills.stills import StillImage, Stills
from tests.builders.camera import Camera
from tests.builders.pictures import CORNERS, scene

FULL = StillSize(None, 8 << 20, 90)


@asynccontextmanager
async def filming_call(
    codec: Codec = "VP8", size: tuple[int, int] = (1280, 720)
) -> AsyncIterator["Call"]:
    async with DecoderPool() as pool:
        yield Call(pool, codec, size)


class Call:
    def __init__(self, pool: DecoderPool, codec: Codec, size: tuple[int, int]) -> None:
        self.tess = Camera(codec=codec, picture=scene(*size))
        self.decoder_pool = pool
        self.stills = Stills(self.tess.forwarder, pool, time.monotonic)


def decoders() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children()
        if child.is_running() and "realtime.media.stills.decoder_process" in child.cmdline()
    ]


def noise(codec: Codec, width: int, height: int) -> Keyframe:
    """A keyframe of that size that costs a decoder as much as one can."""
    encoder = av.CodecContext.create({"VP8": "libvpx", "H264": "libx264"}[codec], "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.bit_rate = Fraction(1, 30), 20_000_000
    quick = {"preset": "ultrafast", "tune": "zerolatency"}
    encoder.options = {"deadline": "realtime"} if codec == "VP8" else quick
    grain = 1 if width < 1_000 else 16  # A finer grain would need more than a frame may have.
    image = Image.effect_noise((width // grain, height // grain), 90).convert("RGB")
    image = image.resize((width, height))
    # PyAV's stub names no types for it.
    picture = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
    packets = [*encoder.encode(picture.reformat(format="yuv420p")), *encoder.encode(None)]
    return Keyframe(codec, bytes(packets[0]), width, height)


def corners(still: StillImage) -> dict[str, tuple[int, int, int]]:
    image = Image.open(io.BytesIO(still.jpeg)).convert("RGB")
    assert image.size == (still.width, still.height)
    x, y = still.width // 4, still.height // 4
    places = {
        "top left": (x, y),
        "top right": (3 * x, y),
        "bottom left": (x, 3 * y),
        "bottom right": (3 * x, 3 * y),
    }
    # A pixel of RGB is three numbers; Pillow's stub allows for every other mode.
    return {name: image.getpixel(place) for name, place in places.items()}  # type: ignore[misc]


def same_colours(still: StillImage) -> bool:
    return all(
        abs(seen - meant) < 40
        for name, colour in corners(still).items()
        for seen, meant in zip(colour, CORNERS[name], strict=True)
    )
