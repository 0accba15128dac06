"""Media files long enough to play, to seek in and to wait for: pictures that compress badly, and a
tone."""

import io
import math
from array import array
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from PIL import Image, ImageDraw

RATE = 10
SIZE = (640, 360)
SOUND_RATE = 48_000


def noise(seconds: int, *, megabits: int) -> bytes:
    """A WebM file of VP8 at ten frames a second, each as large as it may be, so that a browser
    reads ahead only a part of it; two encoded seconds are repeated."""
    into = io.BytesIO()
    with av.open(into, "w", format="webm") as container:
        stream: Any = container.add_stream("libvpx", rate=RATE, options={"cpu-used": "16"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.bit_rate, stream.gop_size = megabits * 1_000_000, RATE
        encoded = [*_pictures(stream)]
        for turn in range(seconds // 2):
            for number, (content, key) in enumerate(encoded):
                packet = av.Packet(content)
                packet.stream, packet.is_keyframe = stream, key
                packet.time_base = Fraction(1, RATE)
                packet.pts = packet.dts = turn * len(encoded) + number
                container.mux(packet)
    return into.getvalue()


def _pictures(stream: Any) -> Iterator[tuple[bytes, bool]]:
    """The packets of two seconds, and whether each is a keyframe."""
    frame: Any = av.VideoFrame
    for number in range(2 * RATE):
        picture = Image.effect_noise(SIZE, 90).convert("RGB")
        bar = (0, 0, SIZE[0] * number // (2 * RATE), 24)
        ImageDraw.Draw(picture).rectangle(bar, fill=(255, 190, 40))
        for packet in stream.encode(frame.from_image(picture)):
            yield bytes(packet), packet.is_keyframe
    for packet in stream.encode():
        yield bytes(packet), packet.is_keyframe


def tone(seconds: int, *, hertz: int = 440) -> bytes:
    """A WebM file with a tone in Opus alone."""
    step = 2 * math.pi * hertz / SOUND_RATE
    second = array("h", (round(8000 * math.sin(step * at)) for at in range(SOUND_RATE))).tobytes()
    into = io.BytesIO()
    with av.open(into, "w", format="webm") as container:
        stream: Any = container.add_stream("libopus", rate=SOUND_RATE, layout="mono")
        for number in range(seconds):
            frame = av.AudioFrame(format="s16", layout="mono", samples=SOUND_RATE)
            frame.sample_rate, frame.pts = SOUND_RATE, number * SOUND_RATE
            frame.planes[0].update(second)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return into.getvalue()
