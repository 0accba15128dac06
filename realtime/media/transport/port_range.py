"""The node's UDP ports: a fixed range, which a firewall can open. The first is the STUN server's,
the rest are for legs."""

import errno
import socket

from realtime.media.transport.scheduler import Scheduler

# The same as aioice's: a keyframe comes as a burst.
RECEIVE_BUFFER = 262_144


class NoPortLeft(OSError):
    """All ports of the range are taken at this address."""


class PortRange:
    """Ports are taken in turn, since one that was just given back may still be written to from
    outside. All sockets that are bound here are read by the same `scheduler`."""

    def __init__(self, first: int, last: int, scheduler: Scheduler | None = None) -> None:
        if not 0 < first < last < 65_536:
            raise ValueError(f"not a range of two ports or more: {first} to {last}")
        self.stun = first
        self.legs = range(first + 1, last + 1)
        self.scheduler = Scheduler() if scheduler is None else scheduler
        self._next = 0

    def bind(self, address: str) -> socket.socket:
        """A socket that doesn't block. Raises NoPortLeft."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self._bind_next(bound, address)
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            bound.setblocking(False)
        except OSError:
            bound.close()
            raise
        return bound

    def _bind_next(self, unbound: socket.socket, address: str) -> None:
        for _ in self.legs:
            port = self.legs[self._next]
            self._next = (self._next + 1) % len(self.legs)
            try:
                return unbound.bind((address, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
        raise NoPortLeft(errno.EADDRINUSE, f"no port of {self.legs} is free at {address}")
