"""Transport-cc feedback, read back as a browser reads it; losses, and the packets that can be
requested again."""

import itertools
import random
import struct

from hypothesis import given
from hypothesis import strategies as st

from realtime.media.rtp import rtcp
from realtime.media.rtp.feedback import MOST_ARRIVALS, MOST_REPORTED, Arrivals, Reception
from realtime.media.rtp.nack import (
    LIFE,
    LONGEST_GAP,
    MOST_AT_ONCE,
    MOST_MISSING,
    SHARE,
    TRIES,
    Losses,
    PacketCache,
)
from tests.builders.rtp import VIDEO

SEQUENCES = st.integers(0, 0xFFFF)


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


def test_the_packet_cache_holds_the_last_packets_and_no_others() -> None:
    history = PacketCache()
    for sequence in range(65_000, 65_000 + 2_000):
        history.put(sequence & 0xFFFF, bytes(sequence & 0xFF))
    assert history.get((65_000 + 1_999) & 0xFFFF) is not None
    assert history.get((65_000 + 1_999 - 1_023) & 0xFFFF) is not None
    assert history.get((65_000 + 1_999 - 1_024) & 0xFFFF) is None
    history.clear()
    assert history.get((65_000 + 1_999) & 0xFFFF) is None


def test_a_lost_packet_is_requested_at_once_and_then_less_often() -> None:
    losses = Losses()
    losses.add(65_535, 2, 0.0)
    assert losses.due(0.0, 0) == [65_535, 0]
    assert losses.due(0.05, 0) == []
    assert losses.due(0.09, 0) == [65_535, 0]
    assert losses.fill(0, 0.1)
    assert not losses.fill(0, 0.1)
    requests = sum(bool(losses.due(step / 50, 0)) for step in range(5, 300))
    assert requests <= TRIES
    assert len(losses) == 0
    assert losses.hopeless()
    assert not losses.hopeless()


def test_losses_before_a_sequence_number_are_forgotten_over_the_wrap_too() -> None:
    losses = Losses()
    losses.add(65_530, 10, 0.0)
    losses.forget(2)
    assert losses.due(0.0, 0) == [2, 3]
    assert not losses.hopeless()


def test_a_lost_packet_is_not_requested_twice_within_a_round_trip_of_a_second() -> None:
    losses = Losses()
    for first in range(0, 60, 6):
        losses.add(first, 1, float(first))
        losses.due(float(first), 0)
        assert losses.fill(first, first + 1.0)
    # An answer to the second request has no information on the round trip.
    losses.add(90, 1, 90.0)
    losses.due(90.0, 0)
    losses.due(91.2, 0)
    assert losses.fill(90, 92.2)
    losses.add(100, 1, 100.0)
    requests = [step / 50 for step in range(200) if losses.due(100 + step / 50, 0)]
    assert requests[0] == 0
    assert all(1.0 < later - earlier < 1.1 for earlier, later in itertools.pairwise(requests))
    assert len(requests) == 4


def test_a_request_is_repeated_once_while_the_packet_is_missing() -> None:
    losses = Losses()
    losses.add(5, 2, 0.0)
    assert losses.due(0.0, 0) == [5, 6]
    assert losses.fill(5, 0.05)
    assert losses.repeated() == [6]
    assert losses.repeated() == []
    losses.add(8, 1, 0.1)
    assert losses.due(0.1, 0) == [6, 8]
    losses.clear()
    assert losses.repeated() == []


def test_requests_are_bounded_by_a_share_of_the_received_packets() -> None:
    losses = Losses()
    losses.add(0, 200, 0.0)
    assert losses.due(0.0, 0) == list(range(MOST_AT_ONCE))
    assert losses.due(0.01, 0) == []
    assert len(losses.due(0.02, 20)) == round(20 * SHARE)
    # The source's numbers have begun anew, and the count with them.
    assert losses.due(0.03, 1) == []
    assert len(losses.due(0.04, 11)) == round(10 * SHARE)


def test_a_loss_that_is_too_old_is_given_up() -> None:
    losses = Losses()
    losses.add(1, 1, 0.0)
    assert losses.due(LIFE + 0.1, 0) == []
    assert losses.hopeless()


@given(st.lists(st.tuples(SEQUENCES, st.integers(1, 3_000)), max_size=60))
def test_the_number_of_kept_losses_is_bounded(gaps: list[tuple[int, int]]) -> None:
    losses = Losses()
    for first, count in gaps:
        losses.add(first, count, 0.0)
        assert len(losses) <= MOST_MISSING
    assert len(losses.due(0.0, 0)) <= MOST_AT_ONCE


def test_a_gap_too_long_to_mend_is_left_to_a_keyframe() -> None:
    losses = Losses()
    losses.add(1, LONGEST_GAP + 1, 0.0)
    assert len(losses) == 0
    assert losses.hopeless()
