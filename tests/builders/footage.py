"""Moving pictures for a browser's fake camera: real footage where it is at hand, else a drawn one.

Chromium plays a file of raw frames (YUV4MPEG2) in a loop, at the rate that its header says.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import av
from PIL import Image, ImageDraw

FOOTAGE = Path(__file__).parents[2].parent / "shared" / "data" / "footage" / "bigbuckbunny.mp4"
SIZE = (1280, 720)
# A call is the same call at ten frames a second, and takes a third of the processor.
FPS = 10
FRAMES = 4 * FPS


def clip(folder: Path) -> Path:
    """Four seconds of 720p at ten frames a second."""
    return film(folder, real() if FOOTAGE.is_file() else generated())


def film(folder: Path, frames: Iterable[Image.Image]) -> Path:
    path = folder / "camera.y4m"
    width, height = SIZE
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in frames:
            light, blue, red = frame.resize(SIZE).convert("YCbCr").split()
            colours = (plane.reduce(2).tobytes() for plane in (blue, red))
            file.write(b"FRAME\n" + light.tobytes() + b"".join(colours))
    return path


def real() -> Iterator[Image.Image]:
    with av.open(str(FOOTAGE)) as container:
        step = max(1, round(float(container.streams.video[0].average_rate or FPS) / FPS))
        for number, frame in enumerate(container.decode(video=0)):
            if number == FRAMES * step:
                return
            if number % step:
                continue
            picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
            yield picture


def generated() -> Iterator[Image.Image]:
    """The frames of a bar that wanders over a grid."""
    for number in range(FRAMES):
        image = Image.new("RGB", SIZE, (40, 60, 80))
        draw = ImageDraw.Draw(image)
        for x in range(0, SIZE[0], 80):
            draw.line((x, 0, x, SIZE[1]), fill=(90, 110, 130))
        left = number * SIZE[0] // FRAMES
        draw.rectangle((left, 100, left + 60, 620), fill=(220, 180, 40))
        yield image
