"""The STUN server at real sockets: it answers a client, not a flood, and no other client
suffers."""

import asyncio
import random
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

import pytest
from aioice import Candidate, Connection
from aioice.stun import parse_message

from realtime.media.transport.stun import FRAGMENT, PASSWORD
from realtime.media.transport.stun_server import (
    ADDRESS_BURST,
    ADDRESS_SECOND,
    BURST,
    LOWEST_PORT,
    MOST_ADDRESSES,
    StunLimits,
    StunServer,
    open_stun_server,
)
from tests.builders.peers import HERE, run
from tests.media.test_stun import check, plain, request

PORT = 43_100
PATIENCE = 10.0


class StunClient(asyncio.DatagramProtocol):
    """A client of the server, as a browser's socket."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()
        self.sent: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.sent = transport

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.heard.put_nowait(data)

    @property
    def port(self) -> int:
        return int(self.sent.get_extra_info("sockname")[1])

    def send(self, *datagrams: bytes) -> None:
        for datagram in datagrams:
            self.sent.sendto(datagram)

    async def answer(self) -> bytes:
        return await asyncio.wait_for(self.heard.get(), PATIENCE)


@asynccontextmanager
async def stun_client(at: str = HERE, own: str = HERE) -> AsyncIterator[StunClient]:
    loop = asyncio.get_running_loop()
    transport, client = await loop.create_datagram_endpoint(
        StunClient, local_addr=(own, 0), remote_addr=(at, PORT)
    )
    try:
        yield client
    finally:
        transport.close()


async def all_heard(server: StunServer, count: int) -> None:
    for _ in range(int(PATIENCE * 100)):
        if server.answered + sum(server.dropped.values()) >= count:
            return
        await asyncio.sleep(0.01)
    raise AssertionError((server.answered, server.dropped, count))


def test_a_browser_learns_its_address_at_each_address_of_the_node() -> None:
    async def story() -> None:
        async with open_stun_server([HERE, "127.0.0.2", "::1"], PORT) as server:
            for at, own in ((HERE, HERE), ("127.0.0.2", HERE), ("::1", "::1")):
                async with stun_client(at, own) as tess:
                    binding_request = request()
                    tess.send(bytes(binding_request))
                    response = parse_message(await tess.answer())
                    assert response.transaction_id == binding_request.transaction_id
                    assert response.attributes["XOR-MAPPED-ADDRESS"] == (own, tess.port)
            assert (server.answered, server.dropped) == (3, Counter())

    run(story())


def test_the_stun_server_connects_to_ice_as_a_lite_peer() -> None:
    """The library aioice plays the browser's part."""

    async def story() -> None:
        async with open_stun_server([HERE], PORT) as server:
            page = Connection(ice_controlling=True)
            with patch("aioice.ice.get_host_addresses", lambda **_: [HERE]):
                await page.gather_candidates()
            page.remote_is_lite = True
            page.remote_username, page.remote_password = FRAGMENT, PASSWORD
            counts = f"1 1 udp 2130706431 {HERE} {PORT} typ host"
            await page.add_remote_candidate(Candidate.from_sdp(counts))
            await page.add_remote_candidate(None)
            await asyncio.wait_for(page.connect(), PATIENCE)
            await page.close()
            assert server.answered
            assert server.dropped == Counter()

    run(story())


def test_nonsense_is_counted_by_reason_and_the_next_request_is_answered() -> None:
    async def story() -> None:
        async with open_stun_server([HERE], PORT) as server, stun_client() as tess:
            tess.send(b"x", bytes(600), b"short", check(password="another"), plain()[:19])
            tess.send(plain())
            await tess.answer()
            assert server.answered == 1
            assert server.dropped == Counter(shape=3, large=1, credentials=1)

    run(story())


def test_the_other_addresses_answer_when_another_program_has_the_port_of_one() -> None:
    async def story() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind((HERE, PORT))
            async with (
                open_stun_server([HERE, "127.0.0.2"], PORT),
                stun_client("127.0.0.2") as tess,
            ):
                tess.send(plain())
                assert await tess.answer()
        async with open_stun_server([HERE, "127.0.0.2"], PORT), stun_client(HERE) as tess:
            tess.send(plain())
            assert await tess.answer()

    run(story())


