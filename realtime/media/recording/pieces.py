"""Pieces: the file on disk as it grows, with a head, pieces of frames, and an index at the end."""

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
    """The container for the codec of the pictures, which is None when there is only sound."""
    return FragmentedMp4() if codec == "H264" else WebM(has_video=codec is not None)


class Ends(NamedTuple):
    """The seconds at which the file's media end, and its sound."""

    media: float
    sound: float


class Pieces:
    """The file as it is written. Each method that writes may raise OSError; what was written before
    stays whole."""

    def __init__(self, path: Path, container: Container) -> None:
        self.info = MediaInfo()
        self.ends = self.synced = Ends(0.0, 0.0)
        """The ends of what is written, and of what is fsynced."""
        self.heads = 0
        """How often the head was written: the first uploaded part changes with it."""
        self.spool = Spool(path)
        self._container = container

    def store(
        self,
        piece: list[MediaFrame],
        size: tuple[int, int] | None,
        parameters: tuple[bytes, bytes] | None,
    ) -> None:
        """Append a piece made by `cut_up`. `size` and `parameters` are those of the last
        keyframe."""
        if self._note_first_picture(piece, size, parameters) or not self.heads:
            self._write_head()
        offset, opens = self.spool.size, self._opens(piece)
        frames = [piece[0]._replace(time=0.0), *piece[1:]] if opens else piece
        self.spool.append(self._container.piece(frames, offset))
        note_seek_point(self.info, frames[0], offset)
        sound_ends = [end_of(frame) for frame in piece if frame.kind == "audio"]
        self.ends = Ends(
            max(self.ends.media, *map(end_of, piece)), max(self.ends.sound, *sound_ends, 0.0)
        )

    def sync(self) -> None:
        """What the disk doesn't take is cut off again."""
        try:
            self.spool.sync()
        except OSError:
            self.cut(self.spool.synced, self.synced)
            raise
        self.synced = self.ends

    def cut(self, size: int, ends: Ends) -> None:
        self.spool.cut(size)
        self.ends = self.synced = ends
        self.info.seek_points = [point for point in self.info.seek_points if point.offset < size]

    def finish(self) -> None:
        """Write the index and the length, so that a player may jump. On a full disk the file stays
        without an index. This may be called again after an error."""
        info = self.info
        if self.spool.size < self._container.head_size:
            self._write_head()
        if info.seconds is None:
            info.seconds, info.media_end = self.ends.media, self.spool.size
        self.spool.cut(info.media_end)
        try:
            self.spool.append(self._container.tail(info))
        except OSError:
            info.seek_points = []
        self._write_head()
        self.sync()

    def _opens(self, piece: list[MediaFrame]) -> bool:
        """Whether the piece begins with the file's first picture, and that is to be shown from 0
        on."""
        first = piece[0].kind == "video" and not self.info.seek_points
        return first and piece[0].time < self._container.first_stands

    def _note_first_picture(
        self,
        piece: list[MediaFrame],
        size: tuple[int, int] | None,
        parameters: tuple[bytes, bytes] | None,
    ) -> bool:
        """Whether the head has more to say, since this piece has the first picture."""
        info = self.info
        if info.size is not None or all(frame.kind != "video" for frame in piece):
            return False
        info.size, info.parameters = size, parameters
        info.seek_points = []  # until here they were points of the sound
        return True

    def _write_head(self) -> None:
        self.spool.patch(self._container.head(self.info))
        self.heads += 1


def cut_up(frames: list[MediaFrame]) -> Iterator[list[MediaFrame]]:
    """Pieces of the frames: each begins with a keyframe, if it has one, and spans at most
    LONGEST_PIECE."""
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


def note_seek_point(info: MediaInfo, first: MediaFrame, offset: int) -> None:
    """Note the piece at `offset`, if a player may begin with it."""
    points = info.seek_points
    if info.size:
        if first.kind == "video" and first.key:
            points.append(SeekPoint(first.time, offset))
    elif not points or first.time - points[-1].time >= INDEX_EVERY:
        points.append(SeekPoint(first.time, offset))
