"""Accepting connections: limited per caller, each with its TLS handshake, until the end."""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress

import h11

from edge.sides import CLOSE_SECONDS, Side, closing

HANDSHAKE_SECONDS = 10.0
# A browser opens six connections to a port, and a WebSocket; an office may share one address.
MOST_PER_CALLER = 100
MOST = 1000
WAITING = 512
# The pause after an accept that failed, as when the system has no more files for us.
PAUSE_SECONDS = 0.2

Serve = Callable[[Side, str], Awaitable[None]]


class Listener:
    """Accepts the connections of all ports and counts them by caller, so that none takes all."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    def admit(self, caller: str) -> bool:
        if self._open[caller] >= MOST_PER_CALLER or self._open.total() >= MOST:
            return False
        self._open[caller] += 1
        return True

    def leave(self, caller: str) -> None:
        self._open[caller] -= 1
        if not self._open[caller]:
            del self._open[caller]

    async def open(self, listener: socket.socket, serve: Serve, tls: ssl.SSLContext | None) -> None:
        """Accepts connections from a port, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, (caller, _port) = await loop.sock_accept(listener)
            except OSError:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if not self.admit(caller):
                connection.close()
                continue
            # Asyncio sets this on its own sockets. Without it, a response's body waits 40 ms until
            # the phone has acknowledged the head.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            task = asyncio.create_task(self._receive(connection, caller, serve, tls))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _receive(
        self, connection: socket.socket, caller: str, serve: Serve, tls: ssl.SSLContext | None
    ) -> None:
        # A caller who breaks off, or speaks neither TLS nor HTTP, needs no response.
        try:
            with suppress(OSError, h11.ProtocolError):
                reader, writer = await streams(connection, tls)
                async with closing(writer):
                    await serve(Side(h11.SERVER, reader, writer), caller)
        finally:
            self.leave(caller)

    async def close(self, seconds: float) -> None:
        """Waits up to `seconds` for open connections to end, then cancels them."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)


async def streams(
    connection: socket.socket, tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The streams of an accepted connection. Asyncio's own `start_server` reports a caller only
    after the TLS handshake, too late to limit callers."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.connect_accepted_socket(
        lambda: protocol,
        connection,
        ssl=tls,
        ssl_handshake_timeout=HANDSHAKE_SECONDS if tls else None,
        ssl_shutdown_timeout=CLOSE_SECONDS if tls else None,
    )
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


def listening(address: str, port: int) -> socket.socket:
    """A listening socket; OSError when the port is taken."""
    listener = socket.create_server((address, port), backlog=WAITING)
    listener.setblocking(False)
    return listener
