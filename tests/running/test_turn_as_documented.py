"""A coturn that is set up as docs/deploying.md says: by UDP, TCP and TLS it reaches the node and
nothing else, and it opens nothing for a credential that has ended."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import create_turn_endpoint

from server.auth.ice import ice_servers
from server.settings.settings import Settings
from tests.builders import turn
from tests.builders.turn import Turn
from tests.running.test_turn import Far

SECRET = "the-turn-secret-of-these-tests"
NODE = "127.0.0.2"
# The peers are the machine itself, a neighbour, the clouds' metadata, a broadcast, a group, and
# everybody else.
OTHERS = ("127.0.0.1", "127.0.0.3", "169.254.169.254", "10.0.0.1", "255.255.255.255", "8.8.8.8")
WAYS = ("udp", "tcp", "tls")
UNAUTHORIZED, FORBIDDEN, QUOTA = 401, 403, 486


@pytest.fixture(scope="module")
def relay() -> Iterator[Turn]:
    with turn.documented(turn.program(), SECRET, NODE) as server:
        yield server


@pytest.fixture
def settings(relay: Turn, tmp_path: Path) -> Settings:
    return Settings.from_environment(
        {
            "SMARTHANDS_DATA": str(tmp_path),
            "SMARTHANDS_TURN_URLS": f"{relay.url},{relay.url}?transport=tcp,{relay.tls_url}",
            "SMARTHANDS_TURN_SECRET": relay.secret,
            "SMARTHANDS_TURN_MINUTES": "5",
        }
    )


class Near(asyncio.DatagramProtocol):
    """The phone's side of the relay, which keeps what came back, or how it was refused."""

    def __init__(self) -> None:
        self.heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.gone = asyncio.Event()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if not self.heard.done():
            self.heard.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.heard.done():
            self.heard.set_exception(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone.set()


class Phone:
    """A phone with a credential that was issued so long ago, over UDP, TCP or TLS."""

    def __init__(self, relay: Turn, settings: Settings, way: str, age: float = 0) -> None:
        self._relay, self._way = relay, way
        issued = datetime.now(UTC) - timedelta(seconds=age)
        [self._server] = ice_servers(settings, "tess", issued)

    async def __aenter__(self) -> "Phone":
        over_tls = self._way == "tls"
        trusting = ssl.create_default_context(cafile=self._relay.root) if over_tls else None
        self._relayed, self._near = await create_turn_endpoint(
            Near,
            server_addr=(turn.HERE, self._relay.tls if over_tls else self._relay.port),
            username=self._server["username"],
            password=self._server["credential"],
            transport="udp" if self._way == "udp" else "tcp",
            ssl=trusting,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        self._relayed.close()
        await asyncio.wait_for(self._near.gone.wait(), 10)

    async def send(self, host: str, port: int) -> bytes:
        """Sends data and returns what comes back; raises TransactionFailed."""
        self._relayed.sendto(b"what the camera saw", (host, port))
        return await asyncio.wait_for(self._near.heard, 10)


async def at_node(phone: Phone) -> bytes:
    loop = asyncio.get_running_loop()
    node, _ = await loop.create_datagram_endpoint(Far, local_addr=(NODE, 0))
    try:
        return await phone.send(NODE, node.get_extra_info("sockname")[1])
    finally:
        node.close()


async def refused(exchange: Any) -> int:
    """The relay's error code."""
    with pytest.raises(TransactionFailed) as refusal:
        await exchange
    return int(refusal.value.response.error_code or 0)


async def let_go() -> None:
    """Waits until nothing is connected any more: over TLS a client sends its close first."""
    # A failed client has no transport that could be asked: only the loop has it, in an attribute
    # that asyncio's types don't have.
    transports = asyncio.get_running_loop()._selector.get_map()  # type: ignore[attr-defined]
    async with asyncio.timeout(10):
        # One reader is the loop's own wake-up. A look now and then is the only way to learn of a
        # transport's end, since no event tells of it.
        while len(transports) > 1:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("way", WAYS)
def test_the_relay_reaches_the_node(relay: Turn, settings: Settings, way: str) -> None:
    async def story() -> None:
        async with Phone(relay, settings, way) as tess:
            assert await at_node(tess) == b"what the camera saw"

    asyncio.run(story())


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("way", WAYS)
def test_the_relay_reaches_nobody_else(
    relay: Turn, settings: Settings, way: str, other: str
) -> None:
    async def story() -> None:
        async with Phone(relay, settings, way) as mallory:
            assert await refused(mallory.send(other, 5432)) == FORBIDDEN

    asyncio.run(story())


@pytest.mark.parametrize("way", WAYS)
def test_a_credential_that_has_ended_opens_nothing(
    relay: Turn, settings: Settings, way: str
) -> None:
    async def story() -> None:
        ended = Phone(relay, settings, way, 302)
        assert await refused(ended.__aenter__()) == UNAUTHORIZED
        await let_go()

    asyncio.run(story())


def test_a_running_call_is_not_cut_when_its_credential_ends(
    relay: Turn, settings: Settings
) -> None:
    async def story() -> None:
        async with Phone(relay, settings, "tcp", 294) as tess:
            await asyncio.sleep(7.5)
            assert await at_node(tess) == b"what the camera saw"

    asyncio.run(story())


def test_one_participant_may_not_take_the_whole_relay(relay: Turn, settings: Settings) -> None:
    async def story() -> None:
        quota = int(turn.documented_settings().partition("user-quota=")[2].split()[0])
        async with AsyncExitStack() as taken:
            for _ in range(quota):
                await taken.enter_async_context(Phone(relay, settings, "udp"))
            assert await refused(Phone(relay, settings, "udp").__aenter__()) == QUOTA
        await let_go()

    asyncio.run(story())


def test_the_documented_addresses_are_accepted_by_the_settings() -> None:
    """The addresses beside the file are accepted by the setting, and match the file."""
    part = turn.PAGE.read_text("utf-8").partition("\n## Calls through firewalls\n")[2]
    line = next(line for line in part.splitlines() if line.startswith("SMARTHANDS_TURN_URLS="))
    environ = {"SMARTHANDS_TURN_URLS": line.partition("=")[2], "SMARTHANDS_TURN_SECRET": SECRET}
    urls = Settings.from_environment(environ).turn_urls
    lines = dict(
        line.split("=", 1) for line in turn.documented_settings().splitlines() if "=" in line
    )
    host = lines["realm"]
    assert urls == (
        f"turn:{host}:{lines['listening-port']}",
        f"turn:{host}:{lines['listening-port']}?transport=tcp",
        f"turns:{host}:{lines['tls-listening-port']}?transport=tcp",
    )
