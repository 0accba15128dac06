"""The C part of the fast path sends a datagram on under each viewer's numbers, or leaves it to
Python as it is, with all that come behind it."""

import socket
from typing import Any

import pytest

from realtime.media.forwarding.fastpath.addresses import packed, unpacked
from realtime.media.forwarding.fastpath.library import ffi, library
from tests.builders.fastpath_rig import FastpathRig, compiled, fastpath_rig, udp_socket
from tests.builders.rtp import AUDIO, DELTA, KEY, RTX, VIDEO, rtp

pytestmark = compiled
VP8 = 1
EVA, INES = (11, 900, 7_000), (21, 65_000, 0xFFFFFFF0)
functions: Any = library()


def sent(packets: list[bytes]) -> list[tuple[int, bytes]]:
    return [(functions.FASTPATH_SENT, packet) for packet in packets]


def numbers(packet: bytes) -> tuple[int, int, int]:
    return (
        int.from_bytes(packet[8:12], "big"),
        int.from_bytes(packet[2:4], "big"),
        int.from_bytes(packet[4:8], "big"),
    )


def test_a_regular_packet_goes_out_under_each_viewers_numbers() -> None:
    with fastpath_rig(2) as rig:
        rig.open(AUDIO, 65_535, EVA, INES)
        rig.open(VIDEO, 10, (12, 1, 1), (22, 2, 2), codec=VP8)
        sound = [rtp(AUDIO, 65_535, 100, b"a", transport=5), rtp(AUDIO, 0, 1_060, b"b")]
        picture = [rtp(VIDEO, 10, 0xFFFFFFFF, transport=6), rtp(VIDEO, 11, 0xFFFFFFFF, last=True)]
        media = [sound[0], picture[0], sound[1], picture[1]]
        rig.send_media(*media)
        assert functions.fastpath_read(rig.path) == 0
        assert (rig.path.needs_python, rig.path.rtp_packets, rig.path.silent_reads) == (0, 4, 0)
        assert [rig.path.entry[at].transport_sequence for at in range(4)] == [5, 6, -1, -1]
        assert [rig.path.entry[at].flow for at in range(4)] == [0, 1, 0, 1]
        assert rig.taken() == sent(media)
        assert [numbers(one) for one in rig.viewers[0].received()] == [
            (11, 899, 7_100),
            (12, 11, 0),
            (11, 900, 8_060),
            (12, 12, 0),
        ]
        packets = rig.viewers[1].received()
        assert [numbers(one) for one in packets] == [
            (21, 64_999, 84),
            (22, 12, 1),
            (21, 65_000, 1_044),
            (22, 13, 1),
        ]
        assert [one[:2] + one[12:] for one in packets] == [one[:2] + one[12:] for one in media]


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
def test_an_odd_packet_is_left_to_python_with_those_behind_it(odd: bytes) -> None:
    with fastpath_rig() as rig:
        rig.open(AUDIO, 1, EVA)
        rig.open(VIDEO, 10, (12, 0, 0), codec=VP8, room=300)
        first, behind, sound = rtp(VIDEO, 10), rtp(VIDEO, 13), rtp(AUDIO, 1)
        rig.send_media(first, odd, behind, sound)
        # The other flow's state is untouched: sound goes on.
        assert rig.read() == [
            (functions.FASTPATH_SENT, first),
            (functions.FASTPATH_CLEAR, odd),
            (functions.FASTPATH_RAW, rig.encrypted(behind)),
            (functions.FASTPATH_SENT, sound),
        ]
        assert [numbers(one)[0] for one in rig.viewers[0].received()] == [12, 11]


def test_a_datagram_of_no_flow_is_left_to_python_as_it_came() -> None:
    with fastpath_rig() as rig:
        rig.open(AUDIO, 1, EVA)
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
        rig.send_datagrams(*odd)
        assert functions.fastpath_read(rig.path) == 0
        assert rig.path.needs_python == 1
        whence = {
            unpacked(ffi.buffer(one.address, one.address_size)[:])
            for one in (rig.path.entry[at] for at in range(len(odd)))
        }
        assert whence == {rig.phone.getsockname()}
        assert rig.taken() == [(functions.FASTPATH_RAW, one) for one in odd]
        assert rig.viewers[0].received() == []


