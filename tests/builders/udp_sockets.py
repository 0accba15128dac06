"""UDP transports on loopback, whose datagram handler keeps what it receives."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

from realtime.media.transport.scheduler import Scheduler
from realtime.media.transport.udp import UdpTransport
from tests.builders.peers import HERE

MEDIA, REPORT, CHECK = b"\x80media", b"\x81\xc9report", b"\x00\x01check"


class Leg:
    """A datagram handler that keeps each datagram with its time, and the last sender."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, float]] = []
        self.errors: list[Exception] = []
        self.ends = 0
        self.came = asyncio.Event()
        self.media: Callable[[bytes, float], None] = self._keep

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self.transport = transport

    def _keep(self, datagram: bytes, came_at: float) -> None:
        self.heard.append((datagram, asyncio.get_running_loop().time()))
        self.came.set()

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        self.heard.append((data, asyncio.get_running_loop().time()))
        self.sender = addr

    def error_received(self, exc: Exception) -> None:
        self.errors.append(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        self.ends += 1


def udp_socket() -> socket.socket:
    endpoint = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    endpoint.bind((HERE, 0))
    endpoint.setblocking(False)
    return endpoint


def open_leg(scheduler: Scheduler) -> tuple[Leg, UdpTransport, tuple[str, int]]:
    leg, near = Leg(), udp_socket()
    return leg, UdpTransport(near, leg, scheduler), near.getsockname()
