"""A publisher's fast path, in C: packets that come as expected are decrypted, rewritten for each
viewer and sent by a thread that knows no Python, and are counted here ten times a second. Whatever
is not as expected the thread leaves to Python, with all that comes behind it.

What is known of a stream is therefore up to a tick old while the thread has its fast path. Whoever
is about to look at the stream, to change it, or to use the same keys, settles the fast path first.
"""

import asyncio
import os
from typing import Any

from realtime.media.forwarding.fastpath.addresses import packed
from realtime.media.forwarding.fastpath.entries import Entries
from realtime.media.forwarding.fastpath.library import ffi
from realtime.media.forwarding.forwarder import Forwarder
from realtime.media.forwarding.open_flows import open_flow, viewer_paths
from realtime.media.forwarding.publisher import Publisher
from realtime.media.rtp.rewriting import Shift
from realtime.media.rtp.track import KINDS, Kind
from realtime.media.transport import aiortc_hooks
from realtime.media.transport.srtp import SendPath, SrtpChannel

ViewerPath = tuple[SrtpChannel, SendPath, dict[Kind, Shift]]
"""Where a viewer's packets go out, and what makes them her own."""


class FastPath:
    """The fast path of one publisher's leg, made and closed on a running loop."""

    def __init__(
        self, srtp: SrtpChannel, publisher: Publisher, forwarder: Forwarder, functions: Any
    ) -> None:
        """`functions` is the library. Raises MemoryError, and OSError when no file can be
        opened."""
        self._c = functions
        self._srtp = srtp
        self._publisher = publisher
        self._forwarder = forwarder
        self._loop = asyncio.get_running_loop()
        self._path: SendPath | None = None
        self._viewers: list[ViewerPath] = []
        self._with_thread = self._settling = False
        self._silent_at: list[int] | None = None
        new = functions.fastpath_new()
        if new == ffi.NULL:
            raise MemoryError("no memory for a fast path")
        self._it = ffi.gc(new, functions.fastpath_free)
        self._flows = {kind: self._it.flow[at] for at, kind in enumerate(KINDS)}
        self._entries = Entries(functions, self._it, publisher, srtp)
        self._it.wakeup_fd = wakeup_fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._wakeup_fd: int | None = wakeup_fd
        self._loop.add_reader(wakeup_fd, self._woken, wakeup_fd)
        srtp.before_unprotect[self] = self.settle

    def settle(self) -> None:
        """Counts what has gone out and does what was left to Python; the thread gets the fast path
        again once the caller has done with what is in its hands."""
        if self._with_thread:
            self.hold()
            self._loop.call_soon(self.open)

    def hold(self) -> None:
        """Does the same as `settle`, but leaves the fast path with Python until `open` is
        called."""
        if not self._with_thread:
            return
        self._c.fastpath_take_back(self._it)
        self._with_thread = False
        self._settling = True
        try:
            self._entries.take(self._it.count, self._path)
        finally:
            self._it.count = self._it.needs_python = 0
            self._settling = False
        for viewer, (srtp, _, _) in zip(self._it.viewer, self._viewers, strict=False):
            if viewer.unsent:
                srtp.lost["unsent"] += viewer.unsent
                viewer.unsent = 0

    def open(self) -> None:
        """Hands over to the thread, if everything is as it should be."""
        if self._with_thread or self._settling or self._wakeup_fd is None:
            return
        path, key = self._srtp.path(), self._srtp.inbound_key
        if path is None or key is None or path.transport.is_closing():
            return
        try:
            if path is not self._path:
                self._read_from(path, key)
            self._with_thread = self._ready() and self._c.fastpath_hand_over(self._it) == 0
        finally:
            # One side reads the socket, whatever happens.
            if self._with_thread:
                path.transport.suspend()
            else:
                path.transport.resume()

    def close(self) -> None:
        """Ends it for good: whatever happens, the thread has nothing of it any more."""
        self.hold()
        self._leave_path()
        self._send_to([])
        self._srtp.before_unprotect.pop(self, None)
        if self._wakeup_fd is not None:
            self._loop.remove_reader(self._wakeup_fd)
            os.close(self._wakeup_fd)
            self._wakeup_fd = None

    def _woken(self, wakeup_fd: int) -> None:
        """The thread has handed back."""
        os.eventfd_read(wakeup_fd)
        self.hold()
        error, silent_reads = self._it.error, self._it.silent_reads
        if silent_reads > self._c.FASTPATH_SILENT_READS:
            self._silent_at, self._it.silent_reads = self._expected(), 0
        if error and self._path is not None:
            self._path.transport.failed(OSError(error, os.strerror(error)))
        self.open()

    def _ready(self) -> bool:
        """Whether all flows are open that have ever been received: each packet of one that isn't
        would wake Python up. Not while nothing comes: the loop then waits for the kernel's word, as
        it does on all sockets."""
        if self._silent_at is not None and self._silent_at == self._expected():
            return False
        self._silent_at = None
        viewers = self._viewer_paths()
        if viewers is None:
            return False
        if viewers != self._viewers:
            self._send_to(viewers)
        for kind, flow in self._flows.items():
            opened = open_flow(self._forwarder, self._publisher, kind)
            if opened is not None and all(kind in shifts for _, _, shifts in viewers):
                flow.ssrc, flow.payload_type, flow.next, flow.codec, flow.budget = opened
                flow.open = 1
            else:
                flow.open = 0
                if self._publisher.has_received(kind):
                    return False
        return any(flow.open for flow in self._flows.values())

    def _expected(self) -> list[int]:
        """The next sequence number of each kind, -1 for one that is not known."""
        expected = (self._publisher.next_expected(kind) for kind in KINDS)
        return [-1 if one is None else one[1] for one in expected]

    def _viewer_paths(self) -> list[ViewerPath] | None:
        """None when there is a viewer that C can't send to."""
        paths: list[ViewerPath] = []
        for output, shifts in viewer_paths(self._forwarder):
            path = output.path() if isinstance(output, SrtpChannel) else None
            if not isinstance(output, SrtpChannel) or path is None or path.transport.has_backlog():
                return None
            paths.append((output, path, shifts))
        return paths if len(paths) <= self._c.FASTPATH_VIEWERS else None

    def _read_from(self, path: SendPath, key: Any) -> None:
        """Has the thread read the socket of `path` and decrypt by `key`."""
        self._leave_path()
        self._it.socket = path.transport.fileno()
        self._it.session = aiortc_hooks.srtp_of(key)
        _set_address(self._it, path)
        self._path = path
        path.transport.on_close[self] = self.close

    def _leave_path(self) -> None:
        if self._path is not None:
            self._path.transport.on_close.pop(self, None)
            self._path.transport.resume()
            self._path = None

    def _viewer_closes(self) -> None:
        """A viewer's transport is about to be closed."""
        self.settle()
        self._send_to([])

    def _send_to(self, viewers: list[ViewerPath]) -> None:
        """Has the thread send to these viewers."""
        for srtp, path, _ in self._viewers:
            srtp.before_protect.pop(self, None)
            path.transport.on_close.pop(self, None)
        self._it.viewers, self._viewers = 0, []
        for viewer, (srtp, path, shifts) in zip(self._it.viewer, viewers, strict=False):
            srtp.before_protect[self] = self.settle
            path.transport.on_close[self] = self._viewer_closes
            viewer.session, viewer.socket = aiortc_hooks.srtp_of(path.key), path.transport.fileno()
            _set_address(viewer, path)
            for rewriter, kind in zip(viewer.rewriter, KINDS, strict=True):
                if kind in shifts:
                    rewriter.ssrc, rewriter.sequence_shift, rewriter.timestamp_shift = shifts[kind]
        self._it.viewers, self._viewers = len(viewers), viewers


def _set_address(struct: Any, path: SendPath) -> None:
    raw = packed(path.address)
    struct.address_size = len(raw)
    ffi.memmove(struct.address, raw, len(raw))
