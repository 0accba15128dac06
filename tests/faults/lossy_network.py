"""A network between a phone and the node that a test makes bad: a UDP relay that loses, delays,
reorders and holds packets to a rate.

Its seed makes it replayable; it stands in for netem, which this kernel lacks. It listens on the
node's ports at an address of its own, which the node presents instead of its own. Packets from an
address in `bad` are subject to the conditions; those of everyone else, as the desk on the same
machine, pass as if the relay weren't there. From an address in `gone` nothing comes: Linux would
send on as before by another network, which no real one lets through.
"""

import heapq
import random
import socket
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import uvloop

SOCKET_BUFFER = 1 << 20
MAX_QUEUE = 2.0
"""The limit is in seconds: a packet that would wait longer at the bottleneck is dropped, as routers
do."""


@dataclass(frozen=True, slots=True)
class NetworkConditions:
    """The conditions in each direction: `loss` 0 to 1; `delay` and `jitter` in seconds, one way;
    jitter reorders; `rate` in bits a second, or None; `down` lets nothing pass."""

    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0
    rate: int | None = None
    down: bool = False


GOOD_CONDITIONS = NetworkConditions()


class Direction:
    """One direction of the network, which gives each packet an arrival time, or None for a lost
    one."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._free_at = 0.0

    def arrival(self, size: int, conditions: NetworkConditions, now: float) -> float | None:
        if conditions.down or self._random.random() < conditions.loss:
            return None
        at = now
        if conditions.rate is not None:
            begins = max(now, self._free_at)
            if begins - now > MAX_QUEUE:
                return None
            self._free_at = at = begins + size * 8 / conditions.rate
        return at + conditions.delay + self._random.uniform(0, conditions.jitter)


class LossyNetwork:
    """The relay, as a context manager; its event loop has a thread of its own."""

    def __init__(
        self, shown: str, node: str, ports: tuple[int, int], *, bad: Collection[str], seed: int
    ) -> None:
        self.conditions = GOOD_CONDITIONS
        self.gone: frozenset[str] = frozenset()
        self._shown, self._node, self._ports = shown, node, range(ports[0], ports[1] + 1)
        self._bad = frozenset(bad)
        self._up, self._down = Direction(seed), Direction(seed + 1)
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._beyond: dict[tuple[Any, int], socket.socket] = {}
        self._own: list[socket.socket] = []
        self._due: list[tuple[float, int, socket.socket, bytes, Any]] = []
        self._count = 0

    def __enter__(self) -> Self:
        for port in self._ports:
            bound = _udp(self._shown, port)
            self._own.append(bound)
            self._loop.add_reader(bound, self._outward, bound, port)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        for each in (*self._own, *self._beyond.values()):
            self._loop.remove_reader(each)
            each.close()
        self._loop.close()

    @contextmanager
    def be(self, conditions: NetworkConditions) -> Iterator[None]:
        self.conditions = conditions
        try:
            yield
        finally:
            self.conditions = GOOD_CONDITIONS

    def _outward(self, bound: socket.socket, port: int) -> None:
        for data, source in _received(bound):
            if source[0] in self.gone:
                continue
            beyond = self._beyond.get((source, port))
            if beyond is None:
                beyond = self._beyond[source, port] = _udp(self._node, 0)
                beyond.connect((self._node, port))
                self._loop.add_reader(beyond, self._inward, beyond, bound, source)
            self._pass(self._up, source, data, beyond, None)

    def _inward(self, beyond: socket.socket, bound: socket.socket, phone: Any) -> None:
        for data, _ in _received(beyond):
            self._pass(self._down, phone, data, bound, phone)

    def _pass(self, way: Direction, phone: Any, data: bytes, by: socket.socket, to: Any) -> None:
        if phone[0] not in self._bad:
            return _send(by, data, to)
        now = self._loop.time()
        at = way.arrival(len(data), self.conditions, now)
        if at is None:
            return None
        if at <= now:
            return _send(by, data, to)
        self._count += 1
        heapq.heappush(self._due, (at, self._count, by, data, to))
        self._loop.call_at(at, self._flush)
        return None

    def _flush(self) -> None:
        now = self._loop.time() + 0.0005
        while self._due and self._due[0][0] <= now:
            _, _, by, data, to = heapq.heappop(self._due)
            _send(by, data, to)


def _udp(address: str, port: int) -> socket.socket:
    udp_socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp_socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER)
    udp_socket.setblocking(False)
    udp_socket.bind((address, port))
    return udp_socket


def _received(bound: socket.socket) -> Iterator[tuple[bytes, Any]]:
    for _ in range(64):
        try:
            yield bound.recvfrom(2048)
        except (BlockingIOError, ConnectionRefusedError):
            return


def _send(by: socket.socket, data: bytes, to: Any) -> None:
    try:
        by.sendto(data, to) if to is not None else by.send(data)
    except (BlockingIOError, ConnectionRefusedError, OSError):
        return  # The packet is lost, as on any network.
