"""A leg's UDP socket as a transport for asyncio, read by scheduler while media flows."""

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
    """Whose datagrams they are: an asyncio protocol that is handed media apart."""

    def media(self, datagram: bytes, came_at: float) -> None:
        """SRTP or SRTCP, by its first byte. `came_at`: by `time.monotonic`, when the kernel had it,
        which was before it is read."""

    def connection_made(self, transport: asyncio.DatagramTransport) -> None: ...

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None: ...

    def error_received(self, exc: Exception) -> None: ...

    def connection_lost(self, exc: Exception | None) -> None: ...


class UdpTransport(asyncio.DatagramTransport):
    """Stands where the loop's own transport would, which wakes up for each datagram."""

    def __init__(self, bound: socket.socket, port: DatagramHandler, scheduler: Scheduler) -> None:
        """Of a socket that is bound and doesn't block; it is this transport's from now on."""
        super().__init__({"socket": bound, "sockname": bound.getsockname()})
        self._loop = asyncio.get_running_loop()
        self._socket = bound
        self._port = port
        self._scheduler = scheduler
        self._closing = False
        self._away = False
        self.closing: dict[object, Callable[[], None]] = {}
        """Who is to be told, while the socket is still open."""
        if sys.platform == "linux":
            bound.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._kept: list[tuple[bytes, Any]] = []
        self._unsent: deque[tuple[bytes, Any]] = deque()
        self._size = 0
        port.connection_made(self)
        self.listen()

    def listen(self) -> None:
        self._loop.add_reader(self._socket, self._readable)

    def read(self) -> bool:
        """What has come; whether there was RTP in it."""
        heard = False
        receive = self._socket.recvmsg
        now = time.monotonic()
        since = time.time() - now
        try:
            for _ in range(MOST_PER_READ):
                data, told, _, where = receive(LARGEST, STAMP_SPACE)
                at = min(now, stamped(told[0][2]) - since) if told else now
                heard = self.take(data, where, at) or heard
                if self._closing:
                    break
        except BlockingIOError:
            pass
        except OSError as error:
            self._port.error_received(error)
        return heard

    def take(self, data: bytes, where: Any, came_at: float) -> bool:
        """One datagram; whether it was RTP."""
        if self._closing:
            return False
        if len(data) > 1 and 128 <= data[0] < 192:
            self._port.media(data, came_at)
            return not 192 <= data[1] <= 223
        self._port.datagram_received(data, where)
        return False

    def away(self) -> None:
        """Somebody else reads it, until it is back."""
        if not self._away:
            self._away = True
            self._scheduler.remove(self)
            self._loop.remove_reader(self._socket)

    def back(self) -> None:
        if self._closing or not self._away:
            return
        self._away = False
        if self._scheduler.batched:
            self._scheduler.add(self)
        else:
            self.listen()

    def failed(self, problem: OSError) -> None:
        self._port.error_received(problem)

    def fileno(self) -> int:
        return self._socket.fileno()

    def is_behind(self) -> bool:
        """Whether the kernel hasn't taken what came before. What waits for the end of a round waits
        no longer: whoever asks is about to send around this."""
        self.flush()
        return self._closing or bool(self._unsent)

    def sendto(self, data: Any, addr: Any = None) -> None:
        self.send(bytes(data), addr)

    def send(self, datagram: bytes, where: Any) -> bool:
        """False when it was dropped, because the kernel hasn't taken what came before."""
        if self._closing or self._size > MOST_UNSENT:
            return False
        if self._scheduler.going:
            if not self._kept:
                self._scheduler.keep(self)
            self._kept.append((datagram, where))
            return True
        return self._out(datagram, where)

    def _out(self, datagram: bytes, where: Any) -> bool:
        if self._unsent:
            self._keep(datagram, where)
            return True
        try:
            self._socket.sendto(datagram, where)
        except BlockingIOError:
            self._loop.add_writer(self._socket, self._writable)
            self._keep(datagram, where)
        except OSError as error:
            self._port.error_received(error)
            return False
        return True

    def flush(self) -> None:
        kept, self._kept = self._kept, []
        for datagram, where in kept:
            if not self._closing and self._size <= MOST_UNSENT:
                self._out(datagram, where)

    def is_closing(self) -> bool:
        return self._closing

    def abort(self) -> None:
        self.close()

    def close(self) -> None:
        """What the kernel hasn't taken by now is lost."""
        if self._closing:
            return
        for told in tuple(self.closing.values()):
            told()
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

    def _keep(self, datagram: bytes, where: Any) -> None:
        self._unsent.append((datagram, where))
        self._size += len(datagram)

    def _writable(self) -> None:
        try:
            while self._unsent:
                self._socket.sendto(*self._unsent[0])
                self._size -= len(self._unsent.popleft()[0])
        except BlockingIOError:
            return
        except OSError as error:
            self._size -= len(self._unsent.popleft()[0])
            self._port.error_received(error)
            return
        self._loop.remove_writer(self._socket)

    def _lost(self) -> None:
        self._port.connection_lost(None)
        self._socket.close()


def stamped(told: bytes) -> float:
    """Seconds by `time.time`, of the kernel's timestamp."""
    seconds, rest = _STAMP.unpack(told)
    return float(seconds + rest / 1e9)
