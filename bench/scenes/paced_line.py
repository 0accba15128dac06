"""A line of so many bits a second between a phone and a server, shared by all connections on it."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 16 * 1024
QUEUED = 64 * 1024
"""The bytes that a connection may have waiting, as a radio's own queue: the rest waits at home."""


class PacedLine:
    """A TCP relay whose way up carries `bits` a second; the way down is as fast as it goes."""

    def __init__(self, target: tuple[str, int], bits: float) -> None:
        self._target, self._bytes_a_second = target, bits / 8
        self._free_at = 0.0
        self.port = 0

    async def serve(self) -> None:
        server = await asyncio.start_server(self._joined, "127.0.0.1", self.port, limit=QUEUED)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            await server.serve_forever()

    async def _joined(self, phone: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection(*self._target)
        await asyncio.gather(
            self._carry(phone, to_server, paced=True), self._carry(from_server, back, paced=False)
        )

    async def _carry(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, paced: bool
    ) -> None:
        with suppress(ConnectionError):
            while piece := await source.read(PIECE):
                if paced:
                    await self._turn(len(piece))
                sink.write(piece)
                await sink.drain()
        with suppress(ConnectionError):
            sink.close()

    async def _turn(self, size: int) -> None:
        """Waits until the line has carried the bytes before these, and these."""
        self._free_at = max(self._free_at, time.monotonic()) + size / self._bytes_a_second
        await asyncio.sleep(self._free_at - time.monotonic())


@contextmanager
def paced_line(target: tuple[str, int], port: int, bits: float) -> Iterator[None]:
    """The line on this port, on a thread of its own, until the block ends."""
    loop, line = asyncio.new_event_loop(), PacedLine(target, bits)
    line.port = port
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    serving = asyncio.run_coroutine_threadsafe(line.serve(), loop)
    try:
        yield
    finally:
        serving.cancel()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
