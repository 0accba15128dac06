"""Hostile packets: the recorder goes on, in bounded memory."""

import tempfile
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.media.recording.inputs import (
    ClockReport,
    Overflow,
    Pause,
    SourceChange,
    TrackPacket,
    WriterInput,
)
from realtime.media.recording.reorder_buffer import MOST_WAITING, ReorderBuffer
from realtime.media.rtp import rtcp
from realtime.media.rtp.codecs import opus
from realtime.media.rtp.codecs.depacketizer import LARGEST, BrokenPayload
from realtime.media.rtp.codecs.h264 import H264Depacketizer, aggregated
from realtime.media.rtp.codecs.sps import picture_size
from realtime.media.rtp.codecs.vp8 import Vp8Depacketizer, descriptor_end
from realtime.media.rtp.track import KINDS, Codec
from tests.builders.rtp import VIDEO, mutated_packets, rtp
from tests.media.recording.filming import payloads, pictures
from tests.media.recording.manual_writer import CODECS, ManualWriter
from tests.media.recording.reading import demuxed

SHORT = st.binary(max_size=60)
NUMBERS = st.integers(0, 0xFFFF)


@st.composite
def packets(draw: st.DrawFn) -> TrackPacket:
    """Whole packets with a broken payload, and bytes that are no packets at all."""
    content = draw(mutated_packets() | st.builds(rtp, st.just(VIDEO), NUMBERS, st.just(9), SHORT))
    return TrackPacket(
        draw(st.sampled_from(KINDS)), content, draw(NUMBERS), draw(st.integers(0, 2**32 - 1)), 0.0
    )


REPORTS = st.builds(
    rtcp.SenderReport, NUMBERS, st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1)
)
EVENTS = st.lists(
    packets()
    | st.builds(SourceChange, st.sampled_from(KINDS))
    | st.builds(ClockReport, st.sampled_from(KINDS), REPORTS)
    | st.builds(Pause)
    | st.builds(Overflow),
    max_size=40,
)


@pytest.mark.parametrize("codec", CODECS)
@settings(max_examples=40)  # Each example writes to a disk.
@given(st.lists(st.tuples(EVENTS, st.floats(0, 30)), max_size=8))
def test_no_packet_stops_the_writer_or_spoils_the_file(
    codec: Codec, turns: list[tuple[list[WriterInput], float]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        manual = ManualWriter(Path(folder), codec)
        now = 5.0
        for events, passed in turns:
            now += passed
            timed = [
                one._replace(arrived=now) if isinstance(one, TrackPacket) else one for one in events
            ]
            manual.turn(timed, now)
        good = [
            TrackPacket("video", whole, at, 0, now)
            for at, whole in enumerate(marked(payloads(codec, pictures(codec, 30)[0])))
        ]
        manual.turn([SourceChange("video"), *good], now + 0.25)
        manual.writer.close(now + 2)
        assert demuxed(manual.journal.media)["video"]


def marked(contents: list[bytes]) -> list[bytes]:
    packets = [bytearray(rtp(VIDEO, at, 0, content)) for at, content in enumerate(contents)]
    packets[-1][1] |= 0x80
    return [bytes(one) for one in packets]


@given(st.binary(min_size=1, max_size=40))
def test_a_descriptor_ends_in_its_payload_or_is_broken(payload: bytes) -> None:
    with suppress(BrokenPayload):
        assert 0 < descriptor_end(payload) < len(payload)


@given(st.binary(min_size=1, max_size=80))
def test_the_units_of_an_aggregate_lie_within_it(payload: bytes) -> None:
    try:
        units = aggregated(payload)
    except BrokenPayload:
        return
    assert sum(len(unit) + 2 for unit in units) == len(payload) - 1


@pytest.mark.parametrize(
    "payload", [b"\x18\xff\xff\x65", b"\x18\x00\x00", b"\x18", b"\x18\x00\x05\x65", b"\x18\x00"]
)
def test_absurd_lengths_in_an_aggregate_are_refused(payload: bytes) -> None:
    with pytest.raises(BrokenPayload):
        aggregated(payload)


@given(SHORT)
def test_parameters_and_sounds_of_any_bytes_have_a_size_or_none(data: bytes) -> None:
    size = picture_size(data)
    assert size is None or min(size) > 0
    assert 0 <= opus.samples(data) <= opus.LONGEST


def test_a_picture_without_end_is_dropped() -> None:
    shown = Vp8Depacketizer()
    first = payloads("VP8", pictures("VP8", 30)[0])[0]
    shown.add(first, 1, False, 0.0)
    for _ in range(LARGEST // 1_000 + 10):
        shown.add(b"\x00" + bytes(1_000), 1, False, 0.0)
        assert sum(map(len, shown._pieces)) <= LARGEST
    assert shown.waiting
    coded = H264Depacketizer()
    coded.add(b"\x7c\x85" + bytes(900), 1, False, 0.0)
    for _ in range(LARGEST // 1_000 + 10):
        coded.add(b"\x7c\x05" + bytes(1_000), 1, False, 0.0)
    assert coded._fragments is None


@given(st.lists(st.tuples(NUMBERS, st.floats(0, 1)), max_size=200))
def test_packets_come_out_in_order_and_each_at_most_once(arrivals: list[tuple[int, float]]) -> None:
    buffer: ReorderBuffer[int] = ReorderBuffer()
    now = 0.0
    items: list[int | None] = []
    for sequence, passed in arrivals:
        now += passed
        items += buffer.due(now)
        items += buffer.put(sequence, sequence, now)
    items += buffer.due(float("inf"))
    assert len(buffer) == 0
    handed = [one for one in items if one is not None]
    assert all(0 < (b - a) & 0xFFFF < 0x8000 for a, b in pairwise(handed))


def test_the_number_of_waiting_packets_is_bounded() -> None:
    buffer: ReorderBuffer[int] = ReorderBuffer()
    for number in range(0, 60_000, 2):
        buffer.put(number & 0xFFFF, number, 0.0)
        assert len(buffer) <= MOST_WAITING
