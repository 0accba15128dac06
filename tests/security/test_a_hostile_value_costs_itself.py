"""A value that a camera wrote wrong, or Mallory for it, costs that value alone: the picture is
shown and every other value is believed."""

import io
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import PngImagePlugin

from smarthands.model import EvidenceItem
from tests.builders.jobs import File, open_job, photo
from tests.builders.pictures import exif, scene
from tests.builders.pictures import photo as jpeg
from tests.builders.stepped_worker import SteppedWorker
from tests.builders.world import World
from tests.pictures.rendering import is_upright_scene, rendered
from workers.sandbox.exif import CameraFacts, read_exif

ASCII, SHORT, LONG, RATIONAL = 2, 3, 4, 5
MAIN, CAMERA, PLACE = range(3)
TAKEN = b"2026:03:01 10:20:30\0"
GOOD: dict[tuple[int, int], tuple[int, bytes]] = {
    (MAIN, 271): (ASCII, b"Acme\0"),
    (MAIN, 272): (ASCII, b"Phone 1\0"),
    (MAIN, 274): (SHORT, b"\0\x06"),
    (CAMERA, 36867): (ASCII, TAKEN),
    (CAMERA, 36881): (ASCII, b"+01:00\0"),
    (CAMERA, 37521): (ASCII, b"25\0"),
    (CAMERA, 36868): (ASCII, TAKEN),
    (CAMERA, 36882): (ASCII, b"+01:00\0"),
    (CAMERA, 37522): (ASCII, b"25\0"),
    (PLACE, 1): (ASCII, b"N\0"),
    (PLACE, 2): (RATIONAL, struct.pack(">6L", 52, 1, 30, 1, 0, 1)),
    (PLACE, 3): (ASCII, b"E\0"),
    (PLACE, 4): (RATIONAL, struct.pack(">6L", 13, 1, 24, 1, 0, 1)),
}
"""Every value that is read, by directory and tag, with its type."""
SIZES = {1: 1, ASCII: 1, SHORT: 2, LONG: 4, RATIONAL: 8, 7: 1, 9: 4, 10: 8, 11: 4, 12: 8}

ODD_TIMES = (
    *(b"0001:01:01 00:00:00", b"9999:12:31 23:59:59", b"2026:11:20 24:24:27"),
    *(b"    :  :     :  :  ", b"2026:02:30 10:00:00", b"0000:00:00 00:00:00"),
    *("２０２６:03:01 10:20:30".encode(), b"+14:00", b"-23:59", b"+24:00", b"-5:00", b"+99:99"),
)
TIMES = st.one_of(
    st.sampled_from(ODD_TIMES),
    st.from_regex(rb"\A[0-9]{4}:[0-9]{2}:[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\Z"),
    st.from_regex(rb"\A[+-][0-9]{2}:[0-9]{2}\Z"),
)
NUMBERS = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=8).map(
    lambda numbers: struct.pack(f">{len(numbers)}L", *numbers)
)
VALUES = st.tuples(
    st.sampled_from([*SIZES, 0, 99]), st.one_of(st.binary(max_size=64), TIMES, NUMBERS)
)


def block(values: dict[tuple[int, int], tuple[int, bytes]]) -> bytes:
    """An EXIF block with these values, written by hand: no writer would write some of them."""
    directories = [
        [(tag, *value) for (place, tag), value in values.items() if place == directory]
        for directory in (MAIN, CAMERA, PLACE)
    ]
    lengths = [2 + 12 * (len(each) + 2 * (n == MAIN)) + 4 for n, each in enumerate(directories)]
    starts = [8, 8 + lengths[0], 8 + lengths[0] + lengths[1]]
    directories[MAIN] += [
        (tag, LONG, struct.pack(">L", starts[place]))
        for place, tag in ((CAMERA, 34665), (PLACE, 34853))
    ]
    head, tail = bytearray(b"MM\0*\0\0\0\x08"), bytearray()
    for entries in directories:
        head += struct.pack(">H", len(entries))
        for tag, kind, value in entries:
            count = len(value) // SIZES.get(kind, 1)
            if len(value) > 4:
                value, tail = struct.pack(">L", sum(lengths) + 8 + len(tail)), tail + value
            head += struct.pack(">HHL", tag, kind, count) + value.ljust(4, b"\0")
        head += bytes(4)
    return b"Exif\0\0" + bytes(head) + bytes(tail)


SOUND = read_exif(block(GOOD))


def test_the_values_of_these_tests_are_all_read() -> None:
    expected = CameraFacts(
        orientation=6,
        captured_at=datetime.fromisoformat("2026-03-01T10:20:30.250000+01:00"),
        gps=(52.5, 13.4),
        device="Acme Phone 1",
    )
    assert expected == SOUND


