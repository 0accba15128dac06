"""Renditions of a photo, made by a separate process that may fail, stall or crash alone."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from workers.limits import Limits
from workers.unreadable import CODES, Unreadable

__all__ = ["RenderFailed", "Rendered", "Rendition", "Unreadable", "render"]

PHOTOS, RECORDINGS = "workers.render", "workers.poster"
"""What is run apart, for which originals."""
_ROOT = Path(__file__).parent.parent
_LIMITS = Limits()
_MOST_ANSWER_BYTES = 64 << 10
# Each malloc arena reserves 64 MB of the address space that the limit counts.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}
_CRASHES = frozenset({signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT})


@dataclass(frozen=True)
class Rendition:
    """A progressive sRGB JPEG without metadata. `size` in bytes, `sha256` in hex."""

    path: Path
    width: int
    height: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Rendered:
    """`width` and `height` are the original's, upright. `renditions` has `small` (<= 320 px on
    the longer side) and `large` (<= 1600). `captured_at_exif` is naive when the camera names no
    UTC offset; `gps` is (latitude, longitude) in degrees; `damaged`: only part was decodable."""

    width: int
    height: int
    media_type: str
    renditions: dict[str, Rendition]
    captured_at_exif: datetime | None
    gps: tuple[float, float] | None
    device: str | None
    damaged: bool


class RenderFailed(Exception):
    """Nothing was learned about the picture (disk full, a starved or shut down machine): worth
    another try."""


def render(
    source: Path, into: Path, limits: Limits = _LIMITS, *, program: str = PHOTOS
) -> Rendered:
    """Write `small.jpg` and `large.jpg` of `source` into the folder `into`, by one of two programs.

    Blocks for up to `limits.wall` seconds. Raises Unreadable for what will never give a picture,
    RenderFailed for what may at another time, FileNotFoundError without `source` or `into`.
    """
    source, into = source.resolve(strict=True), into.resolve(strict=True)
    # Files, not pipes: their length is limited too.
    with TemporaryFile() as answer, TemporaryFile() as complaints:
        ended = _run(program, source, into, limits, answer, complaints)
        if ended != 0:
            raise _verdict(ended, _tail(complaints))
        answer.seek(0)
        return _rendered(json.loads(answer.read(_MOST_ANSWER_BYTES)), into)


def _run(
    program: str,
    source: Path,
    into: Path,
    limits: Limits,
    answer: IO[bytes],
    complaints: IO[bytes],
) -> int:
    command = [sys.executable, "-E", "-s", "-m", program]
    bounds = [str(os.getpid()), str(limits.memory), str(limits.cpu)]
    try:
        return subprocess.run(
            [*command, str(source), str(into), *bounds],
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=complaints,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            timeout=limits.wall,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as late:
        raise RenderFailed(f"no answer after {limits.wall} seconds") from late


def _tail(complaints: IO[bytes]) -> str:
    end = complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, end - 2000))
    return complaints.read().decode("utf-8", errors="replace").strip()


def _verdict(ended: int, complaint: str) -> Exception:
    if -ended == signal.SIGXCPU:
        return Unreadable("too_slow", "This picture takes too long to decode.")
    if "bad_alloc" in complaint or "MemoryError" in complaint:
        return Unreadable("out_of_memory", "This picture needs more memory than a picture may.")
    if -ended in _CRASHES:
        return Unreadable("damaged", "This picture is damaged: its decoder crashed.")
    return RenderFailed(f"ended with {ended}: {complaint}")


def _rendered(answer: dict[str, Any], into: Path) -> Rendered:
    """The decoders are not trusted, so neither is the answer: its types are checked, and sizes
    and hashes are taken here."""
    if (code := answer.get("unreadable")) is not None:
        if code not in CODES:
            raise RenderFailed(f"unknown answer {code!r}")
        raise Unreadable(code, str(answer["message"])[:300])
    captured_at, gps, device = answer["captured_at"], answer["gps"], answer["device"]
    return Rendered(
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


def _rendition(path: Path, width: int, height: int) -> Rendition:
    content = path.read_bytes()
    return Rendition(path, width, height, len(content), hashlib.sha256(content).hexdigest())
