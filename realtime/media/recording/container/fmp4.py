"""Fragmented MP4 (ISO/IEC 14496-12 section 8.8): H.264 and Opus. Each piece is one fragment."""

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
"""Of the last picture of a fragment, in 1/90,000 s: the next fragment says when it really ends."""
SYNC, NOT_SYNC = 0x02000000, 0x01010000
_SAMPLE = struct.Struct("!LLL")


class FragmentedMp4:
    suffix = ".mp4"
    media_type = "video/mp4"
    head_size = HEAD_SIZE
    # When pictures begin later than the sound, ffmpeg, and so Chromium, takes the sum of when they
    # begin and when they end for the file's length. A sample lasts at most 2^32 ticks, 13 hours.
    first_stands = 12 * 3600.0

    def __init__(self) -> None:
        self._fragments = 0

    def head(self, known: MediaInfo) -> bytes:
        """Filled up by a free box, from which the index takes its place at the end."""
        made = box(b"ftyp", b"iso6", bytes(4), b"iso6mp41") + _movie(known)
        if known.seconds is not None and known.size and known.places:
            made += _index(known, HEAD_SIZE - len(made))
        return made + free(HEAD_SIZE - len(made))

    def piece(self, frames: list[MediaFrame], offset: int) -> bytes:
        self._fragments += 1
        kinds: tuple[Kind, ...] = ("video", "audio")
        runs = {kind: [one for one in frames if one.kind == kind] for kind in kinds}
        runs = {kind: run for kind, run in runs.items() if run}
        header = full(b"mfhd", 0, 0, struct.pack("!L", self._fragments & 0xFFFFFFFF))
        # Each sample's row is of one width, so the size is known before the offsets are.
        size = 8 + len(header) + sum(_run_size(run) for run in runs.values())
        tracks, at = [], size + 8
        for kind, run in runs.items():
            tracks.append(_run(kind, run, at))
            at += sum(len(one.data) for one in run)
        content = [one.data for run in runs.values() for one in run]
        return clearance(offset, size) + box(b"moof", header, *tracks) + box(b"mdat", *content)

    def tail(self, known: MediaInfo) -> bytes:
        return b""


def clearance(offset: int, size: int) -> bytes:
    """A free box before a `moof` that the end of a part would cut in two: readers that look for an
    index through all fragments take a file that ends in a `moof` for no file at all."""
    rest = PART - offset % PART
    return free(max(rest, 8)) if rest < size else b""


def _movie(known: MediaInfo) -> bytes:
    duration = round((known.seconds or 0) * SCALE)
    tracks, defaults = [], []
    if known.size and known.parameters:
        entry = boxes.avc_entry(known.size, *known.parameters)
        rate = RATES["video"]
        tracks.append(boxes.track(NUMBERS["video"], rate, duration, b"vide", known.size, entry))
        defaults.append(_defaults("video"))
    entry = boxes.opus_entry()
    tracks.append(boxes.track(NUMBERS["audio"], opus.RATE, duration, b"soun", (0, 0), entry))
    defaults.append(_defaults("audio"))
    whole = [full(b"mehd", 1, 0, struct.pack("!Q", duration))] if duration else []
    extends = box(b"mvex", *whole, *defaults)
    return box(b"moov", boxes.movie_header(SCALE, duration), *tracks, extends)


def _defaults(kind: Kind) -> bytes:
    return full(b"trex", 0, 0, struct.pack("!5L", NUMBERS[kind], 1, 0, 0, 0))


def _run_size(run: list[MediaFrame]) -> int:
    return 8 + 16 + 20 + 20 + _SAMPLE.size * len(run)


def _run(kind: Kind, run: list[MediaFrame], offset: int) -> bytes:
    """`offset` of the data is from the beginning of the fragment (default-base-is-moof)."""
    rate = RATES[kind]
    times = [round(one.time * rate) for one in run]
    last = round(run[-1].duration * rate) or DEFAULT_DURATION
    lengths = [after - before for before, after in pairwise(times)] + [last]
    rows = b"".join(
        _SAMPLE.pack(length, len(one.data), SYNC if one.key else NOT_SYNC)
        for one, length in zip(run, lengths, strict=True)
    )
    return box(
        b"traf",
        full(b"tfhd", 0, 0x020000, struct.pack("!L", NUMBERS[kind])),
        full(b"tfdt", 1, 0, struct.pack("!Q", max(0, times[0]))),
        full(b"trun", 0, 0x000701, struct.pack("!Ll", len(run), offset), rows),
    )


def _index(known: MediaInfo, room: int) -> bytes:
    """A `sidx` (section 8.16.3) over the pictures; of too many places, every second is left out."""
    places = known.places
    most = min(0xFFFF, (room - 8 - 40) // 12)
    while len(places) > most:
        places = places[::2]
    rate = RATES["video"]
    begin = HEAD_SIZE
    # The first stretch begins where the head ends: sound may come before the first picture.
    first = SeekPoint(places[0].time, begin)
    ends = [*places[1:], SeekPoint(max(known.seconds or 0, places[-1].time), known.media_end)]
    rows = b"".join(
        struct.pack("!LLL", after.offset - here.offset, _span(here, after, rate), 0x90000000)
        for here, after in pairwise([first, *ends])
    )
    size = 40 + len(rows)
    # Between the index and the fragments lies what is left of the free box.
    head = struct.pack(
        "!LLQQHH", NUMBERS["video"], rate, round(first.time * rate), room - size, 0, len(ends)
    )
    return full(b"sidx", 1, 0, head, rows)


def _span(here: SeekPoint, after: SeekPoint, rate: int) -> int:
    return max(0, round(after.time * rate) - round(here.time * rate))
