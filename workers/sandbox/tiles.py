"""A HEIC with more pixels than memory holds, put together from its tiles or shown by its thumbnail.

libheif decodes a picture as a whole. A phone's large picture is a grid of small ones, though: each
is made a file of its own, decoded alone, shrunk, and put in its place. Source: ISO 23008-12, 6.6.2.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

from PIL import Image
from pillow_heif import HeifImageFile

from workers.sandbox.heif import TURNS, Box, HeifContainer, HeifItem
from workers.sandbox.resize import fitted

_MOST_TILE_PIXELS = 20_000_000
_CODEC = b"hvc1"
_MIRRORS = (Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.FLIP_LEFT_RIGHT)
_QUARTERS = {
    1: Image.Transpose.ROTATE_90,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_270,
}


def from_parts(container: HeifContainer, long_side: int) -> Image.Image | None:
    """The picture within `long_side` as the container turns it, with its ICC profile and EXIF block
    in `info`; None for a file without tiles or a thumbnail of a size that can be decoded.

    Raises whatever the decoder raises for a broken tile.
    """
    image = _grid(container, long_side)
    if image is None:
        image = _thumbnail(container)
    if image is None:
        return None
    for box in container.turns():
        value = container.data[box.start] if box.start < box.end else 0
        turn = _QUARTERS.get(value & 3) if box.kind == b"irot" else _MIRRORS[value & 1]
        image = image if turn is None else image.transpose(turn)
    image.info = {"exif": container.exif(), "icc_profile": _profile(container)}
    return image


def _grid(container: HeifContainer, long_side: int) -> Image.Image | None:
    head = container.content(container.shown)
    if container.shown.kind != b"grid" or len(head) < 8:
        return None
    wide = bool(head[1] & 1)
    rows, columns = head[2] + 1, head[3] + 1
    width, height = struct.unpack_from(">LL" if wide else ">HH", head.ljust(12, b"\0"), 4)
    tiles = [container.items.get(id, HeifItem()) for id in container.shown.parts]
    tile_width, tile_height = _size(container, tiles[0]) if tiles else (0, 0)
    fits = tile_width * columns >= width > 0 and tile_height * rows >= height > 0
    if len(tiles) != rows * columns or not fits or tile_width * tile_height > _MOST_TILE_PIXELS:
        return None
    whole = Image.new("RGB", fitted((width, height), long_side))
    across = _edges(columns, tile_width, width, whole.width)
    down = _edges(rows, tile_height, height, whole.height)
    for number, item in enumerate(tiles):
        row, column = divmod(number, columns)
        (left, right, shown_width), (top, bottom, shown_height) = across[column], down[row]
        tile = _decoded(container, item).crop((0, 0, shown_width, shown_height))
        size = max(1, right - left), max(1, bottom - top)
        whole.paste(tile.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0), (left, top))
    return whole


def _edges(count: int, tile: int, most: int, shrunk: int) -> list[tuple[int, int, int]]:
    """Where each tile begins and ends in the shrunk picture, and how much of it is in the
    picture: the last ones overhang."""
    ends = [min(most, tile * number) for number in range(count + 1)]
    return [
        (round(start * shrunk / most), round(end * shrunk / most), end - start)
        for start, end in pairwise(ends)
    ]


def _thumbnail(container: HeifContainer) -> Image.Image | None:
    items = [container.items.get(id, HeifItem()) for id in container.shown.thumbnails]
    sizes = [(width * height, item) for item in items for width, height in [_size(container, item)]]
    fitting = [each for each in sizes if 0 < each[0] <= _MOST_TILE_PIXELS]
    if not fitting:
        return None
    return _decoded(container, max(fitting, key=lambda each: each[0])[1])


def _size(container: HeifContainer, item: HeifItem) -> tuple[int, int]:
    for box in item.properties:
        if box.kind == b"ispe" and box.end - box.start >= 12:
            width, height = struct.unpack_from(">LL", container.data, box.start + 4)
            return width, height
    return 0, 0


def _profile(container: HeifContainer) -> bytes:
    for box in container.shown.properties:
        if box.kind == b"colr" and container.data[box.start : box.start + 4] in (b"prof", b"rICC"):
            return container.data[box.start + 4 : box.end]
    return b""


def _decoded(container: HeifContainer, item: HeifItem) -> Image.Image:
    file = BytesIO(b"".join(_file_of(container, item)))
    # The library pillow-heif has no types for it.
    tile: Any = HeifImageFile(file)  # type: ignore[no-untyped-call]
    if tile.width * tile.height > _MOST_TILE_PIXELS:
        raise ValueError("a tile that is larger than it says")
    tile.load()
    image: Image.Image = tile.convert("RGB")
    return image


def _file_of(container: HeifContainer, item: HeifItem) -> Iterator[bytes]:
    """A HEIC of one coded picture: its properties but for turns, and its bytes."""
    if item.kind != _CODEC:
        raise ValueError("unsupported kind of tile")
    content = container.content(item)
    properties = [each for each in item.properties if each.kind not in TURNS]
    if not any(each.kind == b"colr" for each in properties):
        properties += [each for each in container.shown.properties if each.kind == b"colr"]
    head = _box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    # The length of the meta box doesn't depend on the offset that is in it.
    offset = len(head) + len(_meta(container, properties, 0, 0)) + 8
    yield head
    yield _meta(container, properties, offset, len(content))
    yield _box(b"mdat", content)


def _meta(container: HeifContainer, properties: list[Box], offset: int, length: int) -> bytes:
    known = [_box(each.kind, container.data[each.start : each.end]) for each in properties]
    associated = bytes(
        [len(known), *(0x80 * (each.kind == b"hvcC") + n for n, each in enumerate(properties, 1))]
    )
    return _full(
        b"meta",
        _full(b"hdlr", bytes(4), b"pict", bytes(13)),
        _full(b"pitm", struct.pack(">H", 1)),
        _full(
            b"iinf",
            struct.pack(">H", 1),
            _full(b"infe", struct.pack(">HH4sx", 1, 0, _CODEC), version=2),
        ),
        _full(b"iloc", struct.pack(">HHHHHLL", 0x4400, 1, 1, 0, 1, offset, length)),
        _box(b"iprp", _box(b"ipco", *known), _full(b"ipma", struct.pack(">LH", 1, 1), associated)),
    )


def _full(kind: bytes, *parts: bytes, version: int = 0) -> bytes:
    return _box(kind, bytes([version, 0, 0, 0]), *parts)


def _box(kind: bytes, *parts: bytes) -> bytes:
    return struct.pack(">L4s", 8 + sum(map(len, parts)), kind) + b"".join(parts)
