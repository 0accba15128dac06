"""The node's STUN server, on the first port of its range: pages learn there whether UDP reaches the
node, and from which of their addresses. Nothing is kept of a client but a token bucket.
"""

import asyncio
import socket
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv6Address
from typing import Any

import structlog

from realtime.media.transport import stun
from realtime.token_bucket import TokenBucket

# A page asks a handful of times at each check; many pages may stand behind one address.
ADDRESS_SECOND, ADDRESS_BURST = 20.0, 200.0
SECOND, BURST = 500.0, 2_000.0
MOST_ADDRESSES = 4_096
MOST_UNSENT = 65_536
# Names, clocks and the like listen below; no browser asks from there, but a forged sender may.
LOWEST_PORT = 1_024

log = structlog.get_logger()


class StunLimits:
    """The limits of a node, for all its addresses together. Forged senders make us forget the real
    ones sooner, which only gives those a full bucket again; the total holds all the same."""

    def __init__(self, now: float) -> None:
        self._total = TokenBucket(SECOND, BURST, now)
        self._clients: OrderedDict[str, TokenBucket] = OrderedDict()

    def refuses(self, address: str, now: float) -> str | None:
        """The reason of a refusal. A client that asks too often takes nothing from the others."""
        client = _client(address)
        bucket = self._clients.pop(client, None) or TokenBucket(ADDRESS_SECOND, ADDRESS_BURST, now)
        self._clients[client] = bucket
        if len(self._clients) > MOST_ADDRESSES:
            self._clients.popitem(last=False)
        if not bucket.take(now):
            return "address"
        return None if self._total.take(now) else "total"


def _client(address: str) -> str:
    """The client behind an address: in IPv6 the holder of one address has all of its /64."""
    if ":" not in address:
        return address
    return IPv6Address(address.partition("%")[0]).packed[:8].hex()


class StunResponder(asyncio.DatagramProtocol):
    """The server at one address. `dropped` counts what was not answered, by reason."""

    def __init__(
        self, limits: StunLimits, dropped: Counter[str], now: Callable[[], float] = time.monotonic
    ) -> None:
        self.answered = 0
        self.dropped = dropped
        self.closed = asyncio.Event()
        self._limits = limits
        self._now = now
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        reason = self._answer(data, addr)
        if reason is None:
            self.answered += 1
        else:
            self.dropped[reason] += 1

    def _answer(self, data: bytes, addr: tuple[Any, ...]) -> str | None:
        """The reason for not answering. A datagram that is no request costs the address nothing,
        and us the least; a request counts before its password is checked."""
        address, port = str(addr[0]), int(addr[1])
        if port < LOWEST_PORT:
            return "port"
        try:
            request = stun.read(data)
            if (reason := self._limits.refuses(address, self._now())) is not None:
                return reason
            if self._transport.get_write_buffer_size() > MOST_UNSENT:
                return "unsent"
            self._transport.sendto(request.answer(address, port), addr)
        except stun.Unanswerable as refusal:
            return str(refusal)
        return None


class StunServer:
    """A node's server, with a responder at each of its addresses."""

    def __init__(self) -> None:
        self.dropped: Counter[str] = Counter()
        self._limits = StunLimits(time.monotonic())
        self._responders: list[tuple[asyncio.DatagramTransport, StunResponder]] = []

    @property
    def answered(self) -> int:
        return sum(responder.answered for _, responder in self._responders)

    async def _open(self, address: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        bound = _bound(address, port)
        self._responders.append(
            await loop.create_datagram_endpoint(
                lambda: StunResponder(self._limits, self.dropped), sock=bound
            )
        )

    async def _close(self) -> None:
        for transport, _ in self._responders:
            transport.close()
        for _, responder in self._responders:
            await responder.closed.wait()


@asynccontextmanager
async def open_stun_server(addresses: Sequence[str], port: int) -> AsyncIterator[StunServer]:
    """Answers at each address until the context is left. Where another program has the port nobody
    answers: calls work without, only the check before them can't tell."""
    server = StunServer()
    try:
        for address in addresses:
            try:
                await server._open(address, port)
            except OSError as error:
                log.warning("no STUN server", address=address, port=port, problem=str(error)[:200])
        yield server
    finally:
        await server._close()


def _bound(address: str, port: int) -> socket.socket:
    """A socket that shares its port with other nodes of this machine: it doesn't matter which of
    them answers."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_DGRAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind((address, port))
        bound.setblocking(False)
    except OSError:
        bound.close()
        raise
    return bound
