"""The confined process for a voice note; it takes the arguments of `workers.sandbox.photo`.

SOURCE is a WebM, Ogg or MP4 file, as a phone records it. Its sound goes into INTO/sound.mp3, which
every browser plays, and one line of JSON is printed: `{"seconds": float, "media_type": str}`.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import av

from workers.sandbox.main import main
from workers.sandbox.unreadable import Unreadable

MOST_SECONDS = 300
"""Five times what the phone's page records; a file may be longer than it says."""
_RATE = 48_000
_BITS_PER_SECOND = 64_000
"""At this rate a voice in a loud room is near transparent, in mono."""
_DECODERS = frozenset({"opus", "aac", "vorbis"})
_NOTHING = "No sound of this voice note could be decoded."
av.logging.set_level(av.logging.PANIC)


def _transcode(original: Path, into: Path) -> dict[str, Any]:
    """Transcode frame by frame, since all frames may not fit in memory: a second of silence may be
    a few bytes."""
    data = original.read_bytes()
    container, media_type = _kind(data)
    try:
        with (
            av.open(BytesIO(data), format=container) as source,
            av.open(str(into / "sound.mp3"), "w", format="mp3") as target,
        ):
            samples = _copy(_frames(source), target)
    except (Unreadable, MemoryError):
        raise
    # Hostile bytes raise anything out of three demuxers and three decoders.
    except Exception as error:
        raise Unreadable("damaged", f"{_NOTHING} {error}") from error
    if not samples:
        raise Unreadable("damaged", _NOTHING)
    return {"seconds": samples / _RATE, "media_type": media_type}


def _kind(data: bytes) -> tuple[str, str]:
    """The container's name and the media type by the first bytes: FFmpeg would guess, and knows
    formats that name other files."""
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska", "audio/webm"
    if data[:4] == b"OggS":
        return "ogg", "audio/ogg"
    if data[4:8] == b"ftyp":
        return "mp4", "audio/mp4"
    raise Unreadable("not_a_sound", "This file is no WebM, Ogg or MP4 sound.")


def _frames(source: Any) -> Iterator[Any]:
    """The frames that can be decoded; broken ones in between are left out, as a player does."""
    if not source.streams.audio:
        raise Unreadable("not_a_sound", "There is no sound in this file.")
    stream = source.streams.audio[0]
    if stream.codec_context.name.removeprefix("lib") not in _DECODERS:
        raise Unreadable("unsupported", "The sound of this file is of another kind.")
    stream.thread_type, stream.codec_context.thread_count = "NONE", 1
    try:
        for packet in source.demux(stream):
            try:
                yield from packet.decode()
            except MemoryError:
                raise
            except av.error.FFmpegError:
                continue
    except MemoryError:
        raise
    except av.error.FFmpegError:  # the file is cut off: what came before is all there is
        return


def _copy(frames: Iterator[Any], target: Any) -> int:
    """Encode frames into the target; returns the number of samples, at `_RATE`."""
    stream = target.add_stream("libmp3lame", rate=_RATE, layout="mono")
    stream.bit_rate = _BITS_PER_SECOND
    samples = 0
    for frame in _resampled(frames):
        samples += frame.samples
        if samples > MOST_SECONDS * _RATE:
            raise Unreadable("too_long", f"A voice note has {MOST_SECONDS} seconds at most.")
        target.mux(stream.encode(frame))
    if samples:
        target.mux(stream.encode(None))
    return samples


def _resampled(frames: Iterator[Any]) -> Iterator[Any]:
    """Frames of one format, layout and rate: a phone may change these within a recording."""
    shape, resampler = None, None
    for frame in frames:
        frame.pts = None
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if now != shape:
            if resampler is not None:
                yield from resampler.resample(None)
            shape = now
            resampler = av.AudioResampler(format="s16p", layout="mono", rate=_RATE)
        assert resampler is not None
        yield from resampler.resample(frame)
    if resampler is not None:
        yield from resampler.resample(None)


if __name__ == "__main__":
    main(_transcode, "This voice note needs too much memory.")
