"""Renditions of a photo and the poster of a recording, made by a confined process."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from workers.sandbox.limits import Limits
from workers.sandbox.run import LIMITS, run_confined

PHOTOS, RECORDINGS = "workers.sandbox.photo", "workers.sandbox.poster"
"""The confined programs, by the kind of the original."""


@dataclass(frozen=True)
class RenderedPicture:
    """A progressive sRGB JPEG without metadata. `size` in bytes, `sha256` in hex."""

    path: Path
    width: int
    height: int
    size: int
    sha256: str


@dataclass(frozen=True)
class RenderResult:
    """`width` and `height` are the original's, upright. `renditions` has `small` (<= 320 px on
    the longer side) and `large` (<= 1600). `captured_at_exif` is naive when the camera names no
    UTC offset; `gps` is (latitude, longitude) in degrees; `damaged` says that only a part could be
    decoded."""

    width: int
    height: int
    media_type: str
    renditions: dict[str, RenderedPicture]
    captured_at_exif: datetime | None
    gps: tuple[float, float] | None
    device: str | None
    damaged: bool


def render(
    source: Path, into: Path, limits: Limits = LIMITS, *, program: str = PHOTOS
) -> RenderResult:
    """Write `small.jpg` and `large.jpg` of `source` into the folder `into`, by one of two programs.

    Blocks and raises as `run_confined` does.
    """
    return _rendered(run_confined(program, source, into, limits), into.resolve())


def _rendered(answer: dict[str, Any], into: Path) -> RenderResult:
    """The decoders are not trusted, so neither is the answer: its types are checked, and sizes
    and hashes are taken here."""
    captured_at, gps, device = answer["captured_at"], answer["gps"], answer["device"]
    return RenderResult(
        width=int(answer["width"]),
        height=int(answer["height"]),
        media_type=str(answer["media_type"]),
        renditions={
            name: _rendition(into / f"{name}.jpg", int(width), int(height))
            for name, (width, height) in answer["renditions"].items()
        },
        captured_at_exif=datetime.fromisoformat(captured_at) if captured_at else None,
        gps=(float(gps[0]), float(gps[1])) if gps else None,
        device=str(device) if device else None,
        damaged=bool(answer["damaged"]),
    )


def _rendition(path: Path, width: int, height: int) -> RenderedPicture:
    content = path.read_bytes()
    return RenderedPicture(path, width, height, len(content), hashlib.sha256(content).hexdigest())
