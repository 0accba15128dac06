"""Decoding of a stranger's photo, with its size in pixels checked before.

This runs only in the confined process (`workers.sandbox.photo`). The decoder is chosen by the
bytes, and only these five can be reached.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import HeifImageFile
from pillow_heif import options as heif_options

from smarthands.evidence.sniffing import sniff
from workers.sandbox.colour import nclx_profile, png_profile
from workers.sandbox.exif import CameraFacts, read_exif
from workers.sandbox.heif import HeifContainer, is_complete, read_container
from workers.sandbox.jpeg import read_structure
from workers.sandbox.png import reduced
from workers.sandbox.rare import is_rare
from workers.sandbox.resize import fitted, shaped
from workers.sandbox.tiles import from_parts
from workers.sandbox.unreadable import Unreadable

_MEGAPIXEL = 1_000_000
# libjpeg decodes straight to an eighth of the size: 250 MP (the largest phone has 200) in 77 MB; a
# HEIC is put together from shrunk tiles.
# All others hold the whole picture, several times over. Peaks measured, with transparency where
# there is any: PNG 1,115 MB, HEIC 1,080, AVIF 1,324, progressive JPEG 510 at 80 MP;
# WebP, whose decoder keeps two canvases, 1,263 at 60 MP.
_MOST_PIXELS_STREAMED = 250 * _MEGAPIXEL
_MOST_PIXELS = 80 * _MEGAPIXEL
_MOST_PIXELS_WEBP = 60 * _MEGAPIXEL
# Cameras and editors write 10 to 15 scans; a file of thousands is made to burn time.
_MOST_SCANS = 100

# These say nothing of the file: the last two are faults of the installation.
_OURS = (Unreadable, MemoryError, ImportError, PermissionError)
_NOTHING = "This picture is damaged: nothing of it could be decoded."

# Pillow's WebP decoder takes its memory on opening, and checks for twice this before.
Image.MAX_IMAGE_PIXELS = _MOST_PIXELS_WEBP // 2
heif_options.THUMBNAILS = False
heif_options.DEPTH_IMAGES = False
heif_options.AUX_IMAGES = False
heif_options.DECODE_THREADS = 2


class _JpegFile(JpegImageFile):
    def _read_dpi_from_exif(self) -> None:
        """Do nothing: Pillow would read the whole EXIF block, without bounds, on opening."""


_DECODERS: dict[str, Callable[[BytesIO], ImageFile.ImageFile]] = {
    "image/jpeg": _JpegFile,
    "image/png": PngImageFile,
    "image/webp": WebPImageFile,
    "image/heic": HeifImageFile,
    "image/heif": HeifImageFile,
    "image/avif": AvifImageFile,
}

_CONTAINERS = frozenset({"image/heic", "image/heif", "image/avif"})


@dataclass(frozen=True)
class Decoded:
    """`image` is RGB, upright, without metadata; `width` and `height` are those of the whole
    picture, upright."""

    image: Image.Image
    width: int
    height: int
    media_type: str
    facts: CameraFacts
    damaged: bool


def decode(source: Path, *, long_side: int) -> Decoded:
    """Decode `source` so that its longer side has at most `long_side` pixels.

    Raises Unreadable, and MemoryError beyond the process's limit.
    """
    data = source.read_bytes()
    media_type = sniff(data[:64])
    if media_type is None:
        raise Unreadable("not_a_picture", "This file is no JPEG, PNG, WebP, HEIC or AVIF picture.")
    told = png_profile(data) if media_type == "image/png" else None
    if media_type == "image/png":
        data = reduced(data)
    most, whole = _inspected(data, media_type)
    image, size, decodable = _load(data, media_type, most, long_side)
    damaged = not (whole and decodable)
    if damaged and _flat(image):
        raise Unreadable("damaged", _NOTHING)
    facts, container = read_exif(image.info.get("exif") or b""), None
    if media_type in _CONTAINERS:
        container = read_container(data)
        told = None if image.info.get("icc_profile") else nclx_profile(container)
    orientation = _turn_left(image, container, facts)
    width, height = size if orientation < 5 else size[::-1]
    upright = shaped(image, long_side, orientation, told=told)
    return Decoded(upright, width, height, media_type, facts, damaged)


def _turn_left(image: Image.Image, container: HeifContainer | None, facts: CameraFacts) -> int:
    """The EXIF orientation that the decoder has left to us. The turn of a container wins if it has
    one, and its EXIF then says it again; else its EXIF has the word. libheif obeys the container;
    Pillow hands out an AVIF unturned, and the container's turn as its orientation."""
    if container is None:
        return facts.orientation
    if not container.turns():
        return read_exif(container.exif()).orientation
    return facts.orientation if isinstance(image, AvifImageFile) else 1


def _inspected(data: bytes, media_type: str) -> tuple[int, bool]:
    """The most pixels to accept, and whether the file's structure is whole."""
    if media_type == "image/jpeg":
        structure = read_structure(data, most_scans=_MOST_SCANS)
        if structure.scans > _MOST_SCANS:
            raise Unreadable("too_slow", f"This JPEG has more than {_MOST_SCANS} scans.")
        if not structure.scans:
            raise Unreadable("damaged", _NOTHING)
        return _MOST_PIXELS if structure.buffered else _MOST_PIXELS_STREAMED, structure.whole
    if media_type in ("image/png", "image/webp"):  # their decoders report damage themselves
        return _MOST_PIXELS_WEBP if media_type == "image/webp" else _MOST_PIXELS, True
    return _MOST_PIXELS, is_complete(data)


def _load(
    data: bytes, media_type: str, most: int, long_side: int
) -> tuple[Image.Image, tuple[int, int], bool]:
    """The pixels, the size of the whole picture, and whether the decoder was content."""
    try:
        return *_attempt(data, media_type, most, long_side), True
    except _OURS:
        raise
    # Hostile bytes raise anything out of five decoders, and all of it says the same.
    except Exception as error:
        _raise_for_memory(error)
        if is_rare(data, media_type, error):
            raise Unreadable("unsupported", f"This kind of picture isn't read: {error}") from error
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        return *_attempt(data, media_type, most, long_side), False
    except _OURS:
        raise
    except Exception as error:
        _raise_for_memory(error)
        raise Unreadable("damaged", f"This picture is damaged: {error}") from error


def _attempt(
    data: bytes, media_type: str, most: int, long_side: int
) -> tuple[Image.Image, tuple[int, int]]:
    too_many = f"This picture has more than {most // _MEGAPIXEL} million pixels."
    try:
        image = _DECODERS[media_type](BytesIO(data))
    except Image.DecompressionBombError:
        raise Unreadable("too_many_pixels", too_many) from None
    size = image.size
    if size[0] * size[1] > most:
        if isinstance(image, HeifImageFile) and size[0] * size[1] <= _MOST_PIXELS_STREAMED:
            parts = from_parts(read_container(data), long_side)
            if parts is not None:
                return parts, size
        raise Unreadable("too_many_pixels", too_many)
    # The decoder of JPEG alone can shrink as it goes, at a fraction of the cost.
    if isinstance(image, JpegImageFile):
        image.draft(None, fitted(size, long_side))
    image.load()
    return image, size


def _raise_for_memory(error: Exception) -> None:
    """libheif and libavif report a refused allocation as one error among others."""
    if "memory" in str(error).lower():
        raise MemoryError from error


def _flat(image: Image.Image) -> bool:
    """Whether the picture has one colour all over, as decoders leave it where no data was."""
    extremes: Any = image.getextrema()
    bands = extremes if isinstance(extremes[0], tuple) else (extremes,)
    return all(low == high for low, high in bands)
