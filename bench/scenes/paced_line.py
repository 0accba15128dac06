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
        self.listening = threading.Event()

    async def serve(self, port: int) -> None:
        """Carries bytes until `end`."""
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._joined, "127.0.0.1", port, limit=QUEUED)
        self.listening.set()
        await self._ended.wait()
        server.close()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)

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
    line = PacedLine(target, bits)
    # The end of the loop's run takes along what is still on its way.
    thread = threading.Thread(target=lambda: asyncio.run(line.serve(port)), daemon=True)
    thread.start()
    if not line.listening.wait(10):
        raise OSError(f"nothing listens on port {port}")
    try:
        yield
    finally:
        line.end()
        thread.join()
