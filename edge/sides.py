"""One side of a conversation: a connection, and what h11 understands of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import h11

CHUNK = 65536
HEAD_MAX = 32 * 1024
# How long a side may be silent in the middle of a message. Engine.IO pings every 25 s.
STALL_SECONDS = 60.0
CLOSE_SECONDS = 2.0

Event = h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]


class Side:
    """Reads and writes HTTP as h11 events, and bytes once the protocol is switched."""

    def __init__(
        self,
        role: type[h11.SERVER | h11.CLIENT],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.http = h11.Connection(role, max_incomplete_event_size=HEAD_MAX)
        self.reader = reader
        self.writer = writer

    async def next(self, seconds: float = STALL_SECONDS) -> Event:
        """The next event. TimeoutError when nothing comes, h11.RemoteProtocolError for what is no
        HTTP."""
        while (event := self.http.next_event()) is h11.NEED_DATA:
            async with asyncio.timeout(seconds):
                self.http.receive_data(await self.reader.read(CHUNK))
        return event

    async def send(self, event: h11.Event) -> None:
        await self.write(self.http.send(event) or b"")

    async def write(self, data: bytes) -> None:
        """TimeoutError when the other side does not take it."""
        self.writer.write(data)
        async with asyncio.timeout(STALL_SECONDS):
            await self.writer.drain()


@asynccontextmanager
async def closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    """Closes the connection soon after, or at once when there is no time left."""
    try:
        yield
        writer.close()
        with suppress(OSError):  # the other side was faster, or doesn't care
            async with asyncio.timeout(CLOSE_SECONDS):
                await writer.wait_closed()
    finally:
        # The TLS transport of Python 3.11.2 forgets its protocol when it is closed a second time,
        # and is then closed for good: aborting it fails.
        with suppress(AttributeError):
            writer.transport.abort()
