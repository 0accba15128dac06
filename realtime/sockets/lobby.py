"""Connections that have not said who they are: few per address, and not for long.

Engine.IO keeps a connection for ever that answers its pings, whether Socket.IO's CONNECT ever comes
or not, and Socket.IO leaves one open that it has disconnected. Each takes a place from somebody.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from socketio import Server

ADMISSION_SECONDS = 10
GOODBYE_SECONDS = 1
MOST_PER_ADDRESS = 50
REFUSAL = "Too many connections from your address wait to sign in. Try again in a moment."

log = structlog.get_logger()


@dataclass(frozen=True, eq=False, slots=True)
class Waiting:
    """One connection; a second wait of the same is another."""

    address: str
    wire: socket.socket | None


class Lobby:
    """Where a connection waits from its handshake until it is admitted, and after it was sent out.

    `household` names the caller behind an address, since some have many.
    """

    def __init__(self, server: Server, household: Callable[[str], str]) -> None:
        self._server = server
        self._household = household
        self._waiting: dict[str, Waiting] = {}
        server.eio.on("connect", self._enter)
        server.eio.on("disconnect", self._leave)

    def admit(self, sid: str) -> None:
        """Socket.IO's `sid` is somebody; called while it connects."""
        self._waiting.pop(self._connection(sid), None)

    def send_back(self, sid: str) -> None:
        """Nobody any more; called while it disconnects. It may connect again or close."""
        connection = self._connection(sid)
        if environ := self._server.environ.get(connection):
            self._wait(connection, environ)

    def _connection(self, sid: str) -> str:
        return str(self._server.manager.eio_sid_from_sid(sid, "/"))

    def _enter(self, connection: str, environ: dict[str, Any]) -> str | None:
        """A text refuses it."""
        address = self._address(environ)
        if sum(each.address == address for each in self._waiting.values()) >= MOST_PER_ADDRESS:
            log.info("socket refused", problem="too many wait")
            return REFUSAL
        self._server._handle_eio_connect(connection, environ)
        self._wait(connection, environ)
        return None

    def _leave(self, connection: str, reason: str) -> None:
        self._server._handle_eio_disconnect(connection, reason)
        self._waiting.pop(connection, None)

    def _wait(self, connection: str, environ: dict[str, Any]) -> None:
        wire = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
        waiting = self._waiting[connection] = Waiting(self._address(environ), wire)
        self._server.start_background_task(self._see_out, connection, waiting)

    def _address(self, environ: dict[str, Any]) -> str:
        return self._household(str(environ.get("REMOTE_ADDR", "unknown")))

    def _see_out(self, connection: str, waiting: Waiting) -> None:
        self._server.sleep(ADMISSION_SECONDS)
        if self._waiting.get(connection) is not waiting:
            return
        log.info("socket closed", problem="nobody came in")
        if held := self._server.eio.sockets.get(connection):
            held.close(wait=False)
        # Whoever does not answer a goodbye would keep the connection all the same.
        self._server.sleep(GOODBYE_SECONDS)
        if waiting.wire:
            with suppress(OSError):
                waiting.wire.shutdown(socket.SHUT_RDWR)
