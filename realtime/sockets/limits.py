"""Limits of what a socket may send: the size of a message, messages a second, and nonsense.

Engine.IO looks at the size of a message only when all of it is there, and compression makes much
out of little; simple-websocket counts while it reads, when it is told to. Engine.IO also lets the
error of a malformed packet fly through the server, and keeps the socket until its ping fails.
Socket.IO takes an event called `connect` or `disconnect` for its own, with whatever came in it.
"""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from json import dumps, loads
from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from socketio import Server

from realtime.sockets.charges import Charges
from realtime.sockets.costs import cost_of
from realtime.sockets.refusals import FLOOD, Refusals
from realtime.sockets.repeated_lines import RepeatedLines
from realtime.sockets.send_queue import bounded
from realtime.sockets.websocket import WebSocket, accept_frame
from realtime.token_bucket import TokenBucket
from smarthands.errors import Code

MESSAGES_A_SECOND, BURST = 200.0, 400.0
PATIENCE_SECONDS = 5.0
TOO_MANY = {"code": "too_many", "message": "This page sends too many messages. Reload it."}
TOO_LARGE = {
    "code": "too_large",
    "message": "This page sent more at once than the server takes. Reload it.",
}
SIGNAL = '2["signal",'
BINARY = ("5", "6")
"""Socket.IO's packets with attachments begin with one of these."""


class MessageRate:
    """How many messages a socket may still send; `now` in seconds of the monotonic clock."""

    __slots__ = ("_bucket", "_easy_at")

    def __init__(self, now: float) -> None:
        self._bucket = TokenBucket(MESSAGES_A_SECOND, BURST, now)
        self._easy_at = now

    def wait(self, now: float) -> float:
        """The seconds for which nothing more is to be read, after one more message. Raises TooMany
        for a socket that goes on although it is slowed."""
        self._bucket.spend(1, now, least=float("-inf"))
        left = self._bucket.left
        if left >= BURST / 2:
            self._easy_at = now
        if left >= 0:
            return 0.0
        if now - self._easy_at > PATIENCE_SECONDS:
            raise TooMany
        return -left / MESSAGES_A_SECOND


class TooMany(Exception):
    """A socket sends more messages than it may, and does not stop."""


def limit_messages(server: Server, most: int, charges: Charges, refusals: Refusals) -> None:
    """Close a socket that sends more than `most` bytes in one message, or a malformed packet.

    A socket that sends too many messages is read only as fast as it may send, and closed when it
    goes on. Each frame is charged to its payers.
    """
    drivers = server.eio._async
    lines = RepeatedLines()

    class Driver(SimpleWebSocketWSGI):
        """Engine.IO's view of one WebSocket; `app` is its handler of it."""

        def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
            connection = self.app.__self__
            self.ws = connection.websocket = WebSocket(environ, most)
            self.ws.too_large = f'42["closed",{dumps(TOO_LARGE)}]'
            self.ws.each_frame = _limited(server, connection.sid, charges, refusals)
            connection.queue.hang_up = self._hang_up
            try:
                self.app(self)
            except Exception as error:
                self._end(error)
            if self.ws.mode == "gunicorn":
                raise StopIteration
            return []

        def _hang_up(self) -> None:
            lines.info("socket closed", "it takes nothing in")
            with suppress(OSError):
                self.ws.sock.shutdown(socket.SHUT_RDWR)

        def _end(self, error: Exception) -> None:
            connection = self.app.__self__
            lines.info("socket closed", type(error).__name__)
            connection.close(wait=False, abort=True)
            server.sleep(0)  # so that the writer says goodbye before the connection is gone

    server.eio._async = drivers | {"websocket": Driver, "queue": bounded(drivers["queue"])}


def unlimit_messages(server: Server, sid: str) -> None:
    """A media node is a process of our own that speaks for many sessions: it is not slowed."""
    connection = server.manager.eio_sid_from_sid(sid, "/")
    server.eio.sockets[connection].websocket.each_frame = accept_frame


def _limited(
    server: Server, connection: str, charges: Charges, refusals: Refusals
) -> Callable[[int], None]:
    rate = MessageRate(time.monotonic())

    def each_frame(size: int) -> None:
        try:
            pause = rate.wait(time.monotonic())
        except TooMany:
            refusals.of_connection(Code.TOO_MANY, connection, FLOOD)
            if sid := server.manager.sid_from_eio_sid(connection, "/"):
                server.emit("closed", TOO_MANY, to=sid, ignore_queue=True)
            raise
        if pause > 0:
            server.sleep(pause)
        charges.frame(connection, size)

    return each_frame


def refuse_nonsense(server: Server, signal: Callable[[str, Any], object], charges: Charges) -> None:
    """Drop malformed messages, which the log counts, and events that are the server's own; have
    all others paid for.

    Signals that ask for no answer go to `signal` at once: they are most of what comes.
    """
    receive: Callable[..., Any] = server._handle_eio_message
    sids: Callable[[str, str], str | None] = server.manager.sid_from_eio_sid
    handle: Callable[..., Any] = server._handle_event
    lines = RepeatedLines()

    def received(eio_sid: str, data: Any) -> None:
        try:
            # No message of ours is binary. A message that announces attachments and withholds them
            # would keep in memory what has come so far.
            if not isinstance(data, str) or data[:1] in BINARY:
                raise ValueError("no message of ours")
            if data.startswith(SIGNAL) and (sid := sids(eio_sid, "/")):
                payload = loads(data[1:])[1]
                with charges.message(eio_sid, cost_of("signal", payload)):
                    signal(sid, payload)
            else:
                receive(eio_sid, data)
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            lines.info("message dropped", type(error).__name__)

    def guarded(eio_sid: str, namespace: str, id: int | None, data: Any) -> Any:
        if not isinstance(data, list) or not data or data[0] in server.reserved_events:
            raise ValueError("no event of a client's")
        with charges.message(eio_sid, cost_of(data[0], data[1] if len(data) > 1 else None)):
            return handle(eio_sid, namespace, id, data)

    server.eio.on("message", received)
    server._handle_event = guarded
