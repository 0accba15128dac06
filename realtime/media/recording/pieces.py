"""The file as it grows: a head, pieces, an index at the end."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from realtime.media.recording.container.container import (
    INDEX_EVERY,
    LONGEST_PIECE,
    Container,
    MediaFrame,
    MediaInfo,
    SeekPoint,
)
from realtime.media.recording.container.fmp4 import FragmentedMp4
from realtime.media.recording.container.webm import WebM
from realtime.media.recording.disk.spool import Spool
from realtime.media.rtp.track import Codec

SHORTEST_PICTURE = 1 / 30


def container_of(codec: Codec | None) -> Container:
    """By the codec of the pictures; None when there is only sound."""
    return FragmentedMp4() if codec == "H264" else WebM(has_video=codec is not None)


class Ends(NamedTuple):
    """Seconds of the file: of all that is in it, and of its sound."""

    media: float
    sound: float


class Pieces:
    """All that write raise OSError; what was written before stays whole."""

    def __init__(self, path: Path, container: Container) -> None:
        self.known = MediaInfo()
        self.ends = self.synced = Ends(0.0, 0.0)
        """Of what is written, and of what is on the disk."""
        self.heads = 0
        """How often the head was written: the first part changes with it."""
        self.spool = Spool(path)
        self._container = container

    def store(
        self,
        piece: list[MediaFrame],
        size: tuple[int, int] | None,
        parameters: tuple[bytes, bytes] | None,
    ) -> None:
        """As `cut_up` makes them; `size` and `parameters` are of the last keyframe."""
        if self._learn(piece, size, parameters) or not self.heads:
            self._write_head()
        offset, opens = self.spool.size, self._opens(piece)
        frames = [piece[0]._replace(time=0.0), *piece[1:]] if opens else piece
        self.spool.append(self._container.piece(frames, offset))
        note_place(self.known, frames[0], offset)
        sounds = [end_of(frame) for frame in piece if frame.kind == "audio"]
        self.ends = Ends(
            max(self.ends.media, *map(end_of, piece)), max(self.ends.sound, *sounds, 0.0)
        )

    def sync(self) -> None:
        """When the disk doesn't take what was written, that is cut off again."""
        try:
            self.spool.sync()
        except OSError:
            self.cut(self.spool.synced, self.synced)
            raise
        self.synced = self.ends

    def cut(self, size: int, ends: Ends) -> None:
        self.spool.cut(size)
        self.ends = self.synced = ends
        self.known.places = [place for place in self.known.places if place.offset < size]

    def finish(self) -> None:
        """Index and length, so that a player may jump. On a full disk it stays without an index.
        May be called again after an error."""
        known = self.known
        if self.spool.size < self._container.head_size:
            self._write_head()
        if known.seconds is None:
            known.seconds, known.media_end = self.ends.media, self.spool.size
        self.spool.cut(known.media_end)
        try:
            self.spool.append(self._container.tail(known))
        except OSError:
            known.places = []
        self._write_head()
        self.sync()

    def _opens(self, piece: list[MediaFrame]) -> bool:
        """Whether it begins with the first picture of the file, and that is to stand from 0 on."""
        first = piece[0].kind == "video" and not self.known.places
        return first and piece[0].time < self._container.first_stands

    def _learn(
        self,
        piece: list[MediaFrame],
        size: tuple[int, int] | None,
        parameters: tuple[bytes, bytes] | None,
    ) -> bool:
        """Whether the head has more to say: of the pictures, from the first on."""
        known = self.known
        if known.size is not None or all(frame.kind != "video" for frame in piece):
            return False
        known.size, known.parameters = size, parameters
        known.places = []  # those of the sound
        return True

    def _write_head(self) -> None:
        self.spool.patch(self._container.head(self.known))
        self.heads += 1


def cut_up(frames: list[MediaFrame]) -> Iterator[list[MediaFrame]]:
    """Each begins with a keyframe, if it has one, and spans at most LONGEST_PIECE."""
    piece: list[MediaFrame] = []
    for frame in frames:
        opens = frame.kind == "video" and frame.key
        if piece and (opens or frame.time - piece[0].time > LONGEST_PIECE):
            yield piece
            piece = []
        piece.append(frame)
    if piece:
        yield piece


def end_of(frame: MediaFrame) -> float:
    return frame.time + (frame.duration or SHORTEST_PICTURE)


def note_place(known: MediaInfo, first: MediaFrame, offset: int) -> None:
    """The piece at `offset`, if a player may begin with it."""
    places = known.places
    if known.size:
        if first.kind == "video" and first.key:
            places.append(SeekPoint(first.time, offset))
    elif not places or first.time - places[-1].time >= INDEX_EVERY:
        places.append(SeekPoint(first.time, offset))
