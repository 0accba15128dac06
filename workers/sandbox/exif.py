"""The few facts we take from a camera's EXIF block, read within bounds.

A decoder's own EXIF reader follows every tag, and 65,535 tags may each point at the same
megabytes. This one looks at three directories and eleven tags, and follows nothing else.
Source: CIPA DC-008 (Exif 2.32), TIFF 6.0.
"""

import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_MAX_FIELDS = 512
_MAX_VALUE_BYTES = 1000
_DEVICE_CHARACTERS = 100

_ASCII, _SHORT, _LONG, _RATIONAL, _SIGNED_RATIONAL = 2, 3, 4, 5, 10
_SIZES = {_ASCII: 1, _SHORT: 2, _LONG: 4, _RATIONAL: 8, _SIGNED_RATIONAL: 8}

_MAKE, _MODEL, _ORIENTATION, _EXIF_IFD, _GPS_IFD = 271, 272, 274, 34665, 34853
# The tags of the time taken, then digitized, each with the offset from UTC and the parts of a
# second of newer phones.
_TIMES = ((36867, 36881, 37521), (36868, 36882, 37522))
# A moment next to the calendar's ends lies outside of it in some zone, where it can't be written.
_EARLIEST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
_LATEST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
_LATITUDE, _LONGITUDE = (1, 2, b"N", b"S", 90), (3, 4, b"E", b"W", 180)

_Fields = dict[int, tuple[int, bytes]]


@dataclass(frozen=True)
class CameraFacts:
    """`orientation` is 1 to 8; `captured_at` has the part of the second that orders a burst, and is
    naive when the camera names no UTC offset;
    `gps` is (latitude, longitude) in degrees; `device` is printable, at most 100 characters."""

    orientation: int = 1
    captured_at: datetime | None = None
    gps: tuple[float, float] | None = None
    device: str | None = None


def read_exif(block: bytes) -> CameraFacts:
    """The facts in an EXIF block, as far as they can be believed; never raises."""
    data = block.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None:
        return CameraFacts()
    main = _fields(data, order, _pointer(data[4:8], order))
    camera = _linked(data, order, main, _EXIF_IFD)
    place = _linked(data, order, main, _GPS_IFD)
    return CameraFacts(
        orientation=_orientation(main, order),
        captured_at=_captured_at(camera),
        gps=_gps(place, order),
        device=_device(main),
    )


def _pointer(raw: bytes, order: str) -> int:
    return int.from_bytes(raw, "little" if order == "<" else "big")


def _linked(data: bytes, order: str, main: _Fields, tag: int) -> _Fields:
    kind, raw = main.get(tag, (0, b""))
    return _fields(data, order, _pointer(raw[:4], order)) if kind == _LONG else {}


def _fields(data: bytes, order: str, offset: int) -> _Fields:
    """The type and raw value of each tag in one directory, without values outside the block."""
    fields: _Fields = {}
    count = _pointer(data[offset : offset + 2], order)
    for index in range(min(count, _MAX_FIELDS)):
        at = offset + 2 + 12 * index
        entry = data[at : at + 12]
        if len(entry) < 12:
            break
        tag, kind, number = struct.unpack_from(order + "HHL", entry)
        length = _SIZES.get(kind, 0) * number
        start = at + 8 if length <= 4 else _pointer(entry[8:], order)
        raw = data[start : start + length] if length <= _MAX_VALUE_BYTES else b""
        if raw and len(raw) == length:
            fields.setdefault(tag, (kind, raw))
    return fields


def _orientation(main: _Fields, order: str) -> int:
    kind, raw = main.get(_ORIENTATION, (0, b""))
    value = _pointer(raw, order) if kind == _SHORT else 1
    return value if 1 <= value <= 8 else 1


def _text(fields: _Fields, tag: int) -> str:
    kind, raw = fields.get(tag, (0, b""))
    if kind != _ASCII:
        return ""
    text = raw.split(b"\0", 1)[0].decode("utf-8", errors="ignore")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _device(main: _Fields) -> str | None:
    make, model = _text(main, _MAKE), _text(main, _MODEL)
    # Many models repeat their maker: "Canon" "Canon EOS 5D".
    name = model if model.casefold().startswith(make.casefold()) else f"{make} {model}"
    return name[:_DEVICE_CHARACTERS].strip() or None


def _captured_at(camera: _Fields) -> datetime | None:
    for taken, offset, fraction in _TIMES:
        moment = _moment(_text(camera, taken), _text(camera, offset), _text(camera, fraction))
        if moment is not None:
            return moment
    return None


def _moment(taken: str, offset: str, fraction: str) -> datetime | None:
    """The moment that these texts name; None for one that no calendar holds."""
    parts = re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", taken, re.ASCII)
    if not parts:
        return None
    year, month, day, time = parts.groups()
    digits = re.match(r"\d{0,6}", fraction, re.ASCII)
    micros = digits.group().ljust(6, "0") if digits else "000000"
    try:
        moment = datetime.fromisoformat(f"{year}-{month}-{day}T{time}.{micros}")
        moment = moment.replace(tzinfo=_zone(offset))
        # A moment without a zone is held against the calendar too: some zone will be lent to it.
        in_utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return moment if _EARLIEST <= in_utc <= _LATEST else None


def _zone(offset: str) -> timezone | None:
    """The zone of an offset from UTC; None for one that no clock has, and the time stands."""
    parts = re.fullmatch(r"([+-])([01]\d|2[0-3]):([0-5]\d)", offset, re.ASCII)
    if not parts:
        return None
    sign, hours, minutes = parts.groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-ahead if sign == "-" else ahead)


def _gps(place: _Fields, order: str) -> tuple[float, float] | None:
    latitude = _degrees(place, order, *_LATITUDE)
    longitude = _degrees(place, order, *_LONGITUDE)
    # Cameras without a fix write zeros, and nobody works at 0° 0' in the sea.
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None
    return latitude, longitude


def _degrees(
    place: _Fields, order: str, reference: int, value: int, plus: bytes, minus: bytes, limit: int
) -> float | None:
    _, sign = place.get(reference, (0, b""))
    kind, raw = place.get(value, (0, b""))
    # Signed rationals are against the standard, and some phones write them.
    shape = {_RATIONAL: "6L", _SIGNED_RATIONAL: "6l"}.get(kind)
    if sign[:1] not in (plus, minus) or shape is None or len(raw) != 24:
        return None
    numbers: tuple[int, ...] = struct.unpack(order + shape, raw)
    if min(numbers) < 0 or 0 in numbers[1::2]:
        return None
    whole, minutes, seconds = (numbers[i] / numbers[i + 1] for i in (0, 2, 4))
    degrees = whole + minutes / 60 + seconds / 3600
    if degrees > limit:
        return None
    return round(-degrees if sign[:1] == minus else degrees, 7)
