"""The contracts of our hooks: what we rely on inside aiortc, aioice and pylibsrtp, against the real
ones on loopback.

When one of these tests fails after an upgrade, a hook in realtime/media/transport/aiortc_hooks.py
has lost its hold.
"""

import asyncio
import socket
import threading

import pytest
from aioice import Candidate
from aioice.ice import CandidatePair
from aiortc import RTCDtlsTransport, RTCPeerConnection, codecs
from pylibsrtp import Policy, Session

from realtime.media.rtp.packet import TRANSPORT_CC_ID
from realtime.media.transport import aiortc_hooks
from realtime.media.transport.leg import PublisherLeg, ViewerLeg
from realtime.media.transport.port_range import NoPortLeft
from tests.builders.peers import closing, here, phone_tracks, run, stock_peer, until

KEY = bytes(range(30))
PACKET = bytes.fromhex("80e10001000000020000000a") + b"picture"
PLI = bytes.fromhex("81ce00020000000100000002")


def running_coroutines() -> set[str]:
    """The names of the coroutines that the loop's tasks run."""
    return {
        getattr(task.get_coro(), "__qualname__", "")
        for task in asyncio.all_tasks()
        if not task.done()
    }


def test_a_publishers_packets_are_decrypted_and_not_decoded() -> None:
    async def story() -> None:
        leg = PublisherLeg(here())
        heard: list[bytes] = []
        reports: list[bytes] = []
        leg.srtp.on_rtp = lambda packet, _: heard.append(packet)
        leg.srtp.on_rtcp = reports.append
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            sources = await leg.answer(phone.localDescription.sdp)
            await asyncio.wait_for(leg.connected.wait(), 10)
            await until(lambda: len(heard) > 40 and reports)
            assert [source.kind for source in sources] == ["audio", "video"]
            assert sources[1].rtx != 0
            spoken = {int.from_bytes(packet[8:12], "big") for packet in heard}
            assert spoken == {source.ssrc for source in sources}
            assert {packet[1] & 127 for packet in heard} == {one.payload_type for one in sources}
            assert not [one.name for one in threading.enumerate() if "decoder" in one.name]
            stats = (await leg.connection.getStats()).values()
            assert not [one for one in stats if one.type == "inbound-rtp"]

    run(story())


def test_a_viewer_leg_encodes_nothing_and_sends_under_the_ssrc_it_was_given() -> None:
    async def story() -> None:
        leg = ViewerLeg(here())
        offer = await leg.offer()
        given = leg.ssrcs["video"]
        assert all(f"a=ssrc:{ssrc} " in offer for ssrc in leg.ssrcs.values())
        async with closing(leg), stock_peer(offer) as desk:
            await leg.answer(desk.localDescription.sdp)
            await asyncio.wait_for(leg.connected.wait(), 10)
            assert not [
                name for name in running_coroutines() if name.startswith("RTCRtpSender._run")
            ]
            video = next(t for t in desk.getTransceivers() if t.kind == "video").receiver
            header = bytes((0x80, 97)) + bytes(10)

            async def reached() -> bool:
                leg.srtp.send_rtp(header + b"\x10\x00", 7, 90_000, given)
                stats = (await video.getStats()).values()
                return any(one.type == "inbound-rtp" and one.ssrc == given for one in stats)

            for _ in range(100):
                if await reached():
                    break
                await asyncio.sleep(0.05)
            else:
                raise AssertionError("nothing came under its SSRC")

    run(story())


def test_offers_have_transport_cc_and_opus_nack_once_and_stock_peers_accept_them() -> None:
    async def story() -> None:
        aiortc_hooks.offer_transport_cc_and_fec()
        aiortc_hooks.offer_transport_cc_and_fec()
        leg = PublisherLeg(here())
        offer = await leg.offer()
        sound, picture = offer.split("m=video")
        for part in (sound, picture):
            assert part.count(f"a=extmap:{TRANSPORT_CC_ID} {aiortc_hooks.TRANSPORT_CC}") == 1
            assert part.count("transport-cc") == part.count("/48000/2") + part.count("/90000") // 2
        assert "useinbandfec=1" in sound
        ids = [one.id for kind in ("audio", "video") for one in codecs.HEADER_EXTENSIONS[kind]]
        assert ids.count(TRANSPORT_CC_ID) == 2
        async with closing(leg), stock_peer(offer) as phone:
            assert aiortc_hooks.TRANSPORT_CC in phone.localDescription.sdp

    run(story())


def test_a_viewers_offer_has_no_transport_cc() -> None:
    async def story() -> None:
        leg = ViewerLeg(here())
        async with closing(leg):
            offer = await leg.offer()
            assert "transport-" not in offer
            assert "goog-remb" in offer

    run(story())


