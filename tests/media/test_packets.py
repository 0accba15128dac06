"""RTP and RTCP are read and written so that aiortc's own parser agrees, and malformed bytes raise
nothing but Malformed."""

import struct

import pytest
from aiortc.rtp import (
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    RtpPacket,
    pack_remb_fci,
)
from hypothesis import given
from hypothesis import strategies as st

from realtime.media.rtp import rtcp
from realtime.media.rtp.feedback import Reception
from realtime.media.rtp.keyframes import LEAST_GAP, KeyframeRequests, starts_keyframe
from realtime.media.rtp.packet import (
    Malformed,
    newer,
    payload_start,
    transport_sequence,
    unwrap_rtx,
)
from realtime.media.rtp.track import Codec
from tests.builders.rtp import DELTA, KEY, RTX, VIDEO, mutated_packets, rtp, rtx_packet

SEQUENCES = st.integers(0, 0xFFFF)


@given(mutated_packets())
def test_no_bytes_raise_anything_but_malformed(packet: bytes) -> None:
    try:
        start = payload_start(packet)
        assert 12 <= start <= len(packet)
        number = transport_sequence(packet, start)
        assert number is None or 0 <= number <= 0xFFFF
        starts_keyframe("VP8", packet, start)
        starts_keyframe("H264", packet, start)
        again = unwrap_rtx(packet, start, VIDEO, 97)
    except Malformed:
        return
    assert again is None or len(again) == len(packet) - 2


@given(SEQUENCES, SEQUENCES, st.binary(min_size=1, max_size=60), st.integers(0, 9))
def test_our_parser_reads_what_aiortc_reads(
    sequence: int, transport: int, payload: bytes, padding: int
) -> None:
    packet = rtp(VIDEO, sequence, 5, payload, transport=transport, padding=padding)
    start = payload_start(packet)
    assert packet[start : len(packet) - padding] == RtpPacket.parse(packet).payload
    assert transport_sequence(packet, start) == transport


@given(SEQUENCES, SEQUENCES, st.binary(min_size=1, max_size=60))
def test_an_rtx_packet_is_unwrapped_to_the_original(
    sequence: int, other: int, payload: bytes
) -> None:
    original = rtp(VIDEO, sequence, 5, payload)
    assert unwrap_rtx(rtx_packet(original, other), 12, VIDEO, 97) == original


def test_an_rtx_packet_of_padding_alone_is_a_probe() -> None:
    assert unwrap_rtx(rtp(RTX, 1, 0, b"", padding=200), 12, VIDEO, 97) is None
    with pytest.raises(Malformed):
        payload_start(rtp(RTX, 1, 0, b"", padding=2)[:-1] + b"\xff")


@pytest.mark.parametrize(
    ("codec", "payload", "key"),
    [
        ("VP8", KEY, True),
        ("VP8", DELTA, False),
        ("VP8", b"\x00\x00", False),
        ("VP8", b"\x11\x00", False),
        ("VP8", b"\x90\x80\x81\x00\x00", True),
        ("VP8", b"\x90\xe0\x01\x07\x40\x00", True),
        ("VP8", b"\x90\xe0\x01\x07\x40\x01", False),
        ("VP8", b"\x90\x80\x81", False),
        ("H264", b"\x67\x42", True),
        ("H264", b"\x65\x88", True),
        ("H264", b"\x41\x9a", False),
        ("H264", b"\x78\x00\x02\x67\x42", True),
        ("H264", b"\x78\x00\x02\x41\x42", False),
        ("H264", b"\x7c\x85\x00", True),
        ("H264", b"\x7c\x05\x00", False),
        ("H264", b"\x7c", False),
        ("H264", b"", False),
    ],
)
def test_the_start_of_a_keyframe_is_found(codec: Codec, payload: bytes, key: bool) -> None:
    packet = rtp(VIDEO, 1, 0, payload)
    assert starts_keyframe(codec, packet, 12) is key


def test_newer_compares_sequence_numbers_over_the_wrap() -> None:
    assert newer(1, 65_535)
    assert not newer(65_535, 1)
    assert not newer(7, 7)


def test_a_keyframe_is_requested_once_a_second_and_not_when_one_came() -> None:
    requests, count = KeyframeRequests(), 0
    for step in range(300):
        requests.ask()
        if requests.due(step / 100):
            count += 1
            requests.arrived(step / 100 + 0.1)
    assert count == 3
    requests.ask()
    requests.arrived(3.0)
    assert not requests.due(3 + LEAST_GAP)


def test_a_keyframe_that_is_still_on_its_way_is_not_requested_again() -> None:
    requests, requested_at = KeyframeRequests(), []
    for tenth in range(200):
        requests.ask()
        if requests.due(tenth / 10):
            requested_at.append(tenth / 10)
    assert requested_at == [0.0, 1.0, 3.0, 7.0, 11.0, 15.0, 19.0]
    requests.ask()
    requests.arrived(21.5)
    requests.ask()
    assert not requests.due(21.4)
    assert requests.due(21.5)
    requests.arrived(21.6)
    requests.ask()
    assert requests.due(22.5)


@given(st.binary(max_size=200))
def test_no_bytes_of_rtcp_raise_an_error(compound: bytes) -> None:
    read = list(rtcp.packets(compound))
    assert sum(len(part.body) + 4 for part in read) <= len(compound)
    for part in read:
        rtcp.read_sender_report(part.body)
        rtcp.read_media_ssrc(part.body)
        assert len(rtcp.read_nack(part.body)) <= 17 * rtcp.MOST_ITEMS
        rtcp.read_remb(part.body)


@given(st.sets(SEQUENCES, min_size=1, max_size=256))
def test_a_nack_names_the_missing_packets_and_no_others(missing: set[int]) -> None:
    [packet] = RtcpPacket.parse(rtcp.nack(VIDEO, missing))
    assert isinstance(packet, RtcpRtpfbPacket)
    assert set(packet.lost) == missing
    assert packet.media_ssrc == VIDEO
    [part] = rtcp.packets(bytes(packet))
    assert set(rtcp.read_nack(part.body)) == missing
    assert len(bytes(packet)) < 1_100


def test_aiortc_reads_the_rtcp_that_we_write() -> None:
    heard = Reception(VIDEO, 90_000)
    heard.note(5, 0, 1.0)
    heard.note(8, 0, 1.0)
    report = rtcp.SenderReport(7, 2**63 + 5, 90_000)
    heard.reported(report, 1.0)
    block = heard.block(1.5)
    assert block is not None
    compound = rtcp.pli(VIDEO) + rtcp.receiver_report([block]) + rtcp.sender_report(report, 3, 99)
    pli, received, sent = RtcpPacket.parse(compound)
    assert isinstance(pli, RtcpPsfbPacket)
    assert (pli.fmt, pli.media_ssrc) == (1, VIDEO)
    assert isinstance(received, RtcpRrPacket)
    assert received.reports[0].packets_lost == 2
    assert received.reports[0].fraction_lost == 128
    assert received.reports[0].highest_sequence == 8
    assert received.reports[0].dlsr == 32_768
    assert received.reports[0].lsr == report.middle
    assert isinstance(sent, RtcpSrPacket)
    assert sent.sender_info.ntp_timestamp == report.ntp
    [_, _, part] = rtcp.packets(compound)
    assert rtcp.read_sender_report(part.body) == report


def test_a_remb_is_read() -> None:
    fci = pack_remb_fci(1_500_000, [VIDEO])
    body = struct.pack("!LL", 1, 0) + fci
    assert rtcp.read_remb(body) == pytest.approx(1_500_000, rel=0.01)
