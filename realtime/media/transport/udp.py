"""A leg's UDP socket as a transport for asyncio, read in rounds while media flows."""

import asyncio
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from realtime.media.transport.scheduler import Scheduler

MOST_PER_READ = 64
LARGEST = 2_048
MOST_UNSENT = 262_144
# From <asm/socket.h>; the socket module doesn't have it.
SO_TIMESTAMPNS = 35
_STAMP = struct.Struct("@qq")
STAMP_SPACE = socket.CMSG_SPACE(_STAMP.size)


class DatagramHandler(Protocol):
    """The receiver of a transport's datagrams: an asyncio protocol that is handed media apart."""

    def media(self, datagram: bytes, came_at: float) -> None:
        """Takes SRTP or SRTCP, told by its first byte. `came_at` is the time, by `time.monotonic`,
        at which the kernel had it, which was before it is read."""

    def connection_made(self, transport: asyncio.DatagramTransport) -> None: ...

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None: ...

    def error_received(self, exc: Exception) -> None: ...

    def connection_lost(self, exc: Exception | None) -> None: ...


class UdpTransport(asyncio.DatagramTransport):
    """Replaces the loop's own transport, which wakes up for each datagram."""

    def __init__(
        self, bound: socket.socket, handler: DatagramHandler, scheduler: Scheduler
    ) -> None:
        """`bound` is a bound socket that doesn't block; from now on it is this transport's."""
        super().__init__({"socket": bound, "sockname": bound.getsockname()})
        self._loop = asyncio.get_running_loop()
        self._socket = bound
        self._handler = handler
        self._scheduler = scheduler
        self._closing = False
        self._suspended = False
        self.on_close: dict[object, Callable[[], None]] = {}
        """Callbacks, by their owner, that are called while the socket is still open."""
        if sys.platform == "linux":
            bound.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._batch: list[tuple[bytes, Any]] = []
        self._unsent: deque[tuple[bytes, Any]] = deque()
        self._unsent_size = 0
        handler.connection_made(self)
        self.listen()

    def listen(self) -> None:
        self._loop.add_reader(self._socket, self._readable)

    def read(self) -> bool:
        """Takes what has come; whether there was RTP in it."""
        rtp = False
        receive = self._socket.recvmsg
        now = time.monotonic()
        offset = time.time() - now
        try:
            for _ in range(MOST_PER_READ):
                data, ancillary, _, address = receive(LARGEST, STAMP_SPACE)
                at = min(now, kernel_time(ancillary[0][2]) - offset) if ancillary else now
                rtp = self.take(data, address, at) or rtp
                if self._closing:
                    break
        except BlockingIOError:
            pass
        except OSError as error:
            self._handler.error_received(error)
        return rtp

    def take(self, data: bytes, address: Any, came_at: float) -> bool:
        """Takes one datagram; whether it was RTP."""
        if self._closing:
            return False
        if len(data) > 1 and 128 <= data[0] < 192:
            self._handler.media(data, came_at)
            return not 192 <= data[1] <= 223
        self._handler.datagram_received(data, address)
        return False

    def suspend(self) -> None:
        """Another thread reads the socket, until `resume`."""
        if not self._suspended:
            self._suspended = True
            self._scheduler.remove(self)
            self._loop.remove_reader(self._socket)

    def resume(self) -> None:
        if self._closing or not self._suspended:
            return
        self._suspended = False
        if self._scheduler.batched:
            self._scheduler.add(self)
        else:
            self.listen()

    def failed(self, problem: OSError) -> None:
        self._handler.error_received(problem)

    def fileno(self) -> int:
        return self._socket.fileno()

    def has_backlog(self) -> bool:
        """Whether the kernel hasn't taken what came before. What waits for the end of a round is
        sent at once: the caller is about to send around this transport."""
        self.flush()
        return self._closing or bool(self._unsent)

    def sendto(self, data: Any, addr: Any = None) -> None:
        self.send(bytes(data), addr)

    def send(self, datagram: bytes, address: Any) -> bool:
        """False when it was dropped, because the kernel hasn't taken what came before."""
        if self._closing or self._unsent_size > MOST_UNSENT:
            return False
        if self._scheduler.in_round:
            if not self._batch:
                self._scheduler.flush_later(self)
            self._batch.append((datagram, address))
            return True
        return self._send_now(datagram, address)

    def flush(self) -> None:
        batch, self._batch = self._batch, []
        for datagram, address in batch:
            if not self._closing and self._unsent_size <= MOST_UNSENT:
                self._send_now(datagram, address)

    def is_closing(self) -> bool:
        return self._closing

    def abort(self) -> None:
        self.close()

    def close(self) -> None:
        """Closes the socket; the datagrams that the kernel hasn't taken by now are lost."""
        if self._closing:
            return
        for callback in tuple(self.on_close.values()):
            callback()
        self._closing = True
        self._scheduler.remove(self)
        self._unsent.clear()
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._loop.call_soon(self._lost)

    def _readable(self) -> None:
        if self.read() and self._scheduler.batched and not self._closing:
            self._loop.remove_reader(self._socket)
            self._scheduler.add(self)

    def _send_now(self, datagram: bytes, address: Any) -> bool:
        if self._unsent:
            self._keep(datagram, address)
            return True
        try:
            self._socket.sendto(datagram, address)
        except BlockingIOError:
            self._loop.add_writer(self._socket, self._writable)
            self._keep(datagram, address)
        except OSError as error:
            self._handler.error_received(error)
            return False
        return True

    def _keep(self, datagram: bytes, address: Any) -> None:
        self._unsent.append((datagram, address))
        self._unsent_size += len(datagram)

    def _writable(self) -> None:
        try:
            while self._unsent:
                self._socket.sendto(*self._unsent[0])
                self._unsent_size -= len(self._unsent.popleft()[0])
        except BlockingIOError:
            return
        except OSError as error:
            self._unsent_size -= len(self._unsent.popleft()[0])
            self._handler.error_received(error)
            return
        self._loop.remove_writer(self._socket)

    def _lost(self) -> None:
        self._handler.connection_lost(None)
        self._socket.close()


def kernel_time(stamp: bytes) -> float:
    """Seconds by `time.time`, from the kernel's timestamp."""
    seconds, nanoseconds = _STAMP.unpack(stamp)
    return float(seconds + nanoseconds / 1e9)
