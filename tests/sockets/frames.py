"""A WebSocket whose frames are written and read one by one (RFC 6455)."""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from tests.builders.site import login
from tests.builders.web_process import WebProcess, proxy_headers
from tests.builders.world import World

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
HANDSHAKE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def frame(
    code: int, content: bytes, *, last: bool = True, masked: bool = True, reserved: int = 0
) -> bytes:
    """One frame, as a client sends it or as it must not."""
    head = bytes([(0x80 if last else 0) | reserved | code])
    bit, size = (0x80 if masked else 0), len(content)
    if size < 126:
        head += bytes([bit | size])
    elif size < 1 << 16:
        head += bytes([bit | 126]) + struct.pack(">H", size)
    else:
        head += bytes([bit | 127]) + struct.pack(">Q", size)
    if not masked:
        return head + content
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(content))


class Peer:
    """A TCP connection that has become a WebSocket."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.unread = b""

    def send(self, *frames: bytes) -> None:
        self.connection.sendall(b"".join(frames))

    def read(self) -> tuple[int, bytes]:
        """The next frame's kind and content, or (0, b"") at the end."""
        head = self._take(2)
        if len(head) < 2:
            return 0, b""
        size = head[1] & 0x7F
        if size == 126:
            [size] = struct.unpack(">H", self._take(2))
        elif size == 127:
            [size] = struct.unpack(">Q", self._take(8))
        return head[0] & 0x0F, self._take(size)

    def answer(self) -> str:
        """The next text message that is no heartbeat and tells of no other test's job."""
        while True:
            code, content = self.read()
            if code == TEXT and not content.startswith((b'42["beat"', b'42["changed"', b"2")):
                return content.decode()
            assert code in (TEXT, PONG), (code, content)

    def end(self) -> int:
        """The code with which the WebSocket was closed, or 0 when it ended without one."""
        while True:
            code, content = self.read()
            if code == CLOSE:
                return int.from_bytes(content[:2], "big")
            if code == 0:
                return 0

    def _take(self, size: int) -> bytes:
        while len(self.unread) < size:
            try:
                data = self.connection.recv(65536)
            except ConnectionError:
                data = b""
            if not data:
                break
            self.unread += data
        taken, self.unread = self.unread[:size], self.unread[size:]
        return taken


@contextmanager
def opened(web: WebProcess, *headers: str) -> Iterator[Peer]:
    """A WebSocket after its handshake and Engine.IO's."""
    forwarded = [f"{name}: {value}" for name, value in proxy_headers().items()]
    request = HANDSHAKE + "".join(f"{each}\r\n" for each in (*headers, *forwarded)) + "\r\n"
    with socket.create_connection(("localhost", web.port), timeout=15) as connection:
        connection.sendall(request.encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += connection.recv(1)
        assert b" 101 " in answer
        assert b"extensions" not in answer.lower()
        peer = Peer(connection)
        assert peer.read()[1].startswith(b"0{")
        yield peer


@contextmanager
def signed_in(web: WebProcess, world: World) -> Iterator[Peer]:
    with opened(web) as peer:
        token = login(world, "Mallory")
        peer.send(frame(TEXT, f'40{{"token":"{token}"}}'.encode()))
        assert peer.answer().startswith("40")
        yield peer
