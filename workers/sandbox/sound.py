"""The sound of a voice note as an MP3, made by a confined process."""

from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from workers.sandbox.limits import Limits
from workers.sandbox.run import LIMITS, RenderFailed, run_confined

PROGRAM = "workers.sandbox.audio"
TYPES = frozenset({"audio/webm", "audio/ogg", "audio/mp4"})


@dataclass(frozen=True)
class TranscodedSound:
    """The file at `path` is an MP3 of all that could be decoded, mono, 48 kHz. `media_type` is the
    original's."""

    path: Path
    seconds: float
    media_type: str


def transcode(source: Path, into: Path, limits: Limits = LIMITS) -> TranscodedSound:
    """Write `sound.mp3` of `source` into the folder `into`.

    Blocks and raises as `run_confined` does.
    """
    answer = run_confined(PROGRAM, source, into, limits)
    seconds, media_type = float(answer["seconds"]), str(answer["media_type"])
    if not isfinite(seconds) or seconds <= 0 or media_type not in TYPES:
        raise RenderFailed("an answer that cannot be")
    return TranscodedSound(into.resolve() / "sound.mp3", seconds, media_type)
