"""Taking connections in: few per caller, each with its TLS, until the end."""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress

import h11

from edge.sides import CLOSE_SECONDS, Side, closing

HANDSHAKE_SECONDS = 10.0
# A browser opens six to a port, and a socket; an office may come from one address.
MOST_PER_CALLER = 100
MOST = 1000
WAITING = 512
# When the system has no more files for us.
PAUSE_SECONDS = 0.2

Serve = Callable[[Side, str], Awaitable[None]]


class Door:
    """What the ports share: who is in, so that nobody takes every place."""

    def __init__(self) -> None:
        self._inside: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    def admit(self, caller: str) -> bool:
        if self._inside[caller] >= MOST_PER_CALLER or self._inside.total() >= MOST:
            return False
        self._inside[caller] += 1
        return True

    def leave(self, caller: str) -> None:
        self._inside[caller] -= 1
        if not self._inside[caller]:
            del self._inside[caller]

    async def open(self, listener: socket.socket, serve: Serve, tls: ssl.SSLContext | None) -> None:
        """Takes connections from a port, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                wire, (caller, _port) = await loop.sock_accept(listener)
            except OSError:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if not self.admit(caller):
                wire.close()
                continue
            # Asyncio does so for its own. Without, an answer's body waits 40 ms for the phone to
            # have acknowledged the head.
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            task = asyncio.create_task(self._receive(wire, caller, serve, tls))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _receive(
        self, wire: socket.socket, caller: str, serve: Serve, tls: ssl.SSLContext | None
    ) -> None:
        # Who breaks off, or speaks neither TLS nor HTTP, has only herself to tell.
        try:
            with suppress(OSError, h11.ProtocolError):
                reader, writer = await streams(wire, tls)
                async with closing(writer):
                    await serve(Side(h11.SERVER, reader, writer), caller)
        finally:
            self.leave(caller)

    async def close(self, seconds: float) -> None:
        """Lets what is under way come to its end for a moment."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)


async def streams(
    wire: socket.socket, tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Asyncio's own `start_server` tells of a caller only after her handshake."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.connect_accepted_socket(
        lambda: protocol,
        wire,
        ssl=tls,
        ssl_handshake_timeout=HANDSHAKE_SECONDS if tls else None,
        ssl_shutdown_timeout=CLOSE_SECONDS if tls else None,
    )
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


def listening(address: str, port: int) -> socket.socket:
    """OSError when the port is taken."""
    made = socket.create_server((address, port), backlog=WAITING)
    made.setblocking(False)
    return made
