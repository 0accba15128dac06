"""Moving pictures for a browser's fake camera: real footage where it is at hand, else a drawn one.

Chromium plays a file of JPEGs in a loop.
"""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import av
from PIL import Image, ImageDraw

FOOTAGE = Path(__file__).parents[2].parent / "shared" / "data" / "footage" / "bigbuckbunny.mp4"
SIZE = (1280, 720)
FRAMES = 120


def clip(folder: Path) -> Path:
    """Four seconds of 720p at 30 frames a second."""
    return film(folder, real() if FOOTAGE.is_file() else generated())


def film(folder: Path, frames: Iterable[Image.Image]) -> Path:
    path = folder / "camera.mjpeg"
    with path.open("wb") as file:
        for frame in frames:
            one = io.BytesIO()
            frame.convert("RGB").resize(SIZE).save(one, "JPEG", quality=80)
            file.write(one.getvalue())
    return path


def real() -> Iterator[Image.Image]:
    with av.open(str(FOOTAGE)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number == FRAMES:
                return
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
