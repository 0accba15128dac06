"""The confined process for a recording's poster; it takes the arguments of `workers.sandbox.photo`.

SOURCE is the beginning of a WebM or MP4 file. Its first keyframe gives INTO/large.jpg and
INTO/small.jpg, and one line of JSON is printed in the form of `workers.sandbox.photo`.
"""

from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import av
from PIL import Image

from workers.sandbox.main import main
from workers.sandbox.photo import RENDITIONS, pictures
from workers.sandbox.resize import shrunk
from workers.sandbox.unreadable import Unreadable

_MEGAPIXEL = 1_000_000
_MOST_PIXELS = 40 * _MEGAPIXEL
# A keyframe is among the first packets, or the recorder did not write this.
_MOST_PACKETS = 2_000
_DECODERS = frozenset({"vp8", "vp9", "h264"})
_NOTHING = "No picture of this recording could be decoded."
av.logging.set_level(av.logging.PANIC)


def _poster(source: Path, into: Path) -> dict[str, Any]:
    image, size = _first_picture(source.read_bytes())
    return {
        "width": size[0],
        "height": size[1],
        "media_type": "",
        "renditions": pictures(image, into),
        "captured_at": None,
        "gps": None,
        "device": None,
        "damaged": False,
    }


def _first_picture(data: bytes) -> tuple[Image.Image, tuple[int, int]]:
    """The first picture, shrunk to the largest rendition, and its own width and height."""
    try:
        with av.open(BytesIO(data), format=_container(data)) as container:
            return _decoded(container)
    except (Unreadable, MemoryError):
        raise
    # Hostile bytes raise anything out of a demuxer and three decoders.
    except Exception as error:
        raise Unreadable("damaged", f"{_NOTHING} {error}") from error


def _container(data: bytes) -> str:
    """The container's name by the first bytes: FFmpeg would guess, and knows formats that name
    other files."""
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    if data[4:8] == b"ftyp":
        return "mp4"
    raise Unreadable("not_a_picture", "This file is no WebM or MP4 recording.")


def _decoded(container: Any) -> tuple[Image.Image, tuple[int, int]]:
    if not container.streams.video:
        raise Unreadable("not_a_picture", "There are no pictures in this recording.")
    stream = container.streams.video[0]
    if stream.codec_context.name.removeprefix("lib").split("-")[0] not in _DECODERS:
        raise Unreadable("unsupported", "The pictures of this recording are of another kind.")
    _check(stream.codec_context.width, stream.codec_context.height)
    stream.thread_type, stream.codec_context.thread_count = "NONE", 1
    for packet in islice(container.demux(stream), _MOST_PACKETS):
        if not packet.is_keyframe or not packet.size:
            continue
        for frame in [*packet.decode(), *stream.decode(None)]:
            _check(frame.width, frame.height)
            image = _upright(frame)
            return shrunk(image, max(RENDITIONS.values())), image.size
        stream.codec_context.flush_buffers()
    raise Unreadable("damaged", _NOTHING)


def _check(width: int, height: int) -> None:
    if width * height > _MOST_PIXELS:
        most = _MOST_PIXELS // _MEGAPIXEL
        raise Unreadable("too_many_pixels", f"This picture has more than {most} million pixels.")


def _upright(frame: Any) -> Image.Image:
    image: Image.Image = frame.to_image()
    return image.rotate(frame.rotation, expand=True) if frame.rotation else image


if __name__ == "__main__":
    main(_poster, "This recording needs too much memory.")
