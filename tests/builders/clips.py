"""Short recordings that are encoded here; a poster shows by its colour which one it is of."""

import io
import math
from array import array
from fractions import Fraction
from typing import Any

import av
from PIL import Image

SIZE = (640, 480)
CODECS = {"webm": "libvpx", "mp4": "libx264"}
RED = (200, 30, 30)
RATE = 48_000


def clip(
    kind: str = "webm",
    *,
    size: tuple[int, int] = SIZE,
    seconds: float = 1.0,
    colour: tuple[int, int, int] = RED,
    codec: str | None = None,
) -> bytes:
    """A clip of one colour at ten frames a second; an MP4 is in fragments, as a recorder's is."""
    into = io.BytesIO()
    options = {"movflags": "frag_keyframe+empty_moov+default_base_moof"} if kind == "mp4" else {}
    with av.open(into, "w", format=kind, options=options) as container:
        stream: Any = container.add_stream(codec or CODECS[kind], rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        picture = Image.new("RGB", size, colour)
        for _ in range(round(seconds * 10)):
            frame: Any = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return into.getvalue()


def sound(
    kind: str = "webm",
    *,
    seconds: float = 1.0,
    codec: str = "libopus",
    hertz: float = 0.0,
) -> bytes:
    """A tone in a file without pictures; 0 Hz is silence."""
    into = io.BytesIO()
    with av.open(into, "w", format=kind) as container:
        stream: Any = container.add_stream(codec, rate=RATE)
        samples = round(seconds * RATE)
        wave = tone(hertz, samples) if hertz else array("h", bytes(2 * samples))
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(wave))
        frame.sample_rate = RATE
        frame.planes[0].update(wave.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return into.getvalue()


def long_sound(seconds: int) -> bytes:
    """Silence in a WebM, of whose packets one second alone is encoded."""
    into = io.BytesIO()
    with av.open(into, "w", format="webm") as container:
        stream: Any = container.add_stream("libopus", rate=RATE)
        frame = av.AudioFrame(format="s16", layout="mono", samples=RATE)
        frame.sample_rate = RATE
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        second = [bytes(packet) for packet in stream.encode(frame)]
        for at in range(seconds * len(second)):
            packet = av.Packet(second[at % len(second)])
            packet.stream, packet.pts, packet.dts = stream, at * 960, at * 960
            packet.time_base = Fraction(1, RATE)
            container.mux(packet)
    return into.getvalue()


def tone(hertz: float, samples: int) -> "array[int]":
    turn = 2 * math.pi * hertz / RATE
    return array("h", (round(math.sin(turn * at) * 8000) for at in range(samples)))