def waits(rig: FastpathRig) -> bool:
    assert functions.fastpath_read(rig.path) == 0
    needs_python = bool(rig.path.needs_python)
    rig.taken()
    return needs_python


def test_python_is_woken_up_for_its_own_packets_and_not_by_strangers() -> None:
    with fastpath_rig() as rig:
        rig.open(AUDIO, 1, EVA)
        check, report, handshake = b"\x00\x01" + bytes(18), b"\x81\xc9" + bytes(30), b"\x16" * 60
        for own in (check, report, handshake, rtp(RTX, 1)):
            rig.send_datagrams(own)
            assert waits(rig)
            with udp_socket() as stranger:
                stranger.sendto(own, rig.home.getsockname())
                assert not waits(rig)
        for nothing in (b"", b"\x80", b"\x05" * 40, b"\x40" * 40, b"\xff" * 40, rtp(AUDIO, 9)):
            rig.send_datagrams(nothing)
            assert not waits(rig)


def test_a_forged_or_replayed_packet_is_refused_and_the_flow_goes_on() -> None:
    with fastpath_rig() as rig:
        rig.open(AUDIO, 1, EVA)
        rig.send_datagrams(rtp(AUDIO, 1), rtp(AUDIO, 1) + bytes(10))
        rig.send_media(rtp(AUDIO, 1))
        rig.send_datagrams(rig.encrypted(rtp(AUDIO, 1)))
        rig.send_media(rtp(AUDIO, 2))
        states = [state for state, _ in rig.read()]
        refused, gone = functions.FASTPATH_REFUSED, functions.FASTPATH_SENT
        assert states == [refused, refused, gone, refused, gone]
        assert len(rig.viewers[0].received()) == 2


def test_a_packet_that_one_viewers_socket_does_not_take_is_counted_and_the_other_gets_hers() -> (
    None
):
    with fastpath_rig(2) as rig:
        rig.open(AUDIO, 1, EVA, INES)
        rig.path.viewer[0].socket = -1
        rig.send_media(*(rtp(AUDIO, number) for number in (1, 2, 3)))
        assert [state for state, _ in rig.read()] == [functions.FASTPATH_SENT] * 3
        assert [rig.path.viewer[at].unsent for at in (0, 1)] == [3, 0]
        assert len(rig.viewers[1].received()) == 3


def test_the_batch_is_bounded_and_the_rest_waits_in_the_kernel() -> None:
    with fastpath_rig() as rig:
        rig.send_datagrams(*[b"\x00" * 20] * (functions.FASTPATH_SLOTS + 10))
        for _ in range(functions.FASTPATH_SLOTS // functions.FASTPATH_PER_READ + 2):
            assert functions.fastpath_read(rig.path) == 0
        assert rig.path.count == functions.FASTPATH_SLOTS
        assert len(rig.taken()) == functions.FASTPATH_SLOTS
        assert len(rig.read()) == 10


def test_a_datagram_that_is_too_long_is_cut() -> None:
    with fastpath_rig() as rig:
        rig.send_datagrams(b"\x80" * 5_000)
        [(state, datagram)] = rig.read()
        assert (state, len(datagram)) == (functions.FASTPATH_RAW, functions.FASTPATH_SIZE)


def test_packets_go_out_over_ipv6_too() -> None:
    with fastpath_rig(1, socket.AF_INET6) as rig:
        rig.open(AUDIO, 1, EVA)
        rig.send_media(rtp(AUDIO, 1))
        rig.send_datagrams(b"\x00\x01")
        assert functions.fastpath_read(rig.path) == 0
        entry = rig.path.entry[1]
        assert unpacked(ffi.buffer(entry.address, entry.address_size)[:]) == rig.phone.getsockname()
        assert len(rig.viewers[0].received()) == 1


def test_packed_addresses_are_the_kernels() -> None:
    for where in (("192.0.2.7", 40_000), ("2001:db8::1", 9, 0, 0), ("fe80::1", 65_535, 0, 3)):
        assert unpacked(packed(where)) == where
    with pytest.raises(ValueError, match="no address"):
        packed(("a.local", 1))
