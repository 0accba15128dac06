"""Transport-cc feedback reads back as a browser reads it, and a receiver report holds for any
arrivals."""

import random
import struct

from hypothesis import given
from hypothesis import strategies as st

from realtime.media.rtp import rtcp
from realtime.media.rtp.feedback import MOST_ARRIVALS, MOST_REPORTED, Arrivals, Reception
from tests.builders.rtp import SEQUENCES, VIDEO


def read_back(report: bytes) -> dict[int, int | None]:
    """The microseconds of each sequence number, or None when the packet hasn't come."""
    [part] = rtcp.packets(report)
    assert (part.type, part.format) == (rtcp.TRANSPORT_FEEDBACK, rtcp.TRANSPORT_CC)
    assert rtcp.read_media_ssrc(part.body) == VIDEO
    base, count = struct.unpack_from("!HH", part.body, 8)
    at, symbols = 16, list[int]()
    while len(symbols) < count:
        [chunk] = struct.unpack_from("!H", part.body, at)
        at += 2
        if chunk & 0x8000:
            symbols += [chunk >> 12 - 2 * step & 3 for step in range(7)]
        else:
            symbols += [chunk >> 13] * (chunk & 0x1FFF)
    now = (int.from_bytes(part.body[12:15], "big")) * 64_000
    read: dict[int, int | None] = {}
    for step, symbol in enumerate(symbols[:count]):
        delta = None
        if symbol:
            size = ">B" if symbol == 1 else ">h"
            [delta] = struct.unpack_from(size, part.body, at)
            at += symbol
            now += delta * 250
        read[(base + step) & 0xFFFF] = None if delta is None else now
    return read


@given(
    SEQUENCES,
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, 70_000)), min_size=1, max_size=60),
)
def test_a_browser_reads_when_each_packet_came(first: int, steps: list[tuple[int, int]]) -> None:
    arrivals, expected = Arrivals(), dict[int, int]()
    sequence, micros = first, 5_000_000
    for ahead, later in steps:
        sequence, micros = sequence + ahead, micros + later
        expected[sequence & 0xFFFF] = micros
        arrivals.add(sequence & 0xFFFF, micros)
    read: dict[int, int | None] = {}
    while (report := arrivals.report(VIDEO)) is not None:
        read |= read_back(report)
    came = {sequence: at for sequence, at in read.items() if at is not None}
    assert came.keys() == expected.keys()
    assert all(abs(came[one] - expected[one]) < 500 for one in expected)


def test_a_packet_that_is_missing_between_two_reports_is_reported() -> None:
    arrivals = Arrivals()
    arrivals.add(10, 1_000_000)
    assert arrivals.report(VIDEO) is not None
    arrivals.add(13, 1_050_000)
    report = arrivals.report(VIDEO)
    assert report is not None
    assert {one for one, at in read_back(report).items() if at is None} == {11, 12}
    assert arrivals.report(VIDEO) is None


def reports_on(losing: float, seed: int = 5) -> tuple[list[int], dict[int, int | None]]:
    """The arrival of 2,000 packets, ten of them every tenth of a second, and the reports on
    them."""
    arrivals, chance = Arrivals(), random.Random(seed)
    arrivals.forgiving = True
    came, read = list[int](), dict[int, int | None]()
    for sequence in range(2_000):
        if chance.random() >= losing:
            came.append(sequence)
            arrivals.add(sequence, 5_000_000 + sequence * 10_000)
        while sequence % 10 == 9 and (report := arrivals.report(VIDEO)) is not None:
            read |= read_back(report)
    return came, read


def test_the_reports_on_stills_omit_the_losses_of_a_radio_link() -> None:
    came, read = reports_on(0.1)
    assert len(came) < 1_850
    assert list(read) == came
    times = [at for at in read.values() if at is not None]
    assert all(
        abs(at - 5_000_000 - one * 10_000) < 500 for one, at in zip(came, times, strict=True)
    )


def test_the_reports_on_stills_have_the_losses_of_a_path_that_loses_too_much() -> None:
    came, read = reports_on(0.45)
    late = {one: at for one, at in read.items() if one > 500}
    assert {one for one, at in late.items() if at is not None} == {
        one for one in came if one in late
    }


@given(st.lists(st.tuples(SEQUENCES, st.integers(0, 2**50)), max_size=300))
def test_random_sequence_numbers_stay_within_bounds(wild: list[tuple[int, int]]) -> None:
    arrivals = Arrivals()
    for sequence, micros in wild:
        arrivals.add(sequence, micros)
    for _ in range(len(wild) + 1):
        report = arrivals.report(VIDEO)
        if report is None:
            break
        assert len(report) < 1_300
        assert len(read_back(report)) <= MOST_REPORTED
    assert len(arrivals) == 0


def test_a_report_on_a_flood_of_arrivals_is_bounded() -> None:
    arrivals = Arrivals()
    for sequence in range(5_000):
        arrivals.add(sequence, sequence)
    assert len(arrivals) == MOST_ARRIVALS


@given(st.lists(st.tuples(SEQUENCES, st.integers(0, 2**32 - 1), st.floats(0, 1e6)), max_size=80))
def test_a_report_can_be_written_on_any_arrivals(wild: list[tuple[int, int, float]]) -> None:
    reception = Reception(VIDEO, 90_000)
    for sequence, timestamp, now in wild:
        reception.note(sequence, timestamp, now)
        assert len(reception.block(now) or b"") == 24


def test_a_report_counts_over_the_wrap() -> None:
    reception = Reception(VIDEO, 90_000)
    for sequence in range(65_530, 65_546):
        reception.note(sequence & 0xFFFF, 0, 1.0)
    block = reception.block(1.0)
    assert block is not None
    assert int.from_bytes(block[8:12], "big") == 65_545
    assert int.from_bytes(block[4:8], "big") == 0
