"""Fragmented MP4 (ISO/IEC 14496-12 section 8.8) with H.264 and Opus. Each piece is one fragment."""

import struct
from itertools import pairwise

from realtime.media.recording.container import boxes
from realtime.media.recording.container.boxes import box, free, full
from realtime.media.recording.container.container import MediaFrame, MediaInfo, SeekPoint
from realtime.media.recording.upload.uploads import PART
from realtime.media.rtp.codecs import opus
from realtime.media.rtp.track import RATES, Kind

HEAD_SIZE = 32_768
NUMBERS: dict[Kind, int] = {"video": 1, "audio": 2}
SCALE = 1_000
DEFAULT_DURATION = 3_000
"""The last picture of a fragment lasts so many 1/90,000 s, until the next fragment says when it
really ends."""
SYNC, NOT_SYNC = 0x02000000, 0x01010000
_SAMPLE = struct.Struct("!LLL")


class FragmentedMp4:
    """The MP4 format of one file; it numbers the fragments."""

    suffix = ".mp4"
    media_type = "video/mp4"
    head_size = HEAD_SIZE
    # When pictures begin later than the sound, ffmpeg, and so Chromium, takes the sum of when they
    # begin and when they end for the file's length. A sample lasts at most 2^32 ticks, 13 hours.
    first_stands = 12 * 3600.0

    def __init__(self) -> None:
        self._fragments = 0

    def head(self, info: MediaInfo) -> bytes:
        """A free box fills the head up; at the file's end the index takes its place."""
        head = box(b"ftyp", b"iso6", bytes(4), b"iso6mp41") + _movie(info)
        if info.seconds is not None and info.size and info.seek_points:
            head += _index(info, HEAD_SIZE - len(head))
        return head + free(HEAD_SIZE - len(head))

    def piece(self, frames: list[MediaFrame], offset: int) -> bytes:
        self._fragments += 1
        kinds: tuple[Kind, ...] = ("video", "audio")
        runs = {kind: [frame for frame in frames if frame.kind == kind] for kind in kinds}
        runs = {kind: run for kind, run in runs.items() if run}
        header = full(b"mfhd", 0, 0, struct.pack("!L", self._fragments & 0xFFFFFFFF))
        # Each sample's row has the same width, so the size is known before the offsets are.
        size = 8 + len(header) + sum(_run_size(run) for run in runs.values())
        tracks, at = [], size + 8
        for kind, run in runs.items():
            tracks.append(_run(kind, run, at))
            at += sum(len(frame.data) for frame in run)
        content = [frame.data for run in runs.values() for frame in run]
        return clearance(offset, size) + box(b"moof", header, *tracks) + box(b"mdat", *content)

    def tail(self, info: MediaInfo) -> bytes:
        return b""


def clearance(offset: int, size: int) -> bytes:
    """A free box before a `moof` that the end of an uploaded part would cut in two: readers that
    look for an index through all fragments refuse a file that ends in a `moof`."""
    room = PART - offset % PART
    return free(max(room, 8)) if room < size else b""


def _movie(info: MediaInfo) -> bytes:
    duration = round((info.seconds or 0) * SCALE)
    tracks, defaults = [], []
    if info.size and info.parameters:
        entry = boxes.avc_entry(info.size, *info.parameters)
        rate = RATES["video"]
        tracks.append(boxes.track(NUMBERS["video"], rate, duration, b"vide", info.size, entry))
        defaults.append(_defaults("video"))
    entry = boxes.opus_entry()
    tracks.append(boxes.track(NUMBERS["audio"], opus.RATE, duration, b"soun", (0, 0), entry))
    defaults.append(_defaults("audio"))
    duration_box = [full(b"mehd", 1, 0, struct.pack("!Q", duration))] if duration else []
    extends = box(b"mvex", *duration_box, *defaults)
    return box(b"moov", boxes.movie_header(SCALE, duration), *tracks, extends)


def _defaults(kind: Kind) -> bytes:
    return full(b"trex", 0, 0, struct.pack("!5L", NUMBERS[kind], 1, 0, 0, 0))


def _run_size(run: list[MediaFrame]) -> int:
    return 8 + 16 + 20 + 20 + _SAMPLE.size * len(run)


def _run(kind: Kind, run: list[MediaFrame], offset: int) -> bytes:
    """The track fragment of one kind. `offset` of its data is from the beginning of the fragment
    (default-base-is-moof)."""
    rate = RATES[kind]
    times = [round(frame.time * rate) for frame in run]
    last = round(run[-1].duration * rate) or DEFAULT_DURATION
    lengths = [after - before for before, after in pairwise(times)] + [last]
    rows = b"".join(
        _SAMPLE.pack(length, len(frame.data), SYNC if frame.key else NOT_SYNC)
        for frame, length in zip(run, lengths, strict=True)
    )
    return box(
        b"traf",
        full(b"tfhd", 0, 0x020000, struct.pack("!L", NUMBERS[kind])),
        full(b"tfdt", 1, 0, struct.pack("!Q", max(0, times[0]))),
        full(b"trun", 0, 0x000701, struct.pack("!Ll", len(run), offset), rows),
    )


def _index(info: MediaInfo, room: int) -> bytes:
    """A `sidx` (section 8.16.3) over the pictures. When there are too many seek points, every
    second one is left out."""
    points = info.seek_points
    most = min(0xFFFF, (room - 8 - 40) // 12)
    while len(points) > most:
        points = points[::2]
    rate = RATES["video"]
    begin = HEAD_SIZE
    # The first stretch begins where the head ends: sound may come before the first picture.
    first = SeekPoint(points[0].time, begin)
    ends = [*points[1:], SeekPoint(max(info.seconds or 0, points[-1].time), info.media_end)]
    rows = b"".join(
        struct.pack("!LLL", after.offset - before.offset, _span(before, after, rate), 0x90000000)
        for before, after in pairwise([first, *ends])
    )
    size = 40 + len(rows)
    # The rest of the free box lies between the index and the fragments.
    head = struct.pack(
        "!LLQQHH", NUMBERS["video"], rate, round(first.time * rate), room - size, 0, len(ends)
    )
    return full(b"sidx", 1, 0, head, rows)


def _span(before: SeekPoint, after: SeekPoint, rate: int) -> int:
    return max(0, round(after.time * rate) - round(before.time * rate))
