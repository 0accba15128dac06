"""Container: what WebM and MP4 have in common. A file is a head of fixed size, which is written
again as more is known, then pieces that are only ever appended, each whole by itself.
"""

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from realtime.media.rtp.track import Kind

INDEX_EVERY = 5.0
"""Seconds between the seek points of a file without pictures."""

LONGEST_PIECE = 5.0
"""Seconds at most. A WebM block has its time in 16 bits, in milliseconds from its cluster's."""


class MediaFrame(NamedTuple):
    """A picture or a packet of sound. `time` and `duration` are in seconds; a picture's duration is
    0, since it stands until the next one."""

    kind: Kind
    time: float
    duration: float
    data: bytes
    key: bool


class SeekPoint(NamedTuple):
    """A place where a player may begin: the piece at `offset` begins with a keyframe."""

    time: float
    offset: int


@dataclass
class MediaInfo:
    """What a head can say beyond that there is sound. `size` is set from the first picture on;
    `parameters` are the SPS and PPS of H.264."""

    size: tuple[int, int] | None = None
    parameters: tuple[bytes, bytes] | None = None
    seek_points: list[SeekPoint] = field(default_factory=list)
    seconds: float | None = None
    """The length of the file, once it has ended."""
    media_end: int = 0
    """The offset at which the pieces end, once the file has ended."""


class Container(Protocol):
    """The format of one file, which makes its bytes."""

    suffix: str
    media_type: str
    head_size: int
    first_stands: float
    """A first picture that comes within so many seconds is shown from the file's beginning on."""

    def head(self, info: MediaInfo) -> bytes:
        """The head, in `head_size` bytes."""

    def piece(self, frames: list[MediaFrame], offset: int) -> bytes:
        """A piece of at least one frame; the frames are in order of time and span at most
        LONGEST_PIECE."""

    def tail(self, info: MediaInfo) -> bytes:
        """The bytes that follow the pieces."""
