"""What C does with a datagram: sends it on under each viewer's numbers, or leaves it to Python as
it is, with all that comes behind it. Its parsers find what Python's find, in any bytes."""

import os
import select
import socket
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from realtime.media.forwarding.fastpath.addresses import packed, unpacked
from realtime.media.forwarding.fastpath.library import ffi, library
from realtime.media.rtp.keyframes import starts_keyframe
from realtime.media.rtp.packet import Malformed, payload_start, transport_sequence
from realtime.media.rtp.track import Codec
from tests.builders.lanes import Rig, bound, compiled, rig
from tests.builders.rtp import AUDIO, DELTA, KEY, RTX, VIDEO, mutated, rtp

pytestmark = compiled
VP8, H264 = 1, 2
CODECS: list[tuple[int, Codec]] = [(VP8, "VP8"), (H264, "H264")]
EVA, INES = (11, 900, 7_000), (21, 65_000, 0xFFFFFFF0)
made: Any = library()
both = pytest.mark.parametrize(
    "examples", [300, pytest.param(30_000, marks=[pytest.mark.soak, pytest.mark.timeout(900)])]
)


def examined(examples: int, test: Callable[..., None]) -> None:
    settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))(test)()


def sent(packets: list[bytes]) -> list[tuple[int, bytes]]:
    return [(made.LANE_SENT, packet) for packet in packets]


def numbers(packet: bytes) -> tuple[int, int, int]:
    return (
        int.from_bytes(packet[8:12], "big"),
        int.from_bytes(packet[2:4], "big"),
        int.from_bytes(packet[4:8], "big"),
    )


@both
def test_its_parsers_find_what_pythons_find(examples: int) -> None:
    @given(mutated())
    def hold(packet: bytes) -> None:
        # Of exactly that size, so that a sanitizer sees a byte too many.
        memory = ffi.new("uint8_t[]", packet)
        try:
            start = payload_start(packet)
        except Malformed:
            assert made.lane_payload(memory, len(packet)) == -1
            return
        assert made.lane_payload(memory, len(packet)) == start
        wide = transport_sequence(packet, start)
        assert made.lane_wide(memory, start) == (-1 if wide is None else wide)
        for number, codec in CODECS:
            begins = starts_keyframe(codec, packet, start)
            assert bool(made.lane_begins(number, memory, len(packet), start)) == begins

    examined(examples, hold)


def test_where_keyframes_begin_in_any_payload() -> None:
    for head in range(256):
        for more in (0, 5, 7, 0x80, 0x85, 0xC7, 0xFF):
            payload = bytes((head, more, 0x81, 0x65, 0x01))
            packet = rtp(VIDEO, 1, payload=payload)
            memory = ffi.new("uint8_t[]", packet)
            for number, codec in CODECS:
                begins = starts_keyframe(codec, packet, 12)
                assert bool(made.lane_begins(number, memory, len(packet), 12)) == begins


