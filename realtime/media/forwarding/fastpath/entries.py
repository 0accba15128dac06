"""The datagrams that the thread of the fast path has read: counted, or handed on to Python's own
path."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from realtime.media.forwarding.fastpath.addresses import unpacked
from realtime.media.forwarding.fastpath.library import ffi
from realtime.media.forwarding.publisher import Publisher
from realtime.media.rtp.track import KINDS, ForwardedPacket
from realtime.media.transport.srtp import SendPath, SrtpChannel


class Entries:
    """The entries of one fast path. Python looks at them only while the thread doesn't have it."""

    def __init__(
        self, functions: Any, shared: Any, publisher: Publisher, srtp: SrtpChannel
    ) -> None:
        """`functions` is the library, and `shared` the struct that both sides use."""
        self._c = functions
        self._publisher = publisher
        self._srtp = srtp
        self._loop = asyncio.get_running_loop()
        # Each access through cffi costs a microsecond: what is used often is taken apart once.
        slots, size = range(functions.FASTPATH_SLOTS), functions.FASTPATH_SIZE
        self._entries = [shared.entry[at] for at in slots]
        self._datagrams = [
            ffi.buffer(functions.fastpath_datagram(shared, at), size) for at in slots
        ]

    def take(self, count: int, path: SendPath | None) -> None:
        """Takes the first `count` entries in the order in which they came; `path` is the one that
        the thread has read from."""
        sent = self._c.FASTPATH_SENT
        row: list[ForwardedPacket] = []
        now = time.monotonic()
        offset = time.time() - now
        for entry, datagram in zip(self._entries[:count], self._datagrams, strict=False):
            packet = datagram[0 : entry.size]
            arrived = entry.arrived
            at = min(now, arrived / 1e9 - offset) if arrived else now
            if entry.state == sent:
                row.append((KINDS[entry.flow], packet, entry.transport_sequence, at))
                continue
            if row:
                self._guard(self._publisher.count_forwarded, row)
                row = []
            self._guard(self._hand_on, entry, packet, at, path)
        if row:
            self._guard(self._publisher.count_forwarded, row)

    def _hand_on(self, entry: Any, packet: bytes, came_at: float, path: SendPath | None) -> None:
        """Does what the thread has left to Python."""
        if entry.state == self._c.FASTPATH_CLEAR:
            self._publisher.rtp(packet, came_at)
        elif entry.state == self._c.FASTPATH_REFUSED:
            self._srtp.dropped("srtp")
        elif path is not None:
            raw = ffi.buffer(entry.address, entry.address_size)[:]
            path.transport.take(packet, unpacked(raw), came_at)

    def _guard(self, work: Callable[..., None], *arguments: Any) -> None:
        """A packet that fails takes none of those behind it with it."""
        try:
            work(*arguments)
        except Exception as error:
            context = {"message": "a packet of the fast path failed", "exception": error}
            self._loop.call_exception_handler(context)
