"""A real coturn accepts our credentials for as long as they are valid, and nobody else's."""

import asyncio
import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import create_turn_endpoint

from server.app import create_app
from server.auth.ice import ice_servers
from server.settings.settings import Settings
from tests.builders import turn
from tests.builders.jobs import open_job
from tests.builders.sessions import live_session
from tests.builders.site import Site, jobs_path
from tests.builders.turn import Turn
from tests.builders.world import World

SECRET = "the-turn-secret-of-these-tests"
MINUTES = 5
UNAUTHORIZED = 401


@pytest.fixture(scope="module")
def relay() -> Iterator[Turn]:
    with turn.running(turn.program(), SECRET) as server:
        yield server


@pytest.fixture
def settings(relay: Turn, tmp_path: Path) -> Settings:
    return Settings.from_environment(
        {
            "SMARTHANDS_DATA": str(tmp_path),
            "SMARTHANDS_TURN_URLS": f"{relay.url}?transport=udp,{relay.url}?transport=tcp",
            "SMARTHANDS_TURN_SECRET": relay.secret,
            "SMARTHANDS_TURN_MINUTES": str(MINUTES),
        }
    )


class Near(asyncio.DatagramProtocol):
    """The phone's side of the relay."""

    def __init__(self) -> None:
        self.heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.gone = asyncio.Event()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if not self.heard.done():
            self.heard.set_result(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone.set()


class Far(asyncio.DatagramProtocol):
    """A peer behind the relay, which sends back what it receives."""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.transport.sendto(data, addr)


async def relayed(server: dict[str, Any], url: str) -> bytes:
    """The data that comes back of a packet that went over the relay to a peer and home again."""
    address, _, query = url.removeprefix("turn:").partition("?transport=")
    host, _, port = address.partition(":")
    loop = asyncio.get_running_loop()
    far, _protocol = await loop.create_datagram_endpoint(Far, local_addr=("127.0.0.1", 0))
    try:
        relay, near = await create_turn_endpoint(
            Near,
            server_addr=(host, int(port)),
            username=server["username"],
            password=server["credential"],
            transport=query,
        )
        relay.sendto(b"what the camera saw", far.get_extra_info("sockname"))
        back = await asyncio.wait_for(near.heard, 10)
        relay.close()
        await asyncio.wait_for(near.gone.wait(), 10)
        return back
    finally:
        far.close()


def through(server: dict[str, Any], url: str | None = None) -> bytes:
    return asyncio.run(relayed(server, url or server["urls"][0]))


def refused(server: dict[str, Any]) -> int:
    """The relay's error code."""
    with pytest.raises(TransactionFailed) as refusal:
        through(server)
    return int(refusal.value.response.error_code or 0)


def issued(settings: Settings, age: timedelta = timedelta()) -> dict[str, Any]:
    """A credential that was issued so long ago."""
    [server] = ice_servers(settings, "tess", datetime.now(UTC) - age)
    return server


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_our_credential_opens_the_relay(settings: Settings, transport: str) -> None:
    server = issued(settings)
    [url] = [url for url in server["urls"] if url.endswith(transport)]
    assert through(server, url) == b"what the camera saw"


def test_a_credential_opens_the_relay_for_as_long_as_the_setting_says(settings: Settings) -> None:
    lifetime = timedelta(minutes=MINUTES)
    assert through(issued(settings, lifetime - timedelta(seconds=30)))
    assert refused(issued(settings, lifetime + timedelta(seconds=2))) == UNAUTHORIZED
    assert refused(issued(settings, timedelta(days=1))) == UNAUTHORIZED


def test_a_forged_credential_opens_nothing(settings: Settings) -> None:
    server = issued(settings)
    ends, _, who = server["username"].partition(":")
    changed = bytearray(base64.b64decode(server["credential"]))
    changed[0] ^= 1
    for forged in (
        {"username": f"{int(ends) + 3600}:{who}"},
        {"username": f"{ends}:eva"},
        {"username": ends},
        {"username": "tess"},
        {"credential": base64.b64encode(changed).decode()},
        {"credential": SECRET},
        {"credential": ""},
    ):
        assert refused(server | forged) == UNAUTHORIZED, forged


def test_a_credential_by_a_foreign_secret_opens_nothing(relay: Turn, tmp_path: Path) -> None:
    other = Settings.from_environment(
        {
            "SMARTHANDS_DATA": str(tmp_path),
            "SMARTHANDS_TURN_URLS": f"{relay.url}?transport=udp",
            "SMARTHANDS_TURN_SECRET": SECRET[::-1],
        }
    )
    assert refused(issued(other)) == UNAUTHORIZED


def test_the_credential_of_a_seat_opens_the_relay(settings: Settings, world: World) -> None:
    site = Site(create_app(settings), world)
    job = open_job(world, world.tess)
    session = live_session(world, job)
    world.clock.at = datetime.now(UTC)
    seat = site.signed_in("Tess").post(jobs_path(job, "sessions", session, "join"), {}).body
    [server] = seat["ice_servers"]
    assert server["username"].endswith(f":{seat['participant']}")
    assert through(server) == b"what the camera saw"