def test_what_comes_as_it_should_goes_out_under_each_viewers_numbers() -> None:
    with rig(2) as lane:
        lane.open(AUDIO, 65_535, EVA, INES)
        lane.open(VIDEO, 10, (12, 1, 1), (22, 2, 2), codec=VP8)
        sound = [rtp(AUDIO, 65_535, 100, b"a", transport=5), rtp(AUDIO, 0, 1_060, b"b")]
        picture = [rtp(VIDEO, 10, 0xFFFFFFFF, transport=6), rtp(VIDEO, 11, 0xFFFFFFFF, last=True)]
        said = [sound[0], picture[0], sound[1], picture[1]]
        lane.says(*said)
        assert made.lane_read(lane.it) == 0
        assert (lane.it.waits, lane.it.heard, lane.it.silent) == (0, 4, 0)
        assert [lane.it.entry[at].wide for at in range(4)] == [5, 6, -1, -1]
        assert [lane.it.entry[at].flow for at in range(4)] == [0, 1, 0, 1]
        assert lane.taken() == sent(said)
        assert [numbers(one) for one in lane.viewers[0].came()] == [
            (11, 899, 7_100),
            (12, 11, 0),
            (11, 900, 8_060),
            (12, 12, 0),
        ]
        came = lane.viewers[1].came()
        assert [numbers(one) for one in came] == [
            (21, 64_999, 84),
            (22, 12, 1),
            (21, 65_000, 1_044),
            (22, 13, 1),
        ]
        assert [one[:2] + one[12:] for one in came] == [one[:2] + one[12:] for one in said]


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(rtp(VIDEO, 11, payload=KEY), id="a keyframe"),
        pytest.param(rtp(VIDEO, 12), id="a gap"),
        pytest.param(rtp(VIDEO, 9), id="an older one"),
        pytest.param(rtp(VIDEO, 11)[:1] + b"\x65" + rtp(VIDEO, 11)[2:], id="another format"),
        pytest.param(
            rtp(VIDEO, 11, payload=DELTA + bytes(1_000)), id="more than there is room for"
        ),
        pytest.param(b"\xa0" + rtp(VIDEO, 11, padding=4)[1:-1] + b"\xff", id="padding beyond it"),
    ],
)
def test_whatever_is_odd_is_pythons_and_so_is_what_comes_behind_it(odd: bytes) -> None:
    with rig() as lane:
        lane.open(AUDIO, 1, EVA)
        lane.open(VIDEO, 10, (12, 0, 0), codec=VP8, room=300)
        first, behind, sound = rtp(VIDEO, 10), rtp(VIDEO, 13), rtp(AUDIO, 1)
        lane.says(first, odd, behind, sound)
        # Another codec's or flow's state is untouched: sound goes on.
        assert lane.read() == [
            (made.LANE_SENT, first),
            (made.LANE_CLEAR, odd),
            (made.LANE_RAW, lane.encrypted(behind)),
            (made.LANE_SENT, sound),
        ]
        assert [numbers(one)[0] for one in lane.viewers[0].came()] == [12, 11]


def test_what_is_none_of_its_flows_is_left_as_it_came_and_whence() -> None:
    with rig() as lane:
        lane.open(AUDIO, 1, EVA)
        odd = [
            b"",
            b"\x80",
            b"\x00\x01" + bytes(18),
            b"\x16\xfe\xfd" + bytes(60),
            b"\x81\xc9" + bytes(30),
            rtp(VIDEO, 1),
            rtp(RTX, 1),
            rtp(AUDIO, 1)[:11],
            rtp(AUDIO, 1, payload=bytes(1_600)),
            b"\xff" * 40,
        ]
        lane.throws(*odd)
        assert made.lane_read(lane.it) == 0
        assert lane.it.waits == 1
        whence = {
            unpacked(ffi.buffer(one.address, one.address_size)[:])
            for one in (lane.it.entry[at] for at in range(len(odd)))
        }
        assert whence == {lane.phone.getsockname()}
        assert lane.taken() == [(made.LANE_RAW, one) for one in odd]
        assert lane.viewers[0].came() == []


def waits(lane: Rig) -> bool:
    assert made.lane_read(lane.it) == 0
    told = bool(lane.it.waits)
    lane.taken()
    return told


def test_python_is_woken_up_for_what_is_its_own_and_by_no_stranger() -> None:
    with rig() as lane:
        lane.open(AUDIO, 1, EVA)
        check, report, handshake = b"\x00\x01" + bytes(18), b"\x81\xc9" + bytes(30), b"\x16" * 60
        for own in (check, report, handshake, rtp(RTX, 1)):
            lane.throws(own)
            assert waits(lane)
            with bound() as stranger:
                stranger.sendto(own, lane.home.getsockname())
                assert not waits(lane)
        for nothing in (b"", b"\x80", b"\x05" * 40, b"\x40" * 40, b"\xff" * 40, rtp(AUDIO, 9)):
            lane.throws(nothing)
            assert not waits(lane)


def test_what_is_forged_or_said_twice_is_refused_and_the_flow_goes_on() -> None:
    with rig() as lane:
        lane.open(AUDIO, 1, EVA)
        lane.throws(rtp(AUDIO, 1), rtp(AUDIO, 1) + bytes(10))
        lane.says(rtp(AUDIO, 1))
        lane.throws(lane.encrypted(rtp(AUDIO, 1)))
        lane.says(rtp(AUDIO, 2))
        states = [state for state, _ in lane.read()]
        refused, gone = made.LANE_REFUSED, made.LANE_SENT
        assert states == [refused, refused, gone, refused, gone]
        assert len(lane.viewers[0].came()) == 2


