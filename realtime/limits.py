"""What a socket may send before anyone has looked at it, and what ends it.

Engine.IO looks at the size of a message only when all of it is there, and compression makes much
out of little; simple-websocket counts while it reads, when it is told to. Engine.IO also lets the
error of a packet that is none fly through the server, and keeps the socket until its ping fails.
Socket.IO takes an event called `connect` or `disconnect` for its own, with whatever came in it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from socketio import Server

A_SECOND, BURST = 200.0, 400.0
PATIENCE_SECONDS = 5.0
TOO_MANY = {"code": "too_many", "message": "This page sends too many messages. Reload it."}
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
    opened: Callable[..., Any] = drivers["websocket"]

    def limited(handler: Any, eio: Any) -> Any:
        def ended_by_errors(websocket: Any) -> Any:
            websocket.wait = _paced(server, handler.__self__, websocket.wait)
            try:
                return handler(websocket)
            except Exception as error:
                log.info("socket closed", problem=type(error).__name__)
                handler.__self__.close(wait=False, abort=True)
                eio.sleep(0)  # so that the writer says goodbye before the connection is gone
                return []

        websocket = opened(ended_by_errors, eio)
        websocket.server_args["max_message_size"] = most
        return websocket

    server.eio._async = drivers | {"websocket": limited}


def _paced(server: Server, socket: Any, read: Callable[[], Any]) -> Callable[[], Any]:
    pace = Pace()

    def wait() -> Any:
        data = read()
        try:
            if (pause := pace.wait(time.monotonic())) > 0:
                server.sleep(pause)
        except TooMany:
            log.info("socket closed", problem="too many messages")
            sid = server.manager.sid_from_eio_sid(socket.sid, "/")
            if sid:
                server.emit("closed", TOO_MANY, to=sid, ignore_queue=True)
                server.disconnect(sid)
            return None
        return data

    return wait


def refuse_nonsense(server: Server) -> None:
    """Drop what is no message, in one line of the log, and events that are the server's own."""
    receive: Callable[..., Any] = server._handle_eio_message
    handle: Callable[..., Any] = server._handle_event

    def received(eio_sid: str, data: Any) -> None:
        try:
            # No message of ours is binary, and one that announces attachments and withholds them
            # would keep what has come so far.
            if not isinstance(data, str) or data[:1] in BINARY:
                raise ValueError("no message of ours")
            receive(eio_sid, data)
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            log.info("message dropped", problem=type(error).__name__)

    def guarded(eio_sid: str, namespace: str, id: int | None, data: Any) -> Any:
        if not isinstance(data, list) or not data or data[0] in server.reserved_events:
            raise ValueError("no event of a client's")
        return handle(eio_sid, namespace, id, data)

    server.eio.on("message", received)
    server._handle_event = guarded
