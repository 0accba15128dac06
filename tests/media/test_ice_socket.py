"""Inputs that once got past a leg's port, or would have: each is counted and does no harm."""

import asyncio
import struct

from aioice.stun import Class, Message, Method

from realtime.media.transport import aiortc_hooks, ice_socket
from realtime.media.transport.leg import PublisherLeg
from realtime.media.transport.srtp import MOST_SSRCS
from tests.builders.datagrams import HELLO, check, received_datagrams, signed, stranger_socket
from tests.builders.legs import filming_leg, home, ice_of, offered_leg, wait_for_more_packets
from tests.builders.peers import closing, here, phone_tracks, run, stock_peer, until


def test_a_stranger_gets_no_answer_and_costs_no_parsing() -> None:
    async def story() -> None:
        async with offered_leg() as leg:
            ice = ice_of(leg)
            counts = [
                signed(check(ice, password="x" * 22)),
                signed(check(ice, user="mall:ory")),
                bytes(Message(Method.BINDING, Class.REQUEST)),
                bytes(Message(Method.ALLOCATE, Class.REQUEST)),
                bytes(Message(Method.BINDING, Class.RESPONSE)),
                bytes(Message(Method.BINDING, Class.ERROR)),
                bytes(Message(Method.BINDING, Class.INDICATION)),
            ]
            with stranger_socket() as mallory:
                for datagram in counts:
                    mallory.sendto(datagram, home(leg))
                await until(lambda: sum(leg.lost.values()) == len(counts))
                assert received_datagrams(mallory) == []
            assert leg.lost == {"stranger": 5, "stun": 2}
            assert ice._queue.qsize() == len(ice._early_checks) == 0

    run(story())


def test_a_check_without_priority_before_the_answer_does_not_end_the_connecting() -> None:
    """The library aioice kept the check and failed on it inside `connect`, where nobody caught the
    error."""

    async def story() -> None:
        leg, heard = PublisherLeg(here()), list[bytes]()
        leg.srtp.on_rtp = lambda packet, _: heard.append(packet)
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            bad = check(ice_of(leg))
            del bad.attributes["PRIORITY"]
            with stranger_socket() as mallory:
                mallory.sendto(signed(bad), home(leg))
                await until(lambda: leg.lost["stun"] == 1)
            await leg.answer(phone.localDescription.sdp)
            await wait_for_more_packets(heard)

    run(story())


def test_a_sender_with_the_password_makes_a_bounded_number_of_pairs() -> None:
    async def story() -> None:
        async with filming_leg() as (leg, _, heard):
            ice = ice_of(leg)
            for _ in range(3 * ice_socket.MOST_PAIRS):
                with stranger_socket() as mallory:
                    mallory.sendto(signed(check(ice)), home(leg))
                    await asyncio.sleep(0)
            await until(lambda: leg.lost["pairs"] + leg.lost["flood"] > 0)
            assert len(ice._check_list) <= ice_socket.MOST_PAIRS
            assert len(ice._remote_candidates) <= ice_socket.MOST_PAIRS
            await wait_for_more_packets(heard)

    run(story())


def test_a_flood_of_signed_checks_from_elsewhere_is_limited_apart_from_the_phones_checks() -> None:
    async def story() -> None:
        async with filming_leg() as (leg, _, heard):
            flood = [signed(check(ice_of(leg))) for _ in range(50)]
            with stranger_socket() as mallory:
                for _ in range(20):
                    for datagram in flood:
                        mallory.sendto(datagram, home(leg))
                    await asyncio.sleep(0.01)
            await until(lambda: leg.lost["flood"] > 500)
            await wait_for_more_packets(heard)

    run(story())


def test_a_peer_that_always_claims_a_role_conflict_is_not_asked_for_ever() -> None:
    """The library aioice asks again from within the call that asked, without an end."""

    async def story() -> None:
        async with offered_leg() as leg:
            ice = ice_of(leg)
            ice.remote_username, ice.remote_password = "mall", "m" * 22
            checks = 0
            [port] = ice._protocols
            with stranger_socket() as mallory:
                ice._early_checks_done = True
                mallory.sendto(signed(check(ice)), home(leg))
                for _ in range(100):
                    await asyncio.sleep(0.01)
                    for datagram in received_datagrams(mallory):
                        if datagram[:2] != b"\x00\x01":
                            continue
                        checks += 1
                        error = Message(Method.BINDING, Class.ERROR, datagram[8:20])
                        error.attributes["ERROR-CODE"] = (487, "Role Conflict")
                        error.add_message_integrity(b"m" * 22)
                        mallory.sendto(bytes(error), home(leg))
            assert 0 < checks <= ice_socket.MOST_CONFLICTS + 3
            assert leg.lost["conflict"] > 0
            assert len(port.transactions) <= 1

    run(story())


def test_strangers_that_are_quicker_than_the_phone_begin_no_handshake() -> None:
    async def story() -> None:
        leg, heard = PublisherLeg(here()), list[bytes]()
        leg.srtp.on_rtp = lambda packet, _: heard.append(packet)
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            with stranger_socket() as mallory:
                for _ in range(100):
                    mallory.sendto(HELLO, home(leg))
                await leg.answer(phone.localDescription.sdp)
                for _ in range(50):
                    mallory.sendto(HELLO, home(leg))
                    await asyncio.sleep(0.005)
            await wait_for_more_packets(heard)
            assert leg.lost["stranger"] >= 100

    run(story())


def test_a_phone_with_ever_new_ssrcs_is_received_under_a_bounded_number_of_them() -> None:
    async def story() -> None:
        async with filming_leg() as (leg, phone, heard):
            dtls = aiortc_hooks.transport_of(phone)
            for ssrc in range(10_000, 10_000 + 4 * MOST_SSRCS):
                packet = struct.pack("!BBHLL", 0x80, 97, 1, 1, ssrc) + b"\x10\x00"
                await dtls._send_rtp(packet)
            await until(lambda: leg.lost["ssrc"] > 0)
            spoken = {packet[8:12] for packet in heard}
            assert len(spoken) <= MOST_SSRCS
            await wait_for_more_packets(heard)

    run(story())


def test_a_connecting_that_fails_in_a_task_reaches_the_leg() -> None:
    async def story() -> None:
        leg = PublisherLeg(here())

        async def breaks(parameters: object) -> None:
            raise ValueError("a certificate that can't be read")

        # A DTLS transport that refuses what a stranger sent, without sending anything of the kind.
        aiortc_hooks.transport_of(leg.connection).start = breaks  # type: ignore[assignment,method-assign]
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            await leg.answer(phone.localDescription.sdp)
            await asyncio.wait_for(leg.closed.wait(), 10)
            assert leg.lost["failed"] == 1

    run(story())
