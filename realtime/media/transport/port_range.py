"""UDP ports of a fixed range, which a firewall can open. The first is the echo's, the rest are for
legs."""

import errno
import socket

from realtime.media.transport.scheduler import Scheduler

# As aioice asks for: a keyframe comes as a burst.
RECEIVE_BUFFER = 262_144


class NoPortLeft(OSError):
    """All ports of the range are taken at this address."""


class PortRange:
    """Takes them in turn: one that was just given back may still be written to from outside. All
    sockets that are bound here are read by the same `scheduler`."""

    def __init__(self, first: int, last: int, scheduler: Scheduler | None = None) -> None:
        if not 0 < first < last < 65_536:
            raise ValueError(f"not a range of two ports or more: {first} to {last}")
        self.stun = first
        self.range = range(first + 1, last + 1)
        self._turn = 0
        self.scheduler = Scheduler() if scheduler is None else scheduler

    def bind(self, address: str) -> socket.socket:
        """A socket that doesn't block. Raises NoPortLeft."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        made = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self._take(made, address)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            made.setblocking(False)
        except OSError:
            made.close()
            raise
        return made

    def _take(self, made: socket.socket, address: str) -> None:
        for _ in self.range:
            port = self.range[self._turn]
            self._turn = (self._turn + 1) % len(self.range)
            try:
                return made.bind((address, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
        raise NoPortLeft(errno.EADDRINUSE, f"no port of {self.range} is free at {address}")
