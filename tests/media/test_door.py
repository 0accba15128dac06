"""Each thing that once got past a leg's port, or would have: the very input, and that it is counted
and does no harm."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from aioice.stun import Class, Message, Method
from aiortc import RTCPeerConnection
from OpenSSL import SSL

from realtime.media import door, hooks
from realtime.media.legs import PublisherLeg
from realtime.media.pipe import MOST_SSRCS
from tests.builders.knocks import HELLO, answered, check, record, signed, stranger
from tests.builders.peers import HERE, closing, here, phone_tracks, run, stock_peer, until

ALERT = bytes((2, 40))
CLOSING = bytes((1, 0))


def ice_of(leg: PublisherLeg) -> Any:
    return hooks.transport_of(leg.connection).transport._connection


def home(leg: PublisherLeg) -> tuple[str, int]:
    return HERE, ice_of(leg)._protocols[0].local_candidate.port


@asynccontextmanager
async def offered() -> AsyncIterator[PublisherLeg]:
    leg = PublisherLeg(here())
    async with closing(leg):
        await leg.offer()
        yield leg


@asynccontextmanager
async def filming() -> AsyncIterator[tuple[PublisherLeg, RTCPeerConnection, list[bytes]]]:
    leg, heard = PublisherLeg(here()), list[bytes]()
    leg.pipe.on_rtp = heard.append
    async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
        await leg.answer(phone.localDescription.sdp)
        await until(lambda: heard)
        yield leg, phone, heard


async def goes_on(heard: list[bytes]) -> None:
    before = len(heard)
    await until(lambda: len(heard) > before + 30)


def ports(phone: RTCPeerConnection) -> Any:
    """Of the phone's ICE: whose address the leg trusts."""
    return hooks.transport_of(phone).transport._connection._nominated[1].protocol


def test_a_stranger_gets_no_answer_and_costs_no_parsing() -> None:
    async def story() -> None:
        async with offered() as leg:
            ice = ice_of(leg)
            told = [
                signed(check(ice, password="x" * 22)),
                signed(check(ice, user="mall:ory")),
                bytes(Message(Method.BINDING, Class.REQUEST)),
                bytes(Message(Method.ALLOCATE, Class.REQUEST)),
                bytes(Message(Method.BINDING, Class.RESPONSE)),
                bytes(Message(Method.BINDING, Class.ERROR)),
                bytes(Message(Method.BINDING, Class.INDICATION)),
            ]
            with stranger() as mallory:
                for datagram in told:
                    mallory.sendto(datagram, home(leg))
                await until(lambda: sum(leg.lost.values()) == len(told))
                assert answered(mallory) == []
            assert leg.lost == {"stranger": 5, "stun": 2}
            assert ice._queue.qsize() == len(ice._early_checks) == 0

    run(story())


def test_a_check_without_priority_before_the_answer_does_not_end_the_connecting() -> None:
    """aioice kept it, and tripped over it inside `connect`, where nobody caught it."""

    async def story() -> None:
        leg, heard = PublisherLeg(here()), list[bytes]()
        leg.pipe.on_rtp = heard.append
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            bad = check(ice_of(leg))
            del bad.attributes["PRIORITY"]
            with stranger() as mallory:
                mallory.sendto(signed(bad), home(leg))
                await until(lambda: leg.lost["stun"] == 1)
            await leg.answer(phone.localDescription.sdp)
            await goes_on(heard)

    run(story())


def test_whoever_knows_the_password_makes_a_bounded_number_of_pairs() -> None:
    async def story() -> None:
        async with filming() as (leg, _, heard):
            ice = ice_of(leg)
            for _ in range(3 * door.MOST_PAIRS):
                with stranger() as mallory:
                    mallory.sendto(signed(check(ice)), home(leg))
                    await asyncio.sleep(0)
            await until(lambda: leg.lost["pairs"] + leg.lost["flood"] > 0)
            assert len(ice._check_list) <= door.MOST_PAIRS
            assert len(ice._remote_candidates) <= door.MOST_PAIRS
            await goes_on(heard)

    run(story())


def test_a_flood_of_signed_checks_from_elsewhere_is_cut_and_spends_nothing_of_the_phones() -> None:
    async def story() -> None:
        async with filming() as (leg, _, heard):
            flood = [signed(check(ice_of(leg))) for _ in range(50)]
            with stranger() as mallory:
                for _ in range(20):
                    for datagram in flood:
                        mallory.sendto(datagram, home(leg))
                    await asyncio.sleep(0.01)
            await until(lambda: leg.lost["flood"] > 500)
            await goes_on(heard)

    run(story())


def test_a_peer_who_always_claims_a_conflict_of_roles_is_not_asked_for_ever() -> None:
    """aioice asks again from within the call that asked, without an end."""

    async def story() -> None:
        async with offered() as leg:
            ice = ice_of(leg)
            ice.remote_username, ice.remote_password = "mall", "m" * 22
            asked = 0
            [port] = ice._protocols
            with stranger() as mallory:
                ice._early_checks_done = True
                mallory.sendto(signed(check(ice)), home(leg))
                for _ in range(100):
                    await asyncio.sleep(0.01)
                    for datagram in answered(mallory):
                        if datagram[:2] != b"\x00\x01":
                            continue
                        asked += 1
                        error = Message(Method.BINDING, Class.ERROR, datagram[8:20])
                        error.attributes["ERROR-CODE"] = (487, "Role Conflict")
                        error.add_message_integrity(b"m" * 22)
                        mallory.sendto(bytes(error), home(leg))
            assert 0 < asked <= door.MOST_CONFLICTS + 3
            assert leg.lost["conflict"] > 0
            assert len(port.transactions) <= 1

    run(story())


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
def test_dtls_that_bears_the_phones_address_and_isnt_hers_ends_nothing(datagram: bytes) -> None:
    async def story() -> None:
        async with filming() as (leg, phone, heard):
            port = ports(phone)
            for _ in range(50):
                port.transport.sendto(datagram, home(leg))
            await goes_on(heard)
            assert leg.connection.connectionState == "connected"
            assert not leg.closed.is_set()

    run(story())


