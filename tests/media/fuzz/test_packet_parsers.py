"""Any bytes go into each of our parsers of packets: no error escapes but the documented ones, and
nothing grows beyond its bound."""

from hypothesis import given
from hypothesis import strategies as st

from realtime.media.forwarding.forwarder import Forwarder
from realtime.media.forwarding.pacer import MOST_QUEUED
from realtime.media.forwarding.resender import MOST_RESENT
from realtime.media.rtp import rtcp
from realtime.media.rtp.keyframes import starts_keyframe
from realtime.media.rtp.nack import MOST_MISSING
from realtime.media.rtp.packet import Malformed, payload_start, unwrap_rtx, wrap_rtx
from realtime.media.rtp.track import CODECS, AcceptedFormats, Kind, RtpSource
from realtime.media.transport.demux import is_handshake, stun_type_of
from realtime.token_bucket import TokenBucket
from tests.builders.rtp import AUDIO, RTX, VIDEO, Clock, MemoryOutput, mutated_packets
from tests.media.fuzz.examples import both, examined

EVA: dict[Kind, int] = {"audio": 11, "video": 12}
SOURCES = (RtpSource("audio", AUDIO, 96), RtpSource("video", VIDEO, 97, RTX))
EVERYTHING = AcceptedFormats(rtx=13, repairs={97: 98, 101: 102})

COMPOUNDS = st.lists(
    st.one_of(
        st.binary(max_size=80),
        st.builds(
            rtcp.build,
            st.integers(200, 207),
            st.integers(0, 31),
            st.binary(max_size=120),
        ),
        st.builds(
            lambda ssrc, bits: rtcp.remb([ssrc], bits), st.integers(0, 30), st.integers(0, 2**60)
        ),
        st.builds(
            rtcp.nack,
            st.integers(10, 14),
            st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=40),
        ),
    ),
    max_size=6,
).map(b"".join)


@both
def test_packets_and_compounds_of_a_phone_and_a_viewer_raise_nothing(examples: int) -> None:
    @given(st.lists(st.tuples(mutated_packets(), COMPOUNDS, st.integers(0, 400)), max_size=40))
    def hold(entries: list[tuple[bytes, bytes, int]]) -> None:
        clock, eva, phone = Clock(), MemoryOutput(), MemoryOutput()
        forwarder = Forwarder(clock)
        tess = forwarder.publish(phone, SOURCES)
        viewer = forwarder.watch(eva, EVA, EVERYTHING)
        for packet, compound, millis in entries:
            tess.rtp(packet)
            tess.rtcp(compound)
            viewer.rtcp(compound)
            clock.now += millis / 1_000
            tess.tick()
            forwarder.tick()
        assert all(len(flow.losses) <= MOST_MISSING for flow in tess._flows.values())
        assert len(viewer._pacer.queue) <= MOST_QUEUED
        assert len(eva.packets) <= len(entries) * (MOST_RESENT + 2)
        assert {sent.ssrc for sent in eva.packets} <= {11, 12, 13}

    examined(examples, hold)


@both
def test_rtcp_is_read_as_far_as_it_is_whole(examples: int) -> None:
    @given(COMPOUNDS | st.binary(max_size=200))
    def hold(compound: bytes) -> None:
        for part in rtcp.packets(compound):
            assert len(rtcp.read_nack(part.body)) <= 17 * rtcp.MOST_ITEMS
            assert 0 <= rtcp.read_media_ssrc(part.body) < 2**32
            rtcp.read_sender_report(part.body)
            assert (rtcp.read_remb(part.body) or 0) < 2**82
            assert all(0 <= lost < 1 for lost in rtcp.read_losses(part).values())

    examined(examples, hold)


@both
def test_a_packet_that_is_wrapped_in_rtx_is_unwrapped(examples: int) -> None:
    @given(mutated_packets(), st.integers(0, 0xFFFF))
    def hold(packet: bytes, sequence: int) -> None:
        for codec in CODECS:
            starts_keyframe(codec, packet, min(12, len(packet)))
        try:
            start = payload_start(packet)
        except Malformed:
            return
        ssrc = int.from_bytes(packet[8:12], "big")
        wrapped = wrap_rtx(packet, start, 98, sequence)
        back = unwrap_rtx(wrapped, start, ssrc, packet[1] & 127)
        assert back == packet[:2] + sequence.to_bytes(2, "big") + packet[4:]

    examined(examples, hold)


@both
def test_stun_and_dtls_are_distinguished(examples: int) -> None:
    heads = st.sampled_from(
        [
            bytes.fromhex("0001000021 12a442"),
            bytes.fromhex("16fefd0000"),
            bytes.fromhex("15fefd0001"),
        ]
    )

    @given(st.builds(bytes.__add__, heads, st.binary(max_size=70)) | st.binary(max_size=1_600))
    def hold(datagram: bytes) -> None:
        stun_type_of(datagram)
        is_handshake(datagram)
        assert stun_type_of(datagram) is None or not is_handshake(datagram)

    examined(examples, hold)


@both
def test_a_bucket_gives_no_more_than_its_rate_and_its_burst(examples: int) -> None:
    @given(st.lists(st.floats(0, 3), max_size=100), st.integers(1, 20))
    def hold(waits: list[float], most: int) -> None:
        bucket, now, taken = TokenBucket(most, most), 100.0, 0
        for wait in waits:
            now += wait
            taken += bucket.take(now)
        assert taken <= most * (1 + sum(waits)) + 1e-6

    examined(examples, hold)