def test_ports_are_taken_from_the_range_and_given_back() -> None:
    async def story() -> None:
        place = here(27_000, 27_002)
        first, second, third = (PublisherLeg(place) for _ in range(3))
        async with closing(first, second, third):
            ports = [candidate_port(await leg.offer()) for leg in (first, second)]
            assert sorted(ports) == [27_001, 27_002]  # The first port is the STUN server's.
            with pytest.raises(NoPortLeft):
                await third.offer()
            await first.close()
            fourth = PublisherLeg(place)
            async with closing(fourth):
                assert candidate_port(await fourth.offer()) == ports[0]

    run(story())


def candidate_port(offer: str) -> int:
    [line] = [line for line in offer.splitlines() if line.startswith("a=candidate")][:1]
    assert " 127.0.0.1 " in line
    return int(line.split()[5])


def strangers(port: int, *datagrams: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for datagram in datagrams:
            stranger.sendto(datagram, ("127.0.0.1", port))


def test_datagrams_of_strangers_are_counted_and_the_call_goes_on() -> None:
    async def story() -> None:
        leg = PublisherLeg(here())
        heard: list[bytes] = []
        leg.srtp.on_rtp = lambda packet, _: heard.append(packet)
        offer = await leg.offer()
        port = candidate_port(offer)
        hello = bytes.fromhex("16fefd") + bytes(60)
        strangers(port, hello, b"", b"\x80", b"\x05rubbish", b"\x80\xc8" + bytes(40))
        async with closing(leg), stock_peer(offer, *phone_tracks()) as phone:
            await leg.answer(phone.localDescription.sdp)
            await until(lambda: heard)
            strangers(port, *[hello] * 40, b"", b"", b"\x80" + bytes(40), b"\x00\x01" + bytes(5))
            before = len(heard)
            await until(lambda: len(heard) > before + 20)
            lost = leg.srtp.lost
            assert lost["stranger"] >= 42
            assert lost["early"] >= 1
            assert lost["srtp"] >= 1

    run(story())


def transport() -> RTCDtlsTransport:
    """A transport with keys, as after DTLS, which can read what it sends."""
    connection = RTCPeerConnection()
    connection.addTransceiver("audio")
    dtls = aiortc_hooks.transport_of(connection)
    out, into = Policy(KEY, Policy.SSRC_ANY_OUTBOUND), Policy(KEY, Policy.SSRC_ANY_INBOUND)
    out.allow_repeat_tx = True
    dtls._tx_srtp, dtls._rx_srtp = Session(out), Session(into)
    return dtls


def test_our_srtp_writes_the_bytes_of_pylibsrtp_with_other_numbers() -> None:
    async def story() -> None:
        cipher = aiortc_hooks.Cipher(transport())
        other = Session(Policy(KEY, Policy.SSRC_ANY_INBOUND))
        datagram = cipher.protect_rtp(PACKET, 500, 90_000, 77)
        assert datagram is not None
        packet = bytes.fromhex("80e101f400015f900000004d") + b"picture"
        assert other.unprotect(datagram) == packet
        assert cipher.unprotect_rtp(datagram) == packet
        assert cipher.protect_rtp(PACKET, 500, 90_000, 77) == datagram
        report = cipher.protect_rtcp(PLI)
        assert report is not None
        assert other.unprotect_rtcp(report) == PLI
        assert cipher.unprotect_rtcp(report) == PLI

    run(story())


def test_our_srtp_refuses_what_libsrtp_refuses_and_packets_too_large() -> None:
    async def story() -> None:
        cipher = aiortc_hooks.Cipher(transport())
        assert cipher.protect_rtp(PACKET + bytes(aiortc_hooks.LARGEST), 1, 1, 1) is None
        assert cipher.protect_rtp(b"short", 1, 1, 1) is None
        assert cipher.protect_rtp(PACKET + bytes(1_400), 9_000, 1, 1) is not None
        assert cipher.protect_rtp(PACKET, 1_000, 1, 1) is None
        assert cipher.unprotect_rtp(bytes(40)) is None
        assert cipher.unprotect_rtcp(bytes(5)) is None

    run(story())


def test_packets_go_to_the_pair_that_is_nominated_now() -> None:
    async def story() -> None:
        leg = ViewerLeg(here())
        async with closing(leg):
            await leg.offer()
            ice = aiortc_hooks.transport_of(leg.connection).transport._connection
            route = aiortc_hooks.Route(aiortc_hooks.transport_of(leg.connection))
            assert route.send(PACKET) is None
            [port] = ice._protocols
            with (
                socket.socket(type=socket.SOCK_DGRAM) as before,
                socket.socket(type=socket.SOCK_DGRAM) as after,
            ):
                for phone in (before, after):
                    phone.bind(("127.0.0.1", 0))
                    phone.settimeout(5)
                    number = phone.getsockname()[1]
                    line = f"1 1 udp 1 127.0.0.1 {number} typ host"
                    ice._nominated[1] = CandidatePair(port, Candidate.from_sdp(line))
                    assert route.send(PACKET)
                    assert phone.recv(100) == PACKET
            ice._nominated.clear()
            assert route.send(PACKET) is None

    run(story())