def test_an_alert_in_the_clear_beside_each_flight_does_not_end_the_handshake() -> None:
    """Whoever sees the call's addresses could write one under the phone's."""

    async def story() -> None:
        leg, heard = PublisherLeg(here()), list[bytes]()
        leg.pipe.on_rtp = heard.append
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            [port] = hooks.transport_of(phone).transport._connection._protocols
            send = port.send_data

            async def beside(data: bytes, addr: tuple[str, int]) -> None:
                for body in (ALERT, CLOSING):
                    await send(record(21, 0, body), addr)
                await send(data, addr)

            port.send_data = beside  # type: ignore[method-assign]
            await leg.answer(phone.localDescription.sdp)
            await goes_on(heard)
            assert leg.lost["dtls"] > 4

    run(story())


def test_strangers_who_are_quicker_than_the_phone_begin_nothing() -> None:
    async def story() -> None:
        leg, heard = PublisherLeg(here()), list[bytes]()
        leg.pipe.on_rtp = heard.append
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            with stranger() as mallory:
                for _ in range(100):
                    mallory.sendto(HELLO, home(leg))
                await leg.answer(phone.localDescription.sdp)
                for _ in range(50):
                    mallory.sendto(HELLO, home(leg))
                    await asyncio.sleep(0.005)
            await goes_on(heard)
            assert leg.lost["stranger"] >= 100

    run(story())


def test_a_phone_that_wants_new_keys_again_and_again_is_heard_on() -> None:
    async def story() -> None:
        async with filming() as (leg, phone, heard):
            dtls = hooks.transport_of(phone)
            assert dtls._ssl is not None
            for _ in range(300):
                with suppress(SSL.Error):
                    dtls._ssl.renegotiate()
                with suppress(SSL.Error):
                    dtls._ssl.do_handshake()
                with suppress(SSL.Error):
                    await dtls.transport._send(dtls._ssl.bio_read(1_500))
            await goes_on(heard)
            assert not leg.closed.is_set()

    run(story())


def test_data_that_nobody_reads_is_not_kept_for_the_phone_that_sends_it() -> None:
    """OpenSSL would: aiortc reads once for each datagram, however many records are in it."""

    async def story() -> None:
        async with filming() as (leg, phone, heard):
            dtls = hooks.transport_of(phone)
            assert dtls._ssl is not None
            for _ in range(20):
                many = bytearray()
                for _ in range(20):
                    dtls._ssl.send(b"x")
                    many += dtls._ssl.bio_read(1_500)
                await dtls.transport._send(bytes(many))
            await until(lambda: leg.lost["dtls"] == 20)
            await goes_on(heard)

    run(story())


def test_a_phone_with_ever_new_ssrcs_is_heard_under_a_bounded_number_of_them() -> None:
    async def story() -> None:
        async with filming() as (leg, phone, heard):
            dtls = hooks.transport_of(phone)
            for ssrc in range(10_000, 10_000 + 4 * MOST_SSRCS):
                packet = struct.pack("!BBHLL", 0x80, 97, 1, 1, ssrc) + b"\x10\x00"
                await dtls._send_rtp(packet)
            await until(lambda: leg.lost["ssrc"] > 0)
            spoken = {packet[8:12] for packet in heard}
            assert len(spoken) <= MOST_SSRCS
            await goes_on(heard)

    run(story())


def test_the_phones_own_goodbye_ends_the_leg() -> None:
    async def story() -> None:
        async with filming() as (leg, phone, _):
            await hooks.transport_of(phone).stop()
            await asyncio.wait_for(leg.closed.wait(), 10)

    run(story())


def test_what_waits_for_dtls_is_bounded() -> None:
    async def story() -> None:
        async with offered() as leg:
            ice = ice_of(leg)
            with stranger() as mallory:
                mallory.sendto(signed(check(ice)), home(leg))
                await until(lambda: ice._early_checks)
                for _ in range(200):
                    mallory.sendto(HELLO, home(leg))
                await until(lambda: leg.lost["waiting"] + leg.lost["flood"] > 0)
            assert 0 < ice._queue.qsize() <= door.MOST_WAITING

    run(story())


def test_a_connecting_that_fails_in_a_task_is_told_to_the_leg() -> None:
    async def story() -> None:
        leg = PublisherLeg(here())

        async def breaks(parameters: object) -> None:
            raise ValueError("a certificate that can't be read")

        hooks.transport_of(leg.connection).start = breaks  # type: ignore[assignment,method-assign]
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            await leg.answer(phone.localDescription.sdp)
            await asyncio.wait_for(leg.closed.wait(), 10)
            assert leg.lost["failed"] == 1

    run(story())
