"""What a socket may send before anyone has looked at it, and what ends it.

Engine.IO looks at the size of a message only when all of it is there, and compression makes much
out of little; simple-websocket counts while it reads, when it is told to. Engine.IO also lets the
error of a packet that is none fly through the server, and keeps the socket until its ping fails.
Socket.IO takes an event called `connect` or `disconnect` for its own, with whatever came in it.
"""

from collections.abc import Callable
from typing import Any

import structlog
from socketio import Server

log = structlog.get_logger()


def limit_messages(server: Server, most: int) -> None:
    """Close a socket that sends more than `most` bytes in one message, or no packet."""
    drivers = server.eio._async
    opened: Callable[..., Any] = drivers["websocket"]

    def limited(handler: Any, eio: Any) -> Any:
        def ended_by_errors(websocket: Any) -> Any:
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


def refuse_nonsense(server: Server) -> None:
    """Drop what is no message, in one line of the log, and events that are the server's own."""
    receive: Callable[..., Any] = server._handle_eio_message
    handle: Callable[..., Any] = server._handle_event

    def received(eio_sid: str, data: Any) -> None:
        try:
            receive(eio_sid, data)
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            log.info("message dropped", problem=type(error).__name__)

    def guarded(eio_sid: str, namespace: str, id: int | None, data: Any) -> Any:
        if not isinstance(data, list) or not data or data[0] in server.reserved_events:
            raise ValueError("no event of a client's")
        return handle(eio_sid, namespace, id, data)

    server.eio.on("message", received)
    server._handle_event = guarded
