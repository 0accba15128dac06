"""The data that a camera writes is believed within bounds, and never stops the picture."""

import struct
from datetime import datetime
from pathlib import Path

import pytest

from tests.builders.pictures import exif, photo, tiff
from tests.pictures.rendering import is_upright_scene, rendered
from workers.sandbox.exif import CameraFacts, read_exif

ASCII, SHORT, LONG, RATIONAL, DOUBLE = 2, 3, 4, 5, 12


def rationals(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}L", *numbers)


def place(latitude: bytes, *, kind: int = RATIONAL, sign: bytes = b"N") -> bytes:
    """An EXIF block that puts this latitude beside a sound longitude."""
    return tiff(
        [(274, SHORT, 1, b"\0\x01")],
        [
            (1, ASCII, 2, sign + b"\0"),
            (2, kind, len(latitude) // 8, latitude),
            (3, ASCII, 2, b"E\0"),
            (4, RATIONAL, 3, rationals(13, 1, 24, 1, 0, 1)),
        ],
    )


def test_time_place_and_device_are_read() -> None:
    block = exif(
        orientation=6,
        gps=(-33.86, 151.2),
        taken="2026:03:01 10:20:30",
        offset="+11:00",
        make="Canon",
        model="Canon EOS 5D",
    )
    assert read_exif(block) == CameraFacts(
        orientation=6,
        captured_at=datetime.fromisoformat("2026-03-01T10:20:30+11:00"),
        gps=(-33.86, 151.2),
        device="Canon EOS 5D",
    )


def test_a_time_without_an_offset_stays_without() -> None:
    captured_at = read_exif(exif(taken="2026:03:01 10:20:30")).captured_at
    assert captured_at == datetime.fromisoformat("2026-03-01T10:20:30")


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "2026:13:01 10:20:30", "    :  :     :  :  ", "yesterday", ""]
)
def test_an_invalid_time_is_left_out(taken: str) -> None:
    assert read_exif(exif(taken=taken)).captured_at is None


def test_degrees_minutes_and_seconds_add_up() -> None:
    block = place(rationals(52, 1, 30, 1, 3600, 100))
    assert read_exif(block).gps == (52.51, 13.4)
    assert read_exif(place(rationals(52, 1, 30, 1, 0, 1), sign=b"S")).gps == (-52.5, 13.4)


@pytest.mark.parametrize(
    "block",
    [
        place(rationals(52, 0, 30, 1, 0, 1)),
        place(rationals(0, 0, 0, 0, 0, 0)),
        place(rationals(91, 1, 0, 1, 0, 1)),
        place(rationals(0xFFFFFFFF, 1, 0, 1, 0, 1)),
        place(struct.pack(">3d", float("nan"), 0, 0), kind=DOUBLE),
        place(struct.pack(">6l", -52, 1, 30, 1, 0, 1), kind=10),
        place(rationals(52, 1, 30, 1, 0, 1), sign=b"X"),
        place(rationals(52, 1)),
        exif(gps=(0.0, 0.0)),
    ],
    ids=["zero denominator", "0/0", "91 degrees", "2^32 degrees", "NaN", "negative", "no sign",
         "too short", "no fix"],
)  # fmt: skip
def test_an_impossible_place_is_left_out(block: bytes) -> None:
    assert read_exif(block).gps is None


@pytest.mark.parametrize(
    ("make", "device"),
    [
        (b"Ac\0me\0", "Ac"),
        (b"\0Acme\0", None),
        (b"Acme \x01\x1b[31m\n Phone", "Acme [31m Phone"),
        ("Acme \u202egnp.exe".encode(), "Acme gnp.exe"),
        (b"\xff\xfe\xc3(", "("),
        (b"A" * 999, "A" * 100),
        (b"A" * 60000, None),
        (b"    ", None),
    ],
)
def test_a_device_name_is_printable_and_short(make: bytes, device: str | None) -> None:
    assert read_exif(tiff([(271, ASCII, len(make), make)])).device == device


HOSTILE = {
    "empty": b"",
    "no TIFF": b"Exif\0\0hello",
    "cut header": b"Exif\0\0MM\0*",
    "directory outside": b"Exif\0\0MM\0*\xff\xff\xff\xff",
    "directory in itself": tiff([(34665, LONG, 1, rationals(8)), (34853, LONG, 1, rationals(8))]),
    "value outside": tiff([(271, ASCII, 900, rationals(0xFFFFFF00))]),
    "more values than bytes": tiff([(271, ASCII, 0xFFFFFFFF, rationals(8))]),
    "unknown type": tiff([(274, 99, 1, b"\0\x06")]),
    "orientation as text": tiff([(274, ASCII, 2, b"6\0")]),
    "65,535 fields over the same bytes": b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"
    + struct.pack(">HHLL", 271, 7, 60000, 0) * 5000,
    "orientation 0": tiff([(274, SHORT, 1, b"\0\0")]),
}


@pytest.mark.parametrize("block", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_exif_is_ignored_and_the_picture_is_shown(tmp_path: Path, block: bytes) -> None:
    assert read_exif(block) == CameraFacts()

    result = rendered(tmp_path, photo(exif=block) if block else photo())

    assert is_upright_scene(result)
    assert (result.captured_at_exif, result.gps, result.device) == (None, None, None)


def test_an_exif_block_that_is_cut_anywhere_is_read_or_ignored() -> None:
    block = exif(gps=(52.5, 13.4), make="Acme", taken="2026:03:01 10:20:30", orientation=6)
    for length in range(len(block)):
        assert read_exif(block[:length]).orientation in (1, 6)
