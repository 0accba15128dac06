"""WebM (https://www.webmproject.org/docs/container/) with VP8 and Opus, or Opus alone.

Each piece is a cluster of known size, so that one that was cut off is found by walking over them.
"""

import struct

from realtime.media.recording.container import ebml
from realtime.media.recording.container.container import MediaFrame, MediaInfo, SeekPoint
from realtime.media.rtp.codecs import opus
from realtime.media.rtp.track import Kind

HEAD_SIZE = 512
NUMBERS: dict[Kind, int] = {"video": 1, "audio": 2}
MILLISECOND = 1_000_000
SEEK_PRE_ROLL = 80_000_000
_BLOCK = struct.Struct("!BhB")

_EBML_HEAD = ebml.master(
    ebml.EBML,
    ebml.unsigned(0x4286, 1),
    ebml.unsigned(0x42F7, 1),
    ebml.unsigned(0x42F2, 4),
    ebml.unsigned(0x42F3, 8),
    ebml.text(0x4282, "webm"),
    ebml.unsigned(0x4287, 4),
    ebml.unsigned(0x4285, 2),
)
SEGMENT_START = len(_EBML_HEAD) + 12
"""The offset from which positions in the file are counted."""


class WebM:
    """The WebM format of one file, with video or with sound alone."""

    suffix = ".webm"
    head_size = HEAD_SIZE
    first_stands = 0.0

    def __init__(self, has_video: bool) -> None:
        self.media_type = "video/webm" if has_video else "audio/webm"

    def head(self, info: MediaInfo) -> bytes:
        """A Void fills the head up; at the file's end the index and the duration take its place."""
        info_element = _info(info.seconds)
        tracks = _tracks(info)
        segment_size = ebml.UNKNOWN_SIZE
        seek = b""
        if info.seconds is not None:
            end = info.media_end + len(self.tail(info))
            segment_size = ebml.size_in(end - SEGMENT_START, 8)
            seek = _seek_head(len(info_element), info.media_end if info.seek_points else None)
        body = seek + info_element + tracks
        fill = ebml.void(HEAD_SIZE - SEGMENT_START - len(body))
        return _EBML_HEAD + ebml.identifier(ebml.SEGMENT) + segment_size + body + fill

    def piece(self, frames: list[MediaFrame], offset: int) -> bytes:
        since = max(0, round(frames[0].time * 1000))
        parts = [ebml.unsigned(ebml.TIMESTAMP, since)]
        for kind, time, _, data, key in frames:
            head = _BLOCK.pack(0x80 | NUMBERS[kind], round(time * 1000) - since, 0x80 * key)
            parts += (b"\xa3", ebml.size(4 + len(data)), head, data)
        return ebml.master(ebml.CLUSTER, *parts)

    def tail(self, info: MediaInfo) -> bytes:
        if not info.seek_points:
            return b""
        track = NUMBERS["video" if info.size else "audio"]
        return ebml.master(ebml.CUES, *(_cue(point, track) for point in info.seek_points))


def _info(seconds: float | None) -> bytes:
    duration = b"" if seconds is None else ebml.real(0x4489, seconds * 1000)
    return ebml.master(
        ebml.INFO,
        ebml.unsigned(0x2AD7B1, MILLISECOND),
        ebml.text(0x4D80, "Smart Hands"),
        ebml.text(0x5741, "Smart Hands"),
        duration,
    )


def _tracks(info: MediaInfo) -> bytes:
    entries = []
    if info.size:
        width, height = info.size
        pixels = ebml.unsigned(0xB0, width) + ebml.unsigned(0xBA, height)
        entries.append(_entry("video", 1, "V_VP8", ebml.element(0xE0, pixels)))
    sound = ebml.real(0xB5, opus.RATE) + ebml.unsigned(0x9F, opus.CHANNELS)
    more = ebml.element(0x63A2, opus.HEAD) + ebml.unsigned(0x56BB, SEEK_PRE_ROLL)
    entries.append(_entry("audio", 2, "A_OPUS", more + ebml.element(0xE1, sound)))
    return ebml.master(ebml.TRACKS, *entries)


def _entry(kind: Kind, kind_number: int, codec: str, more: bytes) -> bytes:
    number = NUMBERS[kind]
    return ebml.master(
        0xAE,
        ebml.unsigned(0xD7, number),
        ebml.unsigned(0x73C5, number),
        ebml.unsigned(0x83, kind_number),
        ebml.unsigned(0x9C, 0),
        ebml.text(0x86, codec),
        more,
    )


def _seek_head(info_size: int, cues_at: int | None) -> bytes:
    """The seek head. All its positions have 8 bytes, so that its own size is known before them."""

    def seek_head(info: int, tracks: int, cues: int) -> bytes:
        entries = [(ebml.INFO, info), (ebml.TRACKS, tracks)]
        entries += [(ebml.CUES, cues)] if cues_at is not None else []
        return ebml.master(ebml.SEEK_HEAD, *(_seek(number, at) for number, at in entries))

    own = len(seek_head(0, 0, 0))
    return seek_head(own, own + info_size, (cues_at or 0) - SEGMENT_START)


def _seek(number: int, position: int) -> bytes:
    at = ebml.element(0x53AC, position.to_bytes(8, "big"))
    return ebml.master(0x4DBB, ebml.element(0x53AB, ebml.identifier(number)), at)


def _cue(point: SeekPoint, track: int) -> bytes:
    at = ebml.unsigned(0xF7, track) + ebml.unsigned(0xF1, point.offset - SEGMENT_START)
    return ebml.master(
        0xBB, ebml.unsigned(0xB3, max(0, round(point.time * 1000))), ebml.element(0xB7, at)
    )
