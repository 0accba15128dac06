"""What a socket may send before anyone has looked at it, and what ends it.

Engine.IO looks at the size of a message only when all of it is there, and compression makes much
out of little; simple-websocket counts while it reads, when it is told to. Engine.IO also lets the
error of a packet that is none fly through the server, and keeps the socket until its ping fails.
Socket.IO takes an event called `connect` or `disconnect` for its own, with whatever came in it.
"""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from json import loads
from typing import Any

import structlog
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from socketio import Server

from realtime.sockets.outgoing import bounded
from realtime.sockets.websocket import Wire

A_SECOND, BURST = 200.0, 400.0
PATIENCE_SECONDS = 5.0
TOO_MANY = {"code": "too_many", "message": "This page sends too many messages. Reload it."}
SIGNAL = '2["signal",'
BINARY = ("5", "6")
"""How Socket.IO's packets begin that have attachments."""

log = structlog.get_logger()


@dataclass(slots=True)
class Pace:
    """How much a socket may still say; `now` in seconds of the monotonic clock."""

    since: float = field(default_factory=time.monotonic)
    in_hand: float = BURST
    easy_at: float = field(default_factory=time.monotonic)

    def wait(self, now: float) -> float:
        """Seconds to read nothing more. Raises TooMany for who would not be slowed."""
        self.in_hand = min(BURST, self.in_hand + (now - self.since) * A_SECOND) - 1
        self.since = now
        if self.in_hand >= BURST / 2:
            self.easy_at = now
        if self.in_hand >= 0:
            return 0.0
        if now - self.easy_at > PATIENCE_SECONDS:
            raise TooMany
        return -self.in_hand / A_SECOND


class TooMany(Exception):
    """A socket says more than it may, and does not stop."""


def limit_messages(server: Server, most: int) -> None:
    """Close a socket that sends more than `most` bytes in one message, or no packet; read on from
    one that sends too many only as fast as it may, and close it when it goes on."""
    drivers = server.eio._async

    class Driver(SimpleWebSocketWSGI):
        """Engine.IO's view of one WebSocket; `app` is its handler of it."""

        def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
            self.ws = self.app.__self__.wire = Wire(environ, most)
            self.ws.each_frame = _paced(server, self.app.__self__.sid)
            self.app.__self__.queue.hang_up = self._hang_up
            try:
                self.app(self)
            except Exception as error:
                self._end(error)
            if self.ws.mode == "gunicorn":
                raise StopIteration
            return []

        def _hang_up(self) -> None:
            log.info("socket closed", problem="it takes nothing in")
            with suppress(OSError):
                self.ws.sock.shutdown(socket.SHUT_RDWR)

        def _end(self, error: Exception) -> None:
            connection = self.app.__self__
            log.info("socket closed", problem=type(error).__name__)
            connection.close(wait=False, abort=True)
            server.sleep(0)  # so that the writer says goodbye before the connection is gone

    server.eio._async = drivers | {"websocket": Driver, "queue": bounded(drivers["queue"])}


def trust_pace(server: Server, sid: str) -> None:
    """A process of our own speaks for many sessions: it is not slowed."""
    connection = server.manager.eio_sid_from_sid(sid, "/")
    server.eio.sockets[connection].wire.each_frame = _nothing


def _nothing() -> None:
    """Whatever comes is welcome."""


def _paced(server: Server, connection: str) -> Callable[[], None]:
    pace = Pace()

    def each_frame() -> None:
        try:
            pause = pace.wait(time.monotonic())
        except TooMany:
            log.info("socket closed", problem="too many messages")
            if sid := server.manager.sid_from_eio_sid(connection, "/"):
                server.emit("closed", TOO_MANY, to=sid, ignore_queue=True)
            raise
        if pause > 0:
            server.sleep(pause)

    return each_frame


def refuse_nonsense(server: Server, signal: Callable[[str, Any], object]) -> None:
    """Drop what is no message, in one line of the log, and events that are the server's own.

    Signals that ask for no answer go to `signal` at once: they are most of what comes.
    """
    receive: Callable[..., Any] = server._handle_eio_message
    sids: Callable[[str, str], str | None] = server.manager.sid_from_eio_sid
    handle: Callable[..., Any] = server._handle_event

    def received(eio_sid: str, data: Any) -> None:
        try:
            # No message of ours is binary, and one that announces attachments and withholds them
            # would keep what has come so far.
            if not isinstance(data, str) or data[:1] in BINARY:
                raise ValueError("no message of ours")
            if data.startswith(SIGNAL) and (sid := sids(eio_sid, "/")):
                signal(sid, loads(data[1:])[1])
            else:
                receive(eio_sid, data)
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            log.info("message dropped", problem=type(error).__name__)

    def guarded(eio_sid: str, namespace: str, id: int | None, data: Any) -> Any:
        if not isinstance(data, list) or not data or data[0] in server.reserved_events:
            raise ValueError("no event of a client's")
        return handle(eio_sid, namespace, id, data)

    server.eio.on("message", received)
    server._handle_event = guarded
