"""A publisher's way through C: packets that come as they should are decrypted, written anew for
each viewer and sent by a thread that knows no Python, and only then, ten times a second, counted
here. Whatever is not as it should be it leaves to Python, and what comes behind it too.

So what is known of a stream is up to a beat old while its lane is given to the thread. Whoever is
about to look at it, to change it, or to use the same keys, settles the lane first.
"""

import asyncio
import os
import time
from collections.abc import Callable
from typing import Any

from realtime.media.forwarding.fastpath.addresses import packed, unpacked
from realtime.media.forwarding.fastpath.library import ffi
from realtime.media.forwarding.forwarder import Forwarder
from realtime.media.forwarding.publisher import Publisher
from realtime.media.rtp.rewriting import Shift
from realtime.media.rtp.track import KINDS, ForwardedPacket, Kind
from realtime.media.transport import aiortc_hooks
from realtime.media.transport.srtp import SendPath, SrtpChannel

Shown = tuple[SrtpChannel, SendPath, dict[Kind, Shift]]
"""A viewer: where packets go out, and her numbers."""


class FastPath:
    """Of one publisher's leg. To be made and closed on a running loop."""

    def __init__(
        self, pipe: SrtpChannel, publisher: Publisher, forwarder: Forwarder, made: Any
    ) -> None:
        """`made`: the library. Raises MemoryError, and OSError when no file can be opened."""
        self._made = made
        self._srtp = pipe
        self._publisher = publisher
        self._forwarder = forwarder
        self._loop = asyncio.get_running_loop()
        self._path: SendPath | None = None
        self._viewers: list[Shown] = []
        self._with_thread = self._settling = False
        self._silent_at: list[int] | None = None
        new = made.fastpath_new()
        if new == ffi.NULL:
            raise MemoryError("no memory for a lane")
        # Each look through cffi costs a microsecond: what is looked at often is taken apart once.
        self._it = ffi.gc(new, made.fastpath_free)
        slots = range(made.FASTPATH_SLOTS)
        self._flows = {kind: self._it.flow[at] for at, kind in enumerate(KINDS)}
        self._entries = [self._it.entry[at] for at in slots]
        self._packets = [
            ffi.buffer(made.fastpath_datagram(self._it, at), made.FASTPATH_SIZE) for at in slots
        ]
        self._it.wakeup_fd = bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._wakeup_fd: int | None = bell
        self._loop.add_reader(bell, self._rung, bell)
        pipe.read_elsewhere[self] = self.settle

    def settle(self) -> None:
        """Count what has gone out, and do what is left to do; then it is given away again, once
        whoever calls has done with what is in its hands."""
        if self._with_thread:
            self.hold()
            self._loop.call_soon(self.open)

    def hold(self) -> None:
        """The same, until it is opened."""
        if not self._with_thread:
            return
        self._made.fastpath_take_back(self._it)
        self._with_thread = False
        self._settling = True
        try:
            self._take(self._it.count)
        finally:
            self._it.count = self._it.needs_python = 0
            self._settling = False
        for viewer, (pipe, _, _) in zip(self._it.viewer, self._viewers, strict=False):
            if viewer.unsent:
                pipe.lost["unsent"] += viewer.unsent
                viewer.unsent = 0

    def open(self) -> None:
        """As far as everything is as it should be, the thread has it from now on."""
        if self._with_thread or self._settling or self._wakeup_fd is None:
            return
        path, key = self._srtp.path(), self._srtp.reads_with
        if path is None or key is None or path.transport.is_closing():
            return
        try:
            if path is not self._path:
                self._stand_at(path, key)
            self._with_thread = self._opened() and self._made.fastpath_hand_over(self._it) == 0
        finally:
            # Somebody reads it, whatever happens.
            if self._with_thread:
                path.transport.away()
            else:
                path.transport.back()

    def close(self) -> None:
        """For good. After it, whatever happens, the thread has nothing of it."""
        self.hold()
        self._leave()
        self._aim([])
        self._srtp.read_elsewhere.pop(self, None)
        if self._wakeup_fd is not None:
            self._loop.remove_reader(self._wakeup_fd)
            os.close(self._wakeup_fd)
            self._wakeup_fd = None

    def _rung(self, bell: int) -> None:
        """The thread has given it back."""
        os.eventfd_read(bell)
        self.hold()
        problem, silent = self._it.error, self._it.silent_reads
        if silent > self._made.FASTPATH_SILENT_READS:
            self._silent_at, self._it.silent_reads = self._expected(), 0
        if problem and self._path is not None:
            self._path.transport.failed(OSError(problem, os.strerror(problem)))
        self.open()

    def _take(self, count: int) -> None:
        """In the order in which it came."""
        sent = self._made.FASTPATH_SENT
        gone: list[ForwardedPacket] = []
        now = time.monotonic()
        since = time.time() - now
        for entry, memory in zip(self._entries[:count], self._packets, strict=False):
            packet = memory[0 : entry.size]
            came = entry.arrived
            at = min(now, came / 1e9 - since) if came else now
            if entry.state == sent:
                gone.append((KINDS[entry.flow], packet, entry.transport_sequence, at))
                continue
            if gone:
                self._do(self._publisher.count_forwarded, gone)
                gone = []
            self._do(self._hand_on, entry, packet, at)
        if gone:
            self._do(self._publisher.count_forwarded, gone)

    def _hand_on(self, entry: Any, packet: bytes, came_at: float) -> None:
        """What is Python's to do."""
        if entry.state == self._made.FASTPATH_CLEAR:
            self._publisher.rtp(packet, came_at)
        elif entry.state == self._made.FASTPATH_REFUSED:
            self._srtp.dropped("srtp")
        elif self._path is not None:
            raw = ffi.buffer(entry.address, entry.address_size)[:]
            self._path.transport.take(packet, unpacked(raw), came_at)

    def _do(self, what: Callable[..., None], *given: Any) -> None:
        """One that fails takes none with it that came behind it."""
        try:
            what(*given)
        except Exception as error:
            told = {"message": "a packet of a lane failed", "exception": error}
            self._loop.call_exception_handler(told)

    def _opened(self) -> bool:
        """Whether all of its flows are open now that have ever been heard: of one that isn't, each
        packet would ring. Not while nothing comes: then the kernel's word is waited for, as it is
        on all sockets."""
        if self._silent_at is not None and self._silent_at == self._expected():
            return False
        self._silent_at = None
        viewers = self._shown()
        if viewers is None:
            return False
        if viewers != self._viewers:
            self._aim(viewers)
        for kind, flow in self._flows.items():
            found = self._forwarder.open_flow(self._publisher, kind)
            if found is not None and all(kind in shifts for _, _, shifts in viewers):
                flow.ssrc, flow.payload_type, flow.next, flow.codec, flow.budget = found
                flow.open = 1
            else:
                flow.open = 0
                if self._publisher.has_received(kind):
                    return False
        return any(flow.open for flow in self._flows.values())

    def _expected(self) -> list[int]:
        found = (self._publisher.next_expected(kind) for kind in KINDS)
        return [one[1] if one else -1 for one in found]

    def _shown(self) -> list[Shown] | None:
        """None when there is one that C can't send to."""
        found: list[Shown] = []
        for line, shifts in self._forwarder.viewer_paths():
            path = line.path() if isinstance(line, SrtpChannel) else None
            if not isinstance(line, SrtpChannel) or path is None or path.transport.is_behind():
                return None
            found.append((line, path, shifts))
        return found if len(found) <= self._made.FASTPATH_VIEWERS else None

    def _stand_at(self, path: SendPath, key: Any) -> None:
        self._leave()
        self._it.socket = path.transport.fileno()
        self._it.session = aiortc_hooks.srtp_of(key)
        raw = packed(path.where)
        self._it.address_size = len(raw)
        ffi.memmove(self._it.address, raw, len(raw))
        self._path = path
        path.transport.closing[self] = self.close

    def _leave(self) -> None:
        if self._path is not None:
            self._path.transport.closing.pop(self, None)
            self._path.transport.back()
            self._path = None

    def _part(self) -> None:
        """A viewer's transport is about to be closed."""
        self.settle()
        self._aim([])

    def _aim(self, viewers: list[Shown]) -> None:
        for pipe, path, _ in self._viewers:
            pipe.written_elsewhere.pop(self, None)
            path.transport.closing.pop(self, None)
        self._it.viewers, self._viewers = 0, []
        for viewer, (pipe, path, shifts) in zip(self._it.viewer, viewers, strict=False):
            pipe.written_elsewhere[self] = self.settle
            path.transport.closing[self] = self._part
            viewer.session, viewer.socket = aiortc_hooks.srtp_of(path.key), path.transport.fileno()
            raw = packed(path.where)
            viewer.address_size = len(raw)
            ffi.memmove(viewer.address, raw, len(raw))
            for numbers, kind in zip(viewer.rewriter, KINDS, strict=True):
                if kind in shifts:
                    numbers.ssrc, numbers.sequence_shift, numbers.timestamp_shift = shifts[kind]
        self._it.viewers, self._viewers = len(viewers), viewers
