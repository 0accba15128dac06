"""The queue of packets to one socket, with an end.

Engine.IO keeps all that waits, also for a socket that takes nothing in and stays open all the same,
since it says by itself that it is alive.
"""

from collections.abc import Callable
from typing import Any

MOST_WAITING = 1_000_000
"""Characters for one socket, beyond those that are in the system's buffers already."""
PACKET = 200
"""What a packet weighs besides its text."""


def bounded(queue: type[Any]) -> type[Any]:
    """Engine.IO's queue of packets to one socket, holding at most MOST_WAITING."""

    class BoundedQueue(queue):
        """Calls `hang_up` once, when it is full, and drops what comes after."""

        def __init__(self) -> None:
            super().__init__()
            self.waiting = 0
            self.full = False
            self.hang_up: Callable[[], None] = _no_socket_yet

        def put(self, packet: Any, *args: Any, **kwargs: Any) -> None:
            if packet is not None and self.waiting + _weight(packet) > MOST_WAITING:
                self._overflow()
                return
            self.waiting += _weight(packet)
            super().put(packet, *args, **kwargs)

        def get(self, *args: Any, **kwargs: Any) -> Any:
            packet = super().get(*args, **kwargs)
            self.waiting -= _weight(packet)
            return packet

        def _overflow(self) -> None:
            if not self.full:
                self.full = True
                self.hang_up()

    return BoundedQueue


def _weight(packet: Any) -> int:
    """The handshake's packet carries a dictionary, and None ends the queue."""
    data = getattr(packet, "data", None)
    return PACKET + (len(data) if isinstance(data, str) else 0)


def _no_socket_yet() -> None:
    """The connection has no WebSocket yet that could be shut."""
