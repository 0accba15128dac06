"""DTLS at a leg's port: records of strangers end nothing, and the phone's own records are
bounded."""

import asyncio
from contextlib import suppress

import pytest
from OpenSSL import SSL

from realtime.media.transport import aiortc_hooks, ice_socket
from realtime.media.transport.leg import PublisherLeg
from tests.builders.datagrams import HELLO, check, record, signed, stranger_socket
from tests.builders.legs import (
    filming_leg,
    home,
    ice_of,
    offered_leg,
    port_of,
    wait_for_more_packets,
)
from tests.builders.peers import closing, here, phone_tracks, run, stock_peer, until

ALERT = bytes((2, 40))
CLOSING = bytes((1, 0))


@pytest.mark.parametrize(
    "datagram",
    [
        record(21, 0, ALERT),
        record(21, 0, CLOSING),
        record(21, 1, ALERT + bytes(24)),
        record(21, 1, CLOSING + bytes(24), sequence=2**31),
        record(23, 1, bytes(64)),
        record(25, 1, bytes(64)),
        record(22, 1, bytes(64)) * 20,
        record(22, 65_535, bytes(64)),
        record(20, 0, b"\x01") * 100,
        HELLO,
        HELLO * 15,
        b"\x16" * 1_400,
        b"\x3f" + bytes(50),
    ],
    ids=lambda datagram: datagram[:16].hex(),
)
def test_forged_dtls_under_the_phones_address_ends_nothing(datagram: bytes) -> None:
    async def story() -> None:
        async with filming_leg() as (leg, phone, packets):
            port = port_of(phone)
            for _ in range(50):
                port.transport.sendto(datagram, home(leg))
            await wait_for_more_packets(packets)
            assert leg.connection.connectionState == "connected"
            assert not leg.closed.is_set()

    run(story())


def test_an_alert_in_the_clear_beside_each_flight_does_not_end_the_handshake() -> None:
    """An attacker who sees the call's addresses could write an alert under the phone's."""

    async def story() -> None:
        leg, packets = PublisherLeg(here()), list[bytes]()
        leg.srtp.on_rtp = lambda packet, _: packets.append(packet)
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            [port] = aiortc_hooks.transport_of(phone).transport._connection._protocols
            send = port.send_data

            async def beside(data: bytes, addr: tuple[str, int]) -> None:
                for body in (ALERT, CLOSING):
                    await send(record(21, 0, body), addr)
                await send(data, addr)

            port.send_data = beside  # type: ignore[method-assign]
            await leg.answer(phone.localDescription.sdp)
            await wait_for_more_packets(packets)
            assert leg.lost["dtls"] > 4

    run(story())


def test_a_phone_that_renegotiates_again_and_again_is_still_received() -> None:
    async def story() -> None:
        async with filming_leg() as (leg, phone, packets):
            dtls = aiortc_hooks.transport_of(phone)
            assert dtls._ssl is not None
            for _ in range(300):
                with suppress(SSL.Error):
                    dtls._ssl.renegotiate()
                with suppress(SSL.Error):
                    dtls._ssl.do_handshake()
                with suppress(SSL.Error):
                    await dtls.transport._send(dtls._ssl.bio_read(1_500))
            await wait_for_more_packets(packets)
            assert not leg.closed.is_set()

    run(story())


def test_application_data_from_the_phone_is_not_kept() -> None:
    """OpenSSL would keep the data: aiortc reads once for each datagram, however many records are in
    it."""

    async def story() -> None:
        async with filming_leg() as (leg, phone, packets):
            dtls = aiortc_hooks.transport_of(phone)
            assert dtls._ssl is not None
            for _ in range(20):
                many = bytearray()
                for _ in range(20):
                    dtls._ssl.send(b"x")
                    many += dtls._ssl.bio_read(1_500)
                await dtls.transport._send(bytes(many))
            await until(lambda: leg.lost["dtls"] == 20)
            await wait_for_more_packets(packets)

    run(story())


def test_the_phones_own_close_notify_ends_the_leg() -> None:
    async def story() -> None:
        async with filming_leg() as (leg, phone, _):
            await aiortc_hooks.transport_of(phone).stop()
            await asyncio.wait_for(leg.closed.wait(), 10)

    run(story())


def test_the_queue_of_dtls_records_is_bounded() -> None:
    async def story() -> None:
        async with offered_leg() as leg:
            ice = ice_of(leg)
            with stranger_socket() as mallory:
                mallory.sendto(signed(check(ice)), home(leg))
                await until(lambda: ice._early_checks)
                for _ in range(200):
                    mallory.sendto(HELLO, home(leg))
                await until(lambda: leg.lost["waiting"] + leg.lost["flood"] > 0)
            assert 0 < ice._queue.qsize() <= ice_socket.MOST_WAITING

    run(story())
