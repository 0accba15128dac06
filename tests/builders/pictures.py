"""Test pictures: a scene whose four corners differ, written in every way a phone might.

The corners of the scene are red at the top left, green at the top right, blue at the bottom left,
and grey at the bottom right.
"""

import io
import struct
import zlib
from collections.abc import Iterable
from typing import Any

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

RED, GREEN, BLUE, GREY = (220, 20, 20), (20, 200, 20), (20, 20, 220), (128, 128, 128)
CORNERS = {"top left": RED, "top right": GREEN, "bottom left": BLUE, "bottom right": GREY}

_T = Image.Transpose
# A camera held in orientation N stores the inverse of the turn that makes the picture upright.
_HELD = {
    2: _T.FLIP_LEFT_RIGHT,
    3: _T.ROTATE_180,
    4: _T.FLIP_TOP_BOTTOM,
    5: _T.TRANSPOSE,
    6: _T.ROTATE_90,
    7: _T.TRANSVERSE,
    8: _T.ROTATE_270,
}


def scene(width: int = 128, height: int = 96) -> Image.Image:
    """The scene in RGB, upright, with one colour in each quarter."""
    image = Image.new("RGB", (width, height), GREY)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def sensor_pixels(image: Image.Image, orientation: int) -> Image.Image:
    """The pixels as a camera held in that EXIF orientation stores them."""
    turn = _HELD.get(orientation)
    return image if turn is None else image.transpose(turn)


def image_bytes(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The file's bytes; `kind` is JPEG, PNG, WEBP, AVIF or HEIF."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo(image: Image.Image | None = None, **options: Any) -> bytes:
    """A JPEG as a phone makes it."""
    return image_bytes(image or scene(), "JPEG", **{"quality": 90, **options})


def exif(
    *,
    orientation: int = 1,
    gps: tuple[float, float] | None = None,
    taken: str | None = None,
    offset: str | None = None,
    make: str | None = None,
    model: str | None = None,
) -> bytes:
    """An EXIF block as Pillow writes it; `taken` as "2026:03:01 10:20:30"."""
    block = Image.Exif()
    block[274] = orientation
    for tag, value in ((271, make), (272, model)):
        if value is not None:
            block[tag] = value
    camera, place = block.get_ifd(34665), block.get_ifd(34853)
    for tag, value in ((36867, taken), (36881, offset)):
        if value is not None:
            camera[tag] = value
    if gps is not None:
        place[1], place[2] = "N" if gps[0] >= 0 else "S", (abs(gps[0]), 0.0, 0.0)
        place[3], place[4] = "E" if gps[1] >= 0 else "W", (abs(gps[1]), 0.0, 0.0)
    return block.tobytes()


def tiff(
    main: Iterable[tuple[int, int, int, bytes]],
    place: Iterable[tuple[int, int, int, bytes]] = (),
) -> bytes:
    """An EXIF block written by hand, for what no writer would write.

    Its entries are (tag, type, count, value or offset of 4 bytes, or a longer value), and `place`
    becomes the GPS directory.
    """
    main, place = list(main), list(place)
    body = bytearray(b"MM\0*\0\0\0\x08")
    link = 8 + 2 + 12 * (len(main) + bool(place)) + 4
    entries = [*main, (34853, 4, 1, struct.pack(">L", link))] if place else main
    values = link + (2 + 12 * len(place) + 4 if place else 0)
    tail = bytearray()
    for directory in filter(None, (entries, place)):
        body += struct.pack(">H", len(directory))
        for tag, kind, count, value in directory:
            if len(value) > 4:
                value, tail = struct.pack(">L", values + len(tail)), tail + value
            body += struct.pack(">HHL", tag, kind, count) + value.ljust(4, b"\0")
        body += bytes(4)
    return b"Exif\0\0" + bytes(body) + bytes(tail)


def blank_png(width: int, height: int, *, rows: int | None = None) -> bytes:
    """A transparent RGBA PNG of that size in a few kilobytes, or only `rows` of it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
        )

    packer, row = zlib.compressobj(1), bytes(1 + 4 * width)
    data = b"".join(packer.compress(row) for _ in range(height if rows is None else rows))
    header = struct.pack(">LLBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", data + packer.flush())
        + chunk(b"IEND", b"")
    )


def segments(jpeg: bytes) -> list[tuple[int, bytes]]:
    """The marker and the content of each segment before the first scan."""
    assert jpeg[:2] == b"\xff\xd8"
    parts, at = [], 2
    while jpeg[at + 1] != 0xDA:
        assert jpeg[at] == 0xFF
        length = int.from_bytes(jpeg[at + 2 : at + 4], "big")
        parts.append((jpeg[at + 1], jpeg[at + 4 : at + 2 + length]))
        at += 2 + length
    return parts
