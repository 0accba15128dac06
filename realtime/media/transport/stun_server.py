"""The node answers STUN on the first port of its range: pages learn there whether UDP reaches it,
and from which address of theirs. Nothing is kept of who asked but a count of what she may ask yet.
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
# Names, clocks and the like listen there; no browser asks from below, but a forged sender may.
LOWEST_PORT = 1_024

log = structlog.get_logger()


class StunLimits:
    """Of all addresses of a node together. Who forges senders makes us forget the real ones
    sooner, which only gives them anew what they had in hand; the total holds all the same."""

    def __init__(self, now: float) -> None:
        self._all = TokenBucket(SECOND, BURST, now)
        self._each: OrderedDict[str, TokenBucket] = OrderedDict()

    def refuses(self, address: str, now: float) -> str | None:
        """The reason. An address that asks too often takes nothing from the others."""
        asker = _asker(address)
        bucket = self._each.pop(asker, None) or TokenBucket(ADDRESS_SECOND, ADDRESS_BURST, now)
        self._each[asker] = bucket
        if len(self._each) > MOST_ADDRESSES:
            self._each.popitem(last=False)
        if not bucket.take(now):
            return "address"
        return None if self._all.take(now) else "total"


def _asker(address: str) -> str:
    """In IPv6 whoever has one address has all of its /64."""
    if ":" not in address:
        return address
    return IPv6Address(address.partition("%")[0]).packed[:8].hex()


class StunResponder(asyncio.DatagramProtocol):
    """At one address. `dropped` counts what was not answered, by reason."""

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
        why = self._answer(data, addr)
        if why is None:
            self.answered += 1
        else:
            self.dropped[why] += 1

    def _answer(self, data: bytes, addr: tuple[Any, ...]) -> str | None:
        """Why not. What is no request costs the address nothing, and us the least; what is one
        counts before its password is looked at."""
        address, port = str(addr[0]), int(addr[1])
        if port < LOWEST_PORT:
            return "port"
        try:
            request = stun.read(data)
            if (why := self._limits.refuses(address, self._now())) is not None:
                return why
            if self._transport.get_write_buffer_size() > MOST_UNSENT:
                return "unsent"
            self._transport.sendto(request.answer(address, port), addr)
        except stun.Unanswerable as refusal:
            return str(refusal)
        return None


class StunServer:
    """A node's, one for each of its addresses."""

    def __init__(self) -> None:
        self.dropped: Counter[str] = Counter()
        self._limits = StunLimits(time.monotonic())
        self._each: list[tuple[asyncio.DatagramTransport, StunResponder]] = []

    @property
    def answered(self) -> int:
        return sum(echo.answered for _, echo in self._each)

    async def _open(self, address: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        bound = _bound(address, port)
        self._each.append(
            await loop.create_datagram_endpoint(
                lambda: StunResponder(self._limits, self.dropped), sock=bound
            )
        )

    async def _close(self) -> None:
        for transport, _ in self._each:
            transport.close()
        for _, echo in self._each:
            await echo.closed.wait()


@asynccontextmanager
async def open_stun_server(addresses: Sequence[str], port: int) -> AsyncIterator[StunServer]:
    """Answers at each address, until left. Where another program has the port nobody does: calls
    work without, only the check before them can't tell."""
    echoes = StunServer()
    try:
        for address in addresses:
            try:
                await echoes._open(address, port)
            except OSError as error:
                log.warning("no echo", address=address, port=port, problem=str(error)[:200])
        yield echoes
    finally:
        await echoes._close()


def _bound(address: str, port: int) -> socket.socket:
    """Shared with other nodes of this machine: it doesn't matter which of them answers."""
    made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind((address, port))
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made
