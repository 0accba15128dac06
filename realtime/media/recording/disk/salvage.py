"""Salvage: the whole pieces of a file that was never ended, found by walking over them."""

from collections.abc import Iterator
from typing import NamedTuple

from realtime.media.recording.container import ebml, webm
from realtime.media.recording.container.container import MediaFrame
from realtime.media.recording.container.fmp4 import NUMBERS, SYNC
from realtime.media.recording.disk.spool import Spool
from realtime.media.recording.pieces import Ends, Pieces, end_of, note_seek_point
from realtime.media.rtp.codecs import opus
from realtime.media.rtp.track import RATES, Kind

LARGEST_PIECE = 1 << 28
KINDS_BY_NUMBER: dict[int, Kind] = {number: kind for kind, number in NUMBERS.items()}


class SalvagedPiece(NamedTuple):
    """A whole piece: the byte at which it ends, its earliest frame (without data), and the second
    at which its last frame ends."""

    end: int
    first: MediaFrame
    until: float


def salvage(pieces: Pieces, head_size: int, is_webm: bool) -> None:
    """Cut off what is not whole, and note of the rest what an index needs."""
    walk = webm_pieces if is_webm else mp4_pieces
    size, end = min(head_size, pieces.spool.size), 0.0
    for piece in walk(pieces.spool, head_size):
        note_seek_point(pieces.info, piece.first, size)
        size, end = piece.end, max(end, piece.until)
    pieces.cut(size, Ends(end, end))


def webm_pieces(spool: Spool, at: int) -> Iterator[SalvagedPiece]:
    while True:
        head = spool.read(at, 12)
        number = ebml.read_number(head, 0, keep_marker=True)
        size = number and ebml.read_number(head, number[1], keep_marker=False)
        if not number or not size or number[0] != ebml.CLUSTER or size[0] > LARGEST_PIECE:
            return
        content = spool.read(at + size[1], size[0])
        frames = _blocks(content) if len(content) == size[0] else []
        if not frames:
            return
        at += size[1] + size[0]
        yield _piece(at, frames)


def _blocks(cluster: bytes) -> list[MediaFrame]:
    """The blocks of a cluster; none when something is not as `webm` writes it."""
    frames: list[MediaFrame] = []
    at, since = 0, 0
    while at < len(cluster):
        number = ebml.read_number(cluster, at, keep_marker=True)
        size = number and ebml.read_number(cluster, number[1], keep_marker=False)
        if not number or not size or size[1] + size[0] > len(cluster):
            return []
        content = cluster[size[1] : size[1] + size[0]]
        at = size[1] + size[0]
        if number[0] == ebml.TIMESTAMP:
            since = int.from_bytes(content, "big")
        elif number[0] == ebml.SIMPLE_BLOCK and len(content) > 4:
            time = (since + int.from_bytes(content[1:3], "big", signed=True)) / 1000
            kind: Kind = "video" if content[0] & 0x7F == webm.NUMBERS["video"] else "audio"
            length = opus.samples(content[4:6]) / opus.RATE if kind == "audio" else 0.0
            frames.append(MediaFrame(kind, time, length, b"", bool(content[3] & 0x80)))
        else:
            return []
    return frames


def mp4_pieces(spool: Spool, at: int) -> Iterator[SalvagedPiece]:
    while True:
        at += len(_box(spool, at, b"free"))
        moof = _box(spool, at, b"moof")
        mdat = _box(spool, at + len(moof), b"mdat") if moof else b""
        frames = _samples(moof) if mdat else []
        if not frames:
            return
        at += len(moof) + len(mdat)
        yield _piece(at, frames)


def _box(spool: Spool, at: int, kind: bytes) -> bytes:
    """The whole box, or nothing."""
    head = spool.read(at, 8)
    size = int.from_bytes(head[:4], "big")
    if head[4:] != kind or size > LARGEST_PIECE:
        return b""
    content = spool.read(at, size)
    return content if len(content) == size else b""


def _samples(moof: bytes) -> list[MediaFrame]:
    """The samples of the runs as `fmp4` writes them: tfhd, tfdt and trun, each of a known size."""
    frames: list[MediaFrame] = []
    at = 8 + 16
    while at + 72 <= len(moof):
        size, word = int.from_bytes(moof[at : at + 4], "big"), moof[at + 4 : at + 8]
        kind = KINDS_BY_NUMBER.get(int.from_bytes(moof[at + 20 : at + 24], "big"))
        if word != b"traf" or kind is None or at + size > len(moof) or size < 72:
            return []
        ticks = int.from_bytes(moof[at + 36 : at + 44], "big")
        for row in range(at + 64, at + size, 12):
            length = int.from_bytes(moof[row : row + 4], "big")
            key = int.from_bytes(moof[row + 8 : row + 12], "big") == SYNC
            rate = RATES[kind]
            frames.append(MediaFrame(kind, ticks / rate, length / rate, b"", key))
            ticks += length
        at += size
    return frames


def _piece(end: int, frames: list[MediaFrame]) -> SalvagedPiece:
    first = min(frames, key=lambda frame: frame.time)
    return SalvagedPiece(end, first, max(map(end_of, frames)))
