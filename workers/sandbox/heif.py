"""What the container of a HEIC, HEIF or AVIF file says of its items, read within bounds.

Source: ISO 14496-12 (boxes, `iloc`, `iinf`, `iref`), ISO 23008-12 (`pitm`, `iprp`, `irot`, `imir`,
`grid`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_FULL_BOX = 4  # version and flags
_MOST_ITEMS = 5_000
TURNS = frozenset({b"irot", b"imir"})
_ESSENTIAL = frozenset({b"meta", b"mdat"})


class Box(NamedTuple):
    """`start` and `end` bound what is behind the header."""

    kind: bytes
    start: int
    end: int


@dataclass
class HeifItem:
    """`properties` are boxes, in the order in which they apply; `extents` are offset and length in
    the file; `parts` and `thumbnails` are ids of other items."""

    kind: bytes = b""
    properties: list[Box] = field(default_factory=list)
    extents: list[tuple[int, int]] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    thumbnails: list[int] = field(default_factory=list)


@dataclass
class HeifContainer:
    """The items of a file by their ids, and the id of the one to show."""

    data: bytes
    primary: int
    items: dict[int, HeifItem]

    def turns(self) -> list[Box]:
        """The boxes that turn or mirror the picture to show, in order."""
        return [each for each in self.shown.properties if each.kind in TURNS]

    @property
    def shown(self) -> HeifItem:
        return self.items.get(self.primary, HeifItem())

    def content(self, item: HeifItem) -> bytes:
        """The bytes of an item, as far as they are there."""
        return b"".join(self.data[at : at + length] for at, length in item.extents)

    def exif(self) -> bytes:
        """The EXIF block as the camera wrote it, which decoders hand out with another turn."""
        item = next((each for each in self.items.values() if each.kind == b"Exif"), HeifItem())
        block = self.content(item)
        # A number stands before it: the length of what a writer may have put in between.
        return block[4 + int.from_bytes(block[:4], "big") :]


def read_container(data: bytes) -> HeifContainer:
    """The items of a file, as far as they can be read; never raises."""
    meta = next((box for box in boxes(data, 0, len(data)) if box.kind == b"meta"), None)
    container = HeifContainer(data, 0, {})
    if meta is None:
        return container
    inner = {box.kind: box for box in boxes(data, meta.start + _FULL_BOX, meta.end)}
    if (pitm := inner.get(b"pitm")) is not None:
        container.primary = _Reader(data, pitm).of_version(0, 2, 4)
    if (iinf := inner.get(b"iinf")) is not None:
        _read_kinds(container, iinf)
    if (iprp := inner.get(b"iprp")) is not None:
        _read_properties(container, iprp)
    if (iloc := inner.get(b"iloc")) is not None:
        _read_extents(container, iloc, inner.get(b"idat"))
    if (iref := inner.get(b"iref")) is not None:
        _read_references(container, iref)
    return container


def is_complete(data: bytes) -> bool:
    """Whether the boxes of the file fit it: libheif leaves the tiles black that a cut-off file
    lacks, and reports nothing. Never raises."""
    at = 0
    seen: set[bytes] = set()
    while at < len(data):
        size, header = int.from_bytes(data[at : at + 4], "big"), 8
        kind = data[at + 4 : at + 8]
        if size == 0:  # the last box, open to the end
            return len(data) - at >= header
        if size == 1:
            size, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if size < header or at + size > len(data):
            # Some makers append bytes that are no box; these cost no pixel.
            return kind not in _ESSENTIAL and seen >= _ESSENTIAL
        seen.add(kind)
        at += size
    return True


def boxes(data: bytes, at: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets; one that is too long ends at `end`."""
    while at + 8 <= end:
        size, header = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if size == 0:
            size = end - at
        if size < header:
            return
        yield Box(data[at + 4 : at + 8], at + header, min(at + size, end))
        at += size


class _Reader:
    """Numbers of a full box, one after the other; 0 behind its end."""

    def __init__(self, data: bytes, box: Box) -> None:
        self._data, self._at, self._end = data, box.start + _FULL_BOX, box.end
        self.version = data[box.start] if box.start < box.end else 0
        self.flags = int.from_bytes(data[box.start + 1 : box.start + _FULL_BOX], "big")

    def has_more(self) -> bool:
        return self._at < self._end

    @property
    def at(self) -> int:
        return self._at

    def number(self, size: int) -> int:
        value = int.from_bytes(self._data[self._at : min(self._at + size, self._end)], "big")
        self._at += size
        return value

    def of_version(self, newest: int, short: int, long: int) -> int:
        """A number that is `short` up to version `newest` of the box, and `long` after it."""
        return self.number(short if self.version <= newest else long)


def _item(container: HeifContainer, id: int) -> HeifItem:
    if len(container.items) >= _MOST_ITEMS:
        return container.items.get(id, HeifItem())
    return container.items.setdefault(id, HeifItem())


def _read_kinds(container: HeifContainer, iinf: Box) -> None:
    reader = _Reader(container.data, iinf)
    reader.of_version(0, 2, 4)
    for box in boxes(container.data, reader.at, iinf.end):
        entry = _Reader(container.data, box)
        id = entry.of_version(2, 2, 4)
        entry.number(2)
        _item(container, id).kind = entry.number(4).to_bytes(4, "big")


def _read_properties(container: HeifContainer, iprp: Box) -> None:
    inner = list(boxes(container.data, iprp.start, iprp.end))
    ipco = next((box for box in inner if box.kind == b"ipco"), None)
    known = [] if ipco is None else list(boxes(container.data, ipco.start, ipco.end))
    for ipma in (box for box in inner if box.kind == b"ipma"):
        reader = _Reader(container.data, ipma)
        reader.number(4)
        while reader.has_more():
            item = _item(container, reader.of_version(0, 2, 4))
            for _ in range(reader.number(1)):
                wide = bool(reader.flags & 1)
                index = reader.number(2 if wide else 1) & (0x7FFF if wide else 0x7F)
                if 0 < index <= len(known):
                    item.properties.append(known[index - 1])


def _read_extents(container: HeifContainer, iloc: Box, idat: Box | None) -> None:
    reader = _Reader(container.data, iloc)
    sizes = reader.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if reader.version else 0
    reader.of_version(1, 2, 4)
    while reader.has_more():
        item = _item(container, reader.of_version(1, 2, 4))
        in_idat = bool(reader.version and reader.number(2) & 1)
        reader.number(2)
        base = reader.number(base_size) + (idat.start if in_idat and idat else 0)
        for _ in range(reader.number(2)):
            if not reader.has_more():
                break
            reader.number(index_size)
            offset, length = reader.number(offset_size), reader.number(length_size)
            item.extents.append((base + offset, length))


def _read_references(container: HeifContainer, iref: Box) -> None:
    first = _Reader(container.data, iref)
    size = 4 if first.version else 2
    for box in boxes(container.data, first.at, iref.end):
        # A reference has no version of its own: its numbers begin where a full box has its flags.
        reader = _Reader(container.data, Box(box.kind, box.start - _FULL_BOX, box.end))
        from_id, count = reader.number(size), reader.number(2)
        to_ids = [reader.number(size) for _ in range(min(count, _MOST_ITEMS)) if reader.has_more()]
        if box.kind == b"dimg":
            _item(container, from_id).parts.extend(to_ids)
        elif box.kind == b"thmb" and to_ids:
            _item(container, to_ids[0]).thumbnails.append(from_id)
