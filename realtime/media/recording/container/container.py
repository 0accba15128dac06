"""What WebM and MP4 have in common: a head of fixed size that is written again as more is known,
then pieces that are only ever appended, each whole by itself.
"""

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from realtime.media.rtp.track import Kind

INDEX_EVERY = 5.0
"""Seconds between places of a file without pictures to which a player may jump."""


LONGEST_PIECE = 5.0
"""Seconds. A WebM block says its time as 16 bits of milliseconds from its cluster's."""


class MediaFrame(NamedTuple):
    """`time` and `duration` in seconds; a picture's duration is 0: until the next one."""

    kind: Kind
    time: float
    duration: float
    data: bytes
    key: bool


class SeekPoint(NamedTuple):
    """Where a player may begin: the piece at `offset` begins with a keyframe."""

    time: float
    offset: int


@dataclass
class MediaInfo:
    """What a head can say beyond that there is sound. `size` from the first picture on;
    `parameters`: SPS and PPS of H.264."""

    size: tuple[int, int] | None = None
    parameters: tuple[bytes, bytes] | None = None
    places: list[SeekPoint] = field(default_factory=list)
    seconds: float | None = None
    """Of the whole file, once it is at its end."""
    media_end: int = 0
    """Where the pieces end, then."""


class Container(Protocol):
    suffix: str
    media_type: str
    head_size: int
    first_stands: float
    """A first picture that comes within so many seconds is shown from the file's beginning on."""

    def head(self, known: MediaInfo) -> bytes:
        """`head_size` bytes."""

    def piece(self, frames: list[MediaFrame], offset: int) -> bytes:
        """Of at least one frame, in order of time, that span at most LONGEST_PIECE."""

    def tail(self, known: MediaInfo) -> bytes:
        """What follows the pieces."""
