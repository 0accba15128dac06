"""A HEIC as phones write a large picture: a grid of tiles, each coded by itself."""

import struct
from collections.abc import Sequence

from PIL import Image

from tests.builders.pictures import image_bytes
from workers.sandbox.heif import HeifContainer, HeifItem, read_container

Turn = tuple[bytes, int]
"""A box `irot` or `imir` and its value."""


def grid_heic(
    tiles: Sequence[Image.Image],
    places: Sequence[int],
    columns: int,
    size: tuple[int, int],
    turns: Sequence[Turn] = (),
    exif: bytes = b"",
) -> bytes:
    """The file in which the tile with the number `places[n]` stands at place n, row by row."""
    coded = [read_container(image_bytes(tile, "HEIF", quality=90)) for tile in tiles]
    grid = struct.pack(">BBBBLL", 0, 1, len(places) // columns - 1, columns - 1, *size)
    contents = [grid, exif, *(each.content(each.shown) for each in coded)]
    head = _box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    offset = len(head) + len(_meta(coded, places, size, turns, contents, 0)) + 8
    meta = _meta(coded, places, size, turns, contents, offset)
    return head + meta + _box(b"mdat", *contents)


def _meta(
    coded: Sequence[HeifContainer],
    places: Sequence[int],
    size: tuple[int, int],
    turns: Sequence[Turn],
    contents: Sequence[bytes],
    offset: int,
) -> bytes:
    """Item 1 is the grid, item 2 its EXIF, and from 3 on come the tiles, one for each place."""
    starts = [offset + sum(map(len, contents[:n])) for n in range(len(contents))]
    items = [(b"grid", 0), (b"Exif", 1), *((b"hvc1", 2 + tile) for tile in places)]
    kinds = [
        _full(b"infe", struct.pack(">HH4sx", id, 0, kind), version=2)
        for id, (kind, _) in enumerate(items, 1)
    ]
    extents = b"".join(
        struct.pack(">HHHLL", id, 0, 1, starts[content], len(contents[content]))
        for id, (_, content) in enumerate(items, 1)
    )
    ids = range(3, 3 + len(places))
    links = [
        _box(b"dimg", struct.pack(f">HH{len(ids)}H", 1, len(ids), *ids)),
        _box(b"cdsc", struct.pack(">HHH", 2, 1, 1)),
    ]
    return _full(
        b"meta",
        _full(b"hdlr", bytes(4), b"pict", bytes(13)),
        _full(b"pitm", struct.pack(">H", 1)),
        _full(b"iinf", struct.pack(">H", len(items)), *kinds),
        _full(b"iloc", struct.pack(">HH", 0x4400, len(items)), extents),
        _full(b"iref", *links),
        _properties(coded, places, size, turns),
    )


def _properties(
    coded: Sequence[HeifContainer],
    places: Sequence[int],
    size: tuple[int, int],
    turns: Sequence[Turn],
) -> bytes:
    known = [_full(b"ispe", struct.pack(">LL", *size))]
    known += [_box(kind, bytes([value])) for kind, value in turns]
    entries = [struct.pack(">HB", 1, len(known)) + bytes(range(1, len(known) + 1))]
    of_tile: list[bytes] = []
    for tile in coded:
        own = [each for each in tile.shown.properties if each.kind in (b"hvcC", b"ispe", b"colr")]
        first = len(known) + 1
        known += [_box(each.kind, tile.data[each.start : each.end]) for each in own]
        of_tile.append(bytes([len(own), *range(first, first + len(own))]))
    entries += [struct.pack(">H", id) + of_tile[tile] for id, tile in enumerate(places, 3)]
    count = struct.pack(">L", len(entries))
    return _box(b"iprp", _box(b"ipco", *known), _full(b"ipma", count, *entries))


def with_thumbnail(content: bytes, thumbnail: bytes) -> tuple[HeifContainer, HeifItem]:
    """The container of a file that has the other file's picture as its thumbnail."""
    container, small = read_container(content + thumbnail), read_container(thumbnail)
    item = HeifItem(small.shown.kind)
    item.extents = [(at + len(content), length) for at, length in small.shown.extents]
    item.properties = [
        box._replace(start=box.start + len(content), end=box.end + len(content))
        for box in small.shown.properties
    ]
    container.items[1_000] = item
    container.shown.thumbnails.append(1_000)
    return container, item


def _full(kind: bytes, *parts: bytes, version: int = 0) -> bytes:
    return _box(kind, bytes([version, 0, 0, 0]), *parts)


def _box(kind: bytes, *parts: bytes) -> bytes:
    return struct.pack(">L4s", 8 + sum(map(len, parts)), kind) + b"".join(parts)
