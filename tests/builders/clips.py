"""Short recordings, encoded here: colours that a poster can be told by."""

import io
from typing import Any

import av
from PIL import Image

SIZE = (640, 480)
CODECS = {"webm": "libvpx", "mp4": "libx264"}
RED = (200, 30, 30)


def clip(
    kind: str = "webm",
    *,
    size: tuple[int, int] = SIZE,
    seconds: float = 1.0,
    colour: tuple[int, int, int] = RED,
    codec: str | None = None,
) -> bytes:
    """One colour all over, at ten frames a second; an MP4 is in fragments, as a recorder's is."""
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


def sound() -> bytes:
    """A second of silence in a WebM without pictures."""
    into = io.BytesIO()
    with av.open(into, "w", format="webm") as container:
        stream: Any = container.add_stream("libopus", rate=48_000)
        frame = av.AudioFrame(format="s16", layout="stereo", samples=48_000)
        frame.sample_rate = 48_000
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return into.getvalue()
