"""A pool of processes that decode keyframes to JPEGs (`decoder_process.py`): nothing is decoded on
the event loop, and whatever a stranger's bytes do to a decoder ends with that process.
"""

import asyncio
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import structlog

from realtime.media.rtp.codecs.frame import Keyframe
from realtime.media.stills.decoder_process import (
    LARGEST,
    READY,
    READY_WITHOUT_WALLS,
    REQUEST,
    RESPONSE,
)

PROCESSES = 2
MEMORY = 512 << 20
"""Bytes of address space of one process."""
WITHIN = 5.0
STARTS_WITHIN = 20.0
MOST_FRAME = 2 << 20
MOST_ANSWER = 8 << 20

_ROOT = Path(__file__).parents[3]

log = structlog.get_logger()


class Undecodable(ValueError):
    """No picture comes out of this keyframe. `fatal` says that it cost a process its life."""

    def __init__(self, reason: str, *, fatal: bool = False) -> None:
        super().__init__(reason)
        self.fatal = fatal


@dataclass(frozen=True, slots=True)
class StillSize:
    """`longest` is the longer side in pixels, or None for the size that was filmed; the JPEG is
    made smaller until it has at most `most` bytes."""

    longest: int | None
    most: int
    quality: int


@dataclass(frozen=True, slots=True)
class DecodedStill:
    jpeg: bytes
    width: int
    height: int


class DecoderPool:
    """At most `processes` decoders, started when they are needed and again when one has died. A
    node has one pool, used on one event loop. `confined` says whether the kernel refuses the first
    of them all that it needn't reach."""

    def __init__(self, processes: int = PROCESSES) -> None:
        self._idle: list[_Decoder] = []
        self._slots = asyncio.Semaphore(processes)
        self.confined = True

    async def __aenter__(self) -> Self:
        """One process is started at once, so that the first still takes no longer than the
        others."""
        decoder = await _start()
        self._idle.append(decoder)
        self.confined = decoder.confined
        if not self.confined:
            log.warning("decoders are not confined: the kernel lacks Landlock or seccomp")
        return self

    async def __aexit__(self, *_: object) -> None:
        while self._idle:
            await self._idle.pop().end()

    async def decode(self, frame: Keyframe, size: StillSize) -> DecodedStill:
        """Raises Undecodable."""
        if max(frame.width, frame.height) > LARGEST or len(frame.data) > MOST_FRAME:
            raise Undecodable(
                f"a keyframe of {frame.width} x {frame.height} pixels in {len(frame.data)} bytes"
            )
        async with self._slots:
            decoder = await self._decoder()
            try:
                async with asyncio.timeout(WITHIN):
                    answer = await decoder.decode(frame, size)
            except TimeoutError:
                await decoder.end()
                raise Undecodable(f"no picture after {WITHIN:g} s", fatal=True) from None
            except (EOFError, ConnectionError, OverflowError):
                await decoder.end()
                raise Undecodable("it ended its decoder", fatal=True) from None
            except BaseException:
                # The caller has gone; the answer would be taken for the next caller's.
                await decoder.end()
                raise
            self._idle.append(decoder)
        width, height, body = answer
        if not width:
            raise Undecodable(body.decode(errors="replace")[:300])
        return DecodedStill(body, width, height)

    async def _decoder(self) -> "_Decoder":
        while self._idle:
            decoder = self._idle.pop()
            if decoder.alive:
                return decoder
            await decoder.end()
        return await _start()


class _Decoder:
    """A running decoder process, and this end of the socket that is its standard input and
    output."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process, self._reader, self._writer = process, reader, writer
        self.confined = False

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    async def wait_ready(self) -> None:
        async with asyncio.timeout(STARTS_WITHIN):
            ready = await self._reader.readexactly(len(READY))
        if ready not in (READY, READY_WITHOUT_WALLS):
            raise OverflowError(f"a decoder that begins with {ready!r}")
        self.confined = ready == READY

    async def decode(self, frame: Keyframe, size: StillSize) -> tuple[int, int, bytes]:
        """Raises EOFError and ConnectionError when the process dies of the frame, OverflowError
        when its answer makes no sense: a decoder that was taken over may say anything."""
        codec, data = frame.codec.encode(), frame.data
        request = REQUEST.pack(codec, size.longest or 0, size.most, size.quality, len(data))
        self._writer.write(request + data)
        await self._writer.drain()
        head = await self._reader.readexactly(RESPONSE.size)
        width, height, length = RESPONSE.unpack(head)
        if length > min(size.most, MOST_ANSWER):
            raise OverflowError(f"an answer of {length} bytes")
        return width, height, await self._reader.readexactly(length)

    async def end(self) -> None:
        self._process.kill()
        self._writer.transport.abort()
        await asyncio.to_thread(self._process.wait)


async def _start() -> _Decoder:
    """The subprocess module starts it, not uvloop: that runs Python in the child, the garbage
    collector too, before the child becomes another program, where a lock that some thread held is
    held for ever."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: ASYNC220  (a fork in C: it takes a millisecond)
            [
                *(sys.executable, "-E", "-s", "-m", "realtime.media.stills.decoder_process"),
                *(str(os.getpid()), str(MEMORY)),
            ],
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            cwd=_ROOT,
            # Each malloc arena reserves 64 MB of the address space that the limit counts.
            env={"MALLOC_ARENA_MAX": "1"},
        )
    decoder = _Decoder(process, *await asyncio.open_connection(sock=ours, limit=MOST_ANSWER))
    try:
        await decoder.wait_ready()
    except BaseException:
        await decoder.end()
        raise
    return decoder
