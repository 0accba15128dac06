"""Connections that have not signed in: few per address, and not for long.

Engine.IO keeps a connection that answers its pings for ever, whether Socket.IO's CONNECT comes or
not, and Socket.IO leaves a connection open that it has disconnected. Each takes a place from
somebody.
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from socketio import Server

from realtime.sockets.charges import Charges
from realtime.sockets.refusals import SILENCE, Refusals, address_of
from realtime.sockets.repeated_lines import RepeatedLines
from smarthands.errors import Code

ADMISSION_SECONDS = 10
GOODBYE_SECONDS = 1
MOST_PER_ADDRESS = 50
REFUSAL = "Too many connections from your address wait to sign in. Try again in a moment."


@dataclass(frozen=True, eq=False, slots=True)
class Waiting:
    """One wait of a connection; a second wait of the same connection is another value."""

    address: str
    tcp: socket.socket | None
    first: bool
    """Whether nobody has been signed in on the connection before."""


class Lobby:
    """A connection waits here from its handshake until it is admitted, and again once sent out.

    `caller_key` names the caller behind an address, since some have many addresses.
    """

    def __init__(
        self,
        server: Server,
        caller_key: Callable[[str], str],
        charges: Charges,
        refusals: Refusals,
    ) -> None:
        self._server = server
        self._charges = charges
        self._refusals = refusals
        self._lines = RepeatedLines()
        self._caller_key = caller_key
        self._waiting: dict[str, Waiting] = {}
        server.eio.on("connect", self._enter)
        server.eio.on("disconnect", self._leave)

    def admit(self, sid: str) -> None:
        """Let in a connection that has signed in; called while Socket.IO's `sid` connects."""
        self._waiting.pop(self._connection(sid), None)

    def send_back(self, sid: str) -> None:
        """Have a connection wait again that nobody is signed in on any more: it may sign in anew or
        close. Called while `sid` disconnects."""
        connection = self._connection(sid)
        if environ := self._server.environ.get(connection):
            self._wait(connection, environ, first=False)

    def _connection(self, sid: str) -> str:
        return str(self._server.manager.eio_sid_from_sid(sid, "/"))

    def _enter(self, connection: str, environ: dict[str, Any]) -> str | None:
        """Engine.IO refuses the connection when this returns a text."""
        address = self._address(environ)
        if sum(each.address == address for each in self._waiting.values()) >= MOST_PER_ADDRESS:
            self._lines.info("socket refused", "too many wait")
            self._refusals.at_connect(Code.TOO_MANY, environ)
            return REFUSAL
        if not self._charges.open(connection, address):
            self._lines.info("socket refused", "its address costs too much")
            self._refusals.at_connect(Code.TOO_MANY, environ)
            return REFUSAL
        self._server._handle_eio_connect(connection, environ)
        self._wait(connection, environ, first=True)
        return None

    def _leave(self, connection: str, reason: str) -> None:
        self._server._handle_eio_disconnect(connection, reason)
        self._waiting.pop(connection, None)
        self._charges.close(connection)

    def _wait(self, connection: str, environ: dict[str, Any], *, first: bool) -> None:
        tcp = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
        waiting = self._waiting[connection] = Waiting(self._address(environ), tcp, first)
        self._server.start_background_task(self._see_out, connection, waiting)

    def _address(self, environ: dict[str, Any]) -> str:
        return self._caller_key(address_of(environ))

    def _see_out(self, connection: str, waiting: Waiting) -> None:
        self._server.sleep(ADMISSION_SECONDS)
        if self._waiting.get(connection) is not waiting:
            return
        self._lines.info("socket closed", "nobody came in")
        if waiting.first:
            self._refusals.of_connection(Code.SIGNED_OUT, connection, SILENCE)
        if engine_socket := self._server.eio.sockets.get(connection):
            engine_socket.close(wait=False)
        # A browser that does not answer the closing handshake would keep the connection.
        self._server.sleep(GOODBYE_SECONDS)
        if waiting.tcp:
            with suppress(OSError):
                waiting.tcp.shutdown(socket.SHUT_RDWR)