def test_what_one_viewers_socket_does_not_take_is_counted_and_the_other_has_hers() -> None:
    with rig(2) as lane:
        lane.open(AUDIO, 1, EVA, INES)
        lane.it.viewer[0].socket = -1
        lane.says(*(rtp(AUDIO, number) for number in (1, 2, 3)))
        assert [state for state, _ in lane.read()] == [made.LANE_SENT] * 3
        assert [lane.it.viewer[at].unsent for at in (0, 1)] == [3, 0]
        assert len(lane.viewers[1].came()) == 3


def test_it_holds_so_many_and_the_rest_waits_in_the_kernel() -> None:
    with rig() as lane:
        lane.throws(*[b"\x00" * 20] * (made.LANE_SLOTS + 10))
        for _ in range(made.LANE_SLOTS // made.LANE_HANDFUL + 2):
            assert made.lane_read(lane.it) == 0
        assert lane.it.count == made.LANE_SLOTS
        assert len(lane.taken()) == made.LANE_SLOTS
        assert len(lane.read()) == 10


def test_a_datagram_that_is_too_long_is_cut() -> None:
    with rig() as lane:
        lane.throws(b"\x80" * 5_000)
        [(state, found)] = lane.read()
        assert (state, len(found)) == (made.LANE_RAW, made.LANE_SIZE)


def test_over_ipv6_too() -> None:
    with rig(1, socket.AF_INET6) as lane:
        lane.open(AUDIO, 1, EVA)
        lane.says(rtp(AUDIO, 1))
        lane.throws(b"\x00\x01")
        assert made.lane_read(lane.it) == 0
        entry = lane.it.entry[1]
        assert (
            unpacked(ffi.buffer(entry.address, entry.address_size)[:]) == lane.phone.getsockname()
        )
        assert len(lane.viewers[0].came()) == 1


def test_addresses_are_the_kernels() -> None:
    for where in (("192.0.2.7", 40_000), ("2001:db8::1", 9, 0, 0), ("fe80::1", 65_535, 0, 3)):
        assert unpacked(packed(where)) == where
    with pytest.raises(ValueError, match="no address"):
        packed(("a.local", 1))


def rung(lane: Rig, seconds: float = 2.0) -> bool:
    return bool(select.select([lane.bell], [], [], seconds)[0])


def test_the_thread_sends_on_by_itself_and_rings_when_it_is_pythons_turn() -> None:
    with rig() as lane:
        lane.open(AUDIO, 1, EVA)
        assert made.lane_give(lane.it) == 0
        lane.says(rtp(AUDIO, 1))
        assert select.select([lane.viewers[0].home], [], [], 2)[0]
        lane.throws(b"\x00\x01")
        assert rung(lane)
        assert lane.it.given == 0
        assert [state for state, _ in lane.taken()] == [made.LANE_SENT, made.LANE_RAW]


def test_it_rings_when_nothing_comes_and_when_the_socket_is_gone() -> None:
    with rig() as lane:
        lane.open(AUDIO, 1, EVA)
        made.lane_give(lane.it)
        assert rung(lane)
        made.lane_take(lane.it)
        assert lane.it.silent > made.LANE_SILENT
        os.eventfd_read(lane.bell)
        lane.it.socket = -1
        made.lane_give(lane.it)
        assert rung(lane)
        made.lane_take(lane.it)
        assert os.strerror(lane.it.problem) == "Bad file descriptor"


def test_one_that_is_taken_back_is_left_alone_and_may_be_given_again() -> None:
    with rig() as lane, rig() as other:
        for one in (lane, other):
            one.open(AUDIO, 1, EVA)
            made.lane_give(one.it)
            made.lane_give(one.it)  # which it is already
        for number in range(1, 30):
            made.lane_take(lane.it)
            assert lane.it.given == 0
            lane.says(rtp(AUDIO, number))
            other.says(rtp(AUDIO, number))
            made.lane_give(lane.it)
        assert select.select([other.viewers[0].home], [], [], 2)[0]
        made.lane_take(other.it)
        made.lane_take(lane.it)
        lane.taken()
        lane.viewers[0].came()
        lane.says(rtp(AUDIO, 30))
        assert not select.select([lane.viewers[0].home], [], [], 0.1)[0]
        assert lane.it.count == 0
        made.lane_give(lane.it)
        assert select.select([lane.viewers[0].home], [], [], 2)[0]