def test_a_client_that_asks_too_often_takes_nothing_from_the_others() -> None:
    async def story() -> None:
        async with (
            open_stun_server([HERE], PORT) as server,
            stun_client(own="127.0.0.3") as mallory,
            stun_client(own="127.0.0.4") as tess,
        ):
            for _ in range(8):
                mallory.send(*[plain()] * 100)
                await asyncio.sleep(0.01)
            await all_heard(server, 800)
            assert ADDRESS_BURST <= server.answered < ADDRESS_BURST + ADDRESS_SECOND * PATIENCE
            assert server.dropped == Counter(address=800 - server.answered)
            tess.send(plain())
            assert await tess.answer()

    run(story())


def test_an_address_is_answered_again_after_a_while() -> None:
    limits = StunLimits(0.0)
    took = [limits.refuses("198.51.100.7", 0.0) for _ in range(int(ADDRESS_BURST) + 1)]
    assert took == [None] * int(ADDRESS_BURST) + ["address"]
    assert limits.refuses("198.51.100.7", 1.0) is None
    again = [limits.refuses("198.51.100.7", 1.0) for _ in range(int(ADDRESS_SECOND))]
    assert again == [None] * (int(ADDRESS_SECOND) - 1) + ["address"]


def test_a_64_bit_network_of_ipv6_is_limited_as_one_client() -> None:
    limits = StunLimits(0.0)
    for number in range(int(ADDRESS_BURST)):
        assert limits.refuses(f"2001:db8:0:1::{number:x}", 0.0) is None
    assert limits.refuses("2001:db8:0:1:ffff::1", 0.0) == "address"
    assert limits.refuses("2001:db8:0:2::1", 0.0) is None


def test_forged_senders_meet_the_total_limit_and_fill_no_memory() -> None:
    limits = StunLimits(0.0)
    seen = Counter(
        limits.refuses(f"10.{high}.{low}.7", 0.0) for high in range(100) for low in range(100)
    )
    assert seen == Counter({None: int(BURST), "total": 10_000 - int(BURST)})
    assert len(limits._clients) == MOST_ADDRESSES


def test_a_forged_sender_at_the_port_of_a_known_service_gets_nothing() -> None:
    async def story() -> None:
        async with open_stun_server([HERE], PORT) as server:
            [(_, responder)] = server._responders
            responder.datagram_received(plain(), (HERE, 53))
            responder.datagram_received(plain(), (HERE, LOWEST_PORT - 1))
            assert server.dropped == Counter(port=2)
            assert server.answered == 0

    run(story())


def test_two_nodes_of_one_machine_share_the_port() -> None:
    async def story() -> None:
        async with open_stun_server([HERE], PORT) as old:
            async with open_stun_server([HERE], PORT), stun_client() as tess:
                tess.send(plain())
                assert await tess.answer()
            before = old.answered
            async with stun_client() as tess:
                tess.send(plain())
                assert await tess.answer()
            assert old.answered == before + 1

    run(story())


async def flooded(seed: int, count: int) -> None:
    """Sends random datagrams from many addresses; Tess is answered all the while."""
    dice = random.Random(seed)
    whole = [plain(), check(), check(password="another"), bytes(request(SOFTWARE="x" * 40))]
    async with open_stun_server([HERE], PORT) as server, stun_client(own="127.0.0.9") as tess:
        sent = 0
        while sent < count:
            async with stun_client(own=f"127.0.1.{dice.randrange(1, 255)}") as stranger:
                for _ in range(min(100, count - sent)):
                    data = bytearray(dice.choice(whole))
                    for _ in range(dice.randrange(3)):
                        data[dice.randrange(len(data))] = dice.randrange(256)
                    stranger.send(bytes(data[: dice.choice((None, dice.randrange(20, 60)))]))
                    sent += 1
                await all_heard(server, sent)
            tess.send(plain())
            assert await tess.answer(), seed
            sent += 1
        assert server.answered + sum(server.dropped.values()) == sent, seed
        assert set(server.dropped) >= {"shape", "kind", "credentials"}, (seed, server.dropped)


def test_a_flood_of_nonsense_does_not_delay_the_answer_to_tess() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    run(flooded(seed, 2_000))


@pytest.mark.soak
def test_a_long_flood_does_not_delay_the_answer_to_tess() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    asyncio.run(flooded(seed, 200_000))
