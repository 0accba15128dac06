"""A TCP relay that misbehaves on demand: it refuses, hangs, delays or cuts connections; its seed
makes it replayable."""

import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

CHUNK = 16 * 1024
# A close with this option sends a reset: the other side learns at once, as from a dead machine's
# neighbour, instead of reading a polite end.
ABORT = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The behaviour towards connections.

    `delay` is in seconds per chunk of up to 16 KB, each way, drawn between the two; `cut` is how
    many bytes of a client pass before the connection breaks, once; `answer` is sent to every
    client, instead of asking the target.
    """

    resets: bool = False
    hangs: bool = False
    answer: bytes | None = None
    delay: tuple[float, float] = (0.0, 0.0)
    cut: int | None = None


GOOD = Behaviour()
AWAY = Behaviour(resets=True)
HANGING = Behaviour(hangs=True)


def answering(status: int) -> Behaviour:
    """The behaviour of a gateway in front of a store that is out of order, or that no longer
    accepts our keys."""
    head = f"HTTP/1.1 {status} Out of order\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    return Behaviour(answer=head.encode())


class Relay:
    """A relay that listens on a free port of `address` and passes connections on to `target`, as a
    context manager."""

    def __init__(
        self, target: tuple[str, int], *, seed: int = 0, address: str = "127.0.0.1"
    ) -> None:
        self._target = target
        self._random = random.Random(seed)
        self._behaviour = GOOD
        self._changed = threading.Condition()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server((address, 0), backlog=100)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://{address}:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # A close alone would not wake the thread that accepts.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.behave(AWAY)

    def behave(self, behaviour: Behaviour) -> None:
        """Behaves so from now on; open connections are broken, so that none keeps the old
        behaviour."""
        with self._changed:
            self._behaviour = behaviour
            broken, self._open = self._open, set()
            self._changed.notify_all()
        for one in broken:
            _abort(one)

    @contextmanager
    def behaving(self, behaviour: Behaviour) -> Iterator[None]:
        self.behave(behaviour)
        try:
            yield
        finally:
            self.behave(GOOD)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self._changed:
            behaviour = self._behaviour
            self._open.add(client)
            if behaviour.hangs:
                self._changed.wait_for(lambda: self._behaviour is not behaviour)
        with suppress(OSError):
            if behaviour.answer is not None:
                client.recv(CHUNK)
                client.sendall(behaviour.answer)
                client.shutdown(socket.SHUT_WR)
                client.recv(CHUNK)
            elif not (behaviour.resets or behaviour.hangs):
                self._join(client, behaviour)
                return
        _abort(client)

    def _join(self, client: socket.socket, behaviour: Behaviour) -> None:
        try:
            target = socket.create_connection(self._target, timeout=5)
        except OSError:
            _abort(client)
            return
        target.settimeout(None)
        with self._changed:
            self._open.add(target)
        back = threading.Thread(
            target=self._pump, args=(target, client, behaviour, None), daemon=True
        )
        back.start()
        self._pump(client, target, behaviour, behaviour.cut)

    def _pump(
        self, source: socket.socket, sink: socket.socket, behaviour: Behaviour, cut: int | None
    ) -> None:
        """Copies until one side ends; then both do."""
        passed = 0
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                if behaviour.delay != GOOD.delay:
                    time.sleep(self._random.uniform(*behaviour.delay))
                passed += len(chunk)
                if cut is not None and passed >= cut:
                    sink.sendall(chunk[: len(chunk) - (passed - cut)])
                    self._mend(behaviour)
                    break
                sink.sendall(chunk)
        _abort(source)
        _abort(sink)

    def _mend(self, behaviour: Behaviour) -> None:
        """Ends the cut after one connection, so that the next try gets through."""
        with self._changed:
            if self._behaviour is behaviour:
                self._behaviour = GOOD


def _abort(one: socket.socket) -> None:
    with suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
    # A shutdown wakes a thread of ours that reads from the socket.
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
