"""A rig for the fast path in C: sockets on loopback and SRTP keys of its own on all of its
sides."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from pylibsrtp import Policy, Session

from realtime.media.forwarding.fastpath.addresses import packed
from realtime.media.forwarding.fastpath.library import ffi, library
from realtime.media.rtp.rewriting import Shift
from realtime.media.transport import aiortc_hooks
from tests.builders.peers import HERE
from tests.builders.rtp import AUDIO, VIDEO

compiled = pytest.mark.skipif(
    library() is None, reason="the fast path isn't compiled: make setup, with cc"
)
KEY = bytes(range(30))
FORMATS = {AUDIO: 96, VIDEO: 97}
FLOWS = (AUDIO, VIDEO)


def sessions() -> tuple[Session, Session]:
    """Two SRTP sessions, of which the first writes what the second reads."""
    out, into = Policy(KEY, Policy.SSRC_ANY_OUTBOUND), Policy(KEY, Policy.SSRC_ANY_INBOUND)
    return Session(out), Session(into)


def udp_socket(family: socket.AddressFamily = socket.AF_INET) -> socket.socket:
    udp_socket = socket.socket(family, socket.SOCK_DGRAM)
    udp_socket.bind((HERE if family == socket.AF_INET else "::1", 0))
    udp_socket.setblocking(False)
    return udp_socket


class RigViewer:
    """A viewer behind the fast path, whose received packets a test can read."""

    def __init__(self, stack: ExitStack, family: socket.AddressFamily) -> None:
        self.home, self.from_ = (stack.enter_context(udp_socket(family)) for _ in range(2))
        self.writes, self._reads = sessions()

    def received(self) -> list[bytes]:
        packets = []
        try:
            while True:
                packets.append(self._reads.unprotect(self.home.recv(2_048)))
        except BlockingIOError:
            return packets


class FastpathRig:
    """A fast path without the node around it; `path` is its C struct. A test that hands the struct
    over to the thread takes it back before it looks into it."""

    def __init__(self, stack: ExitStack, viewers: int, family: socket.AddressFamily) -> None:
        functions: Any = library()
        self.library = functions
        self.home, self.phone = (stack.enter_context(udp_socket(family)) for _ in range(2))
        self.home.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._writes, self._reads = sessions()
        self._said: dict[bytes, bytes] = {}
        self.path: Any = ffi.gc(functions.fastpath_new(), functions.fastpath_free)
        self.path.socket, self.path.session = self.home.fileno(), aiortc_hooks.srtp_of(self._reads)
        raw = packed(self.phone.getsockname())
        self.path.address_size = len(raw)
        ffi.memmove(self.path.address, raw, len(raw))
        self.wakeup_fd = os.eventfd(0, os.EFD_NONBLOCK)
        stack.callback(os.close, self.wakeup_fd)
        self.path.wakeup_fd = self.wakeup_fd
        self.viewers = [RigViewer(stack, family) for _ in range(viewers)]
        self.path.viewers = viewers
        for one, viewer in zip(self.path.viewer, self.viewers, strict=False):
            one.session, one.socket = aiortc_hooks.srtp_of(viewer.writes), viewer.from_.fileno()
            raw = packed(viewer.home.getsockname())
            one.address_size = len(raw)
            ffi.memmove(one.address, raw, len(raw))

    def open(
        self, ssrc: int, next_: int, *shifts: Shift, codec: int = 0, room: int = 48_000
    ) -> None:
        flow = self.path.flow[FLOWS.index(ssrc)]
        flow.ssrc, flow.payload_type, flow.next = ssrc, FORMATS[ssrc], next_
        flow.codec, flow.budget, flow.open = codec, room, 1
        for viewer, shift in zip(self.path.viewer, shifts, strict=False):
            numbers = viewer.rewriter[FLOWS.index(ssrc)]
            numbers.ssrc, numbers.sequence_shift, numbers.timestamp_shift = shift

    def send_media(self, *packets: bytes) -> None:
        """Sends these packets from the phone, encrypted."""
        self.send_datagrams(*map(self.encrypted, packets))

    def encrypted(self, packet: bytes) -> bytes:
        """The encrypted packet: the same bytes each time, as a sender who repeats a packet sends
        them."""
        if packet not in self._said:
            self._said[packet] = self._writes.protect(packet)
        return self._said[packet]

    def send_datagrams(self, *datagrams: bytes) -> None:
        for datagram in datagrams:
            self.phone.sendto(datagram, self.home.getsockname())

    def read(self) -> list[tuple[int, bytes]]:
        """Reads the socket and returns the state of each datagram that came, with its bytes now;
        the batch has room again after that."""
        assert self.library.fastpath_read(self.path) == 0
        return self.taken()

    def taken(self) -> list[tuple[int, bytes]]:
        """The entries as `read` returns them, without reading, whether the thread had the fast path
        or not."""
        self.library.fastpath_take_back(self.path)
        entries = [self.path.entry[at] for at in range(self.path.count)]
        states = [
            (entry.state, ffi.buffer(self.library.fastpath_datagram(self.path, at), entry.size)[:])
            for at, entry in enumerate(entries)
        ]
        self.path.count = self.path.needs_python = 0
        return states


@contextmanager
def fastpath_rig(
    viewers: int = 1, family: socket.AddressFamily = socket.AF_INET
) -> Iterator[FastpathRig]:
    with ExitStack() as stack:
        rig = FastpathRig(stack, viewers, family)
        yield rig
        rig.library.fastpath_take_back(rig.path)
