"""A WebSocket for gevent: it reads in the greenlet that waits for it, and parses whole, masked
frames of text, which are sent most, by itself.

simple-websocket does the handshake and, with wsproto, every other frame. Left alone, it reads in a
greenlet of its own for each socket, agrees to compression (a dictionary of 300 KB for each), and
sends with `send`, which may stop in the middle of a frame when a slow phone's buffer is full.
Frames are those of RFC 6455, section 5.2.
"""

import socket
import threading
from collections.abc import Callable
from typing import Any

import simple_websocket
from simple_websocket import ConnectionClosed
from wsproto.events import CloseConnection
from wsproto.frame_protocol import CloseReason

READ_BYTES = 16_384
DRAIN_BYTES, DRAIN_SECONDS = 4_000_000, 2.0
WHOLE_TEXT, PART_OF_TEXT, CONTINUED, LAST = 0x81, 0x01, 0x00, 0x80
MASKED, LENGTH_16, LENGTH_64 = 0x80, 126, 127
CONTROL = 0x08


class _NoThread:
    """Stands in for the library's own reading thread."""

    name = ""

    def __init__(self, target: Callable[[], None]) -> None:
        """`receive` reads by itself."""

    def start(self) -> None:
        """Nothing to start."""


def accept_frame(_size: int) -> None:
    """Every frame is welcome, as fast as it comes."""


class WebSocket(simple_websocket.Server):
    """One accepted WebSocket. `each_frame` is called with the size of every frame's content,
    and may raise or wait."""

    def __init__(self, environ: dict[str, Any], max_message_size: int) -> None:
        self._unread = bytearray()
        self._sending = threading.Lock()
        self._in_parts = False
        self._size_of_parts = 0
        self.too_large = ""
        """The text that the other side is sent before it is hung up on for a message too large."""
        self.each_frame: Callable[[int], None] = accept_frame
        plain = {k: v for k, v in environ.items() if k != "HTTP_SEC_WEBSOCKET_EXTENSIONS"}
        super().__init__(plain, max_message_size=max_message_size, thread_class=_NoThread)

    def send(self, data: str) -> None:
        """Send one whole frame of text, however slowly it goes out."""
        if not self.connected:
            raise ConnectionClosed(self.close_reason, self.close_message)
        with self._sending:
            self.sock.sendall(whole_text(data))

    def send_now(self, data: str) -> bool:
        """Send one whole frame of text if it can go at once; False when it can't, and nothing was
        sent.

        When the system takes only a part of the frame, a thread sends the rest before all else.
        """
        # The plain socket beneath gevent's never waits.
        now: Any = getattr(self.sock, "_sock", None)
        if now is None or not self.connected or not self._sending.acquire(blocking=False):
            return False
        frame = whole_text(data)
        sent = 0
        try:
            sent = now.send(frame)
        except OSError:
            return False
        finally:
            if not 0 < sent < len(frame):
                self._sending.release()
        if sent < len(frame):
            threading.Thread(target=self._send_rest, args=(frame[sent:],), daemon=True).start()
        return True

    def _send_rest(self, rest: bytes) -> None:
        try:
            self.sock.sendall(rest)
        except OSError:
            self.connected = False
        finally:
            self._sending.release()

    def receive(self, timeout: float | None = None) -> str | bytes:
        """Wait for the next message. Raises ConnectionClosed when there is none any more."""
        while True:
            if self.input_buffer:
                # The library does not type its buffer: strings, or bytes of a binary frame.
                return self.input_buffer.pop(0)  # type: ignore[no-any-return]
            if not self.connected:
                raise ConnectionClosed(self.close_reason, self.close_message)
            text = self._next()
            if text is not None:
                return text

    def _next(self) -> str | None:
        """The next frame's text when that is a whole message; other frames go to the library."""
        start, size = self._frame()
        if size < 0:
            self._read_on()
            return None
        self.each_frame(size)
        unread = self._unread
        first, end = unread[0], start + size
        if first == WHOLE_TEXT and not self._in_parts:
            mask = bytes(unread[start - 4 : start])
            content = unmasked(unread[start:end], mask)
            del unread[:end]
            try:
                return content.decode()
            except UnicodeDecodeError:
                self._end(CloseReason.INVALID_FRAME_PAYLOAD_DATA)
                return None
        if not first & CONTROL:
            self._size_of_parts = size + (self._size_of_parts if self._in_parts else 0)
            self._in_parts = not first & LAST
            if self._size_of_parts > self.max_message_size:
                self._end(CloseReason.MESSAGE_TOO_BIG)
                return None
        frame = bytes(unread[:end])
        del unread[:end]
        with self._sending:
            self.ws.receive_data(frame)
            self.connected = self._handle_events()
        return None

    def _frame(self) -> tuple[int, int]:
        """The offset and the length of the first frame's content in bytes; a negative length when
        not all of it is here."""
        unread = self._unread
        here = len(unread)
        if here < 2:
            return 0, -1
        size, start = unread[1] & 0x7F, 2
        if size == LENGTH_16:
            size, start = int.from_bytes(unread[2:4], "big"), 4
        elif size == LENGTH_64:
            size, start = int.from_bytes(unread[2:10], "big"), 10
        if here < start:
            return 0, -1
        if not unread[1] & MASKED:  # RFC 6455, section 5.1
            self._end(CloseReason.PROTOCOL_ERROR)
            return 0, -1
        if size > self.max_message_size:
            self._end(CloseReason.MESSAGE_TOO_BIG)
            return 0, -1
        start += 4
        return start, size if here >= start + size else -1

    def _read_on(self) -> None:
        if not self.connected:
            return
        try:
            data = self.sock.recv(READ_BYTES)
        except OSError:
            data = b""
        if not data:
            self.connected = False
        self._unread += data

    def _end(self, reason: CloseReason) -> None:
        with self._sending:
            self.connected = False
            self.close_reason = reason
            large = reason == CloseReason.MESSAGE_TOO_BIG
            told = whole_text(self.too_large) if large and self.too_large else b""
            try:
                self.sock.sendall(told + self.ws.send(CloseConnection(reason)))
                if large:
                    self._drain()
            except OSError:
                return  # the other side has gone already

    def _drain(self) -> None:
        """Read away the rest of a message that is too large: a connection that is closed with
        something unread is reset, and the other side would lose what it was told."""
        self.sock.shutdown(socket.SHUT_WR)
        self.sock.settimeout(DRAIN_SECONDS)
        left = DRAIN_BYTES
        while left > 0 and (data := self.sock.recv(READ_BYTES)):
            left -= len(data)


def whole_text(text: str) -> bytes:
    """One unmasked frame of text, which is what servers send."""
    content = text.encode()
    size = len(content)
    if size < LENGTH_16:
        head = bytes((WHOLE_TEXT, size))
    elif size < 1 << 16:
        head = bytes((WHOLE_TEXT, LENGTH_16)) + size.to_bytes(2, "big")
    else:
        head = bytes((WHOLE_TEXT, LENGTH_64)) + size.to_bytes(8, "big")
    return head + content


def unmasked(content: bytes | bytearray, mask: bytes) -> bytes:
    """XOR the content with the repeated mask (RFC 6455, section 5.3). Both are taken as one large
    number: for 1 KB that is a thousand times less work for the interpreter than byte by byte."""
    size = len(content)
    if not size:
        return b""
    key = (mask * (size // 4 + 1))[:size]
    number = int.from_bytes(content, "little") ^ int.from_bytes(key, "little")
    return number.to_bytes(size, "little")