@pytest.mark.parametrize("where", GOOD, ids=str)
@given(value=VALUES)
def test_a_hostile_value_costs_no_other_value(
    where: tuple[int, int], value: tuple[int, bytes]
) -> None:
    facts = read_exif(block({**GOOD, where: value}))
    directory, tag = where
    if where != (MAIN, 274):
        assert facts.orientation == SOUND.orientation
    if directory != CAMERA:
        assert facts.captured_at == SOUND.captured_at
    if directory != PLACE:
        assert facts.gps == SOUND.gps
    if tag not in (271, 272):
        assert facts.device == SOUND.device
    assert_storable(facts)


@given(values=st.dictionaries(st.sampled_from(sorted(GOOD)), VALUES))
@example(values={(CAMERA, 36867): (ASCII, b"9999:12:31 23:59:59"), (CAMERA, 36868): (ASCII, b"")})
def test_whatever_is_believed_can_be_stored(
    values: dict[tuple[int, int], tuple[int, bytes]],
) -> None:
    assert_storable(read_exif(block({**GOOD, **values})))


def assert_storable(facts: CameraFacts) -> None:
    assert 1 <= facts.orientation <= 8
    if facts.captured_at is not None:
        moment = facts.captured_at
        in_utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        # Every zone, a database's for one, is within a day of UTC.
        assert in_utc - timedelta(days=1) < in_utc < in_utc + timedelta(days=1)
        assert datetime.fromisoformat(facts.captured_at.isoformat()) == facts.captured_at
    if facts.gps is not None:
        assert abs(facts.gps[0]) <= 90
        assert abs(facts.gps[1]) <= 180
    assert facts.device is None or (facts.device.isprintable() and 0 < len(facts.device) <= 100)


def test_an_offset_that_no_clock_has_leaves_the_time_without_a_zone() -> None:
    for offset in (b"+99:99", b"-5:00", b"   :  ", b"+24:00", b"+05:60"):
        facts = read_exif(block({**GOOD, (CAMERA, 36881): (ASCII, offset)}))
        assert facts.captured_at == datetime.fromisoformat("2026-03-01T10:20:30.250000")


@pytest.mark.parametrize(
    ("digits", "micros"), [(b"5", 500_000), (b"05", 50_000), (b"1234567", 123_456), (b" x", 0)]
)
def test_the_part_of_a_second_orders_a_burst(digits: bytes, micros: int) -> None:
    facts = read_exif(block({**GOOD, (CAMERA, 37521): (ASCII, digits)}))
    assert facts.captured_at is not None
    assert facts.captured_at.microsecond == micros


@pytest.mark.parametrize(
    ("taken", "offset", "stored"),
    [
        ("9999:12:31 23:59:59", "-05:00", None),
        ("0001:01:01 00:00:00", "+01:00", None),
        ("9999:12:31 23:59:59", "+00:00", None),
        ("2026:11:20 24:24:27", "+01:00", None),
        ("9998:12:31 23:59:59", "-23:59", "9999-01-01T23:58:59+00:00"),
        ("2026:11:20 10:00:00", "+01:00", "2026-11-20T09:00:00+00:00"),
    ],
)
def test_a_picture_with_a_time_beyond_the_calendar_is_rendered_at_the_first_try(
    each_world: World, taken: str, offset: str, stored: str | None
) -> None:
    world = each_world
    content = jpeg(exif=exif(taken=taken, offset=offset, gps=(52.5, 13.4), model="Phone 1"))
    item_id = uuid4()
    photo(world, world.tess, open_job(world, world.tess), File(content), id=item_id)
    assert SteppedWorker(world.kit).step()
    with world.kit.reading() as db:
        item = db.get_one(EvidenceItem, item_id)
        assert (item.problem, item.width, item.camera_device) == (None, 128, "Phone 1")
        assert (item.camera_latitude, item.camera_longitude) == (None, None), "a position"
        at = item.camera_captured_at
        assert (at.isoformat() if at else None) == stored


KEYWORDS = ("exif", "icc_profile", "transparency", "bbox", "gamma", "srgb", "chromaticity", "dpi")


@pytest.mark.parametrize("mode", ["RGB", "P"])
def test_comments_in_a_png_are_only_comments(tmp_path: Path, mode: str) -> None:
    """Their keywords are those under which the decoder keeps its own notes on a picture."""
    comments = PngImagePlugin.PngInfo()
    for keyword in KEYWORDS:
        comments.add_text(keyword, "nonsense")
    file = io.BytesIO()
    picture = scene().quantize(8) if mode == "P" else scene()
    picture.save(file, "PNG", pnginfo=comments)
    result = rendered(tmp_path, file.getvalue())
    assert not result.damaged
    assert is_upright_scene(result)
