"""The admission of sockets: who is there, at whose cost, and whether there are too many of them."""

from collections.abc import Callable
from typing import Any

from socketio import Server

from realtime.sockets.charges import Charges
from realtime.sockets.costs import CONNECT, COSTS
from realtime.sockets.limits import unlimit_messages
from realtime.sockets.lobby import Lobby
from smarthands.actor import Actor
from smarthands.errors import Code, Problem

Authenticate = Callable[[dict[str, Any], Any], Actor]


class SocketAdmission:
    """Lets sockets in from the lobby, and back into it."""

    def __init__(
        self, server: Server, authenticate: Authenticate, lobby: Lobby, charges: Charges
    ) -> None:
        self._server = server
        self._authenticate = authenticate
        self._lobby = lobby
        self._charges = charges

    def authenticate(self, sid: str, environ: dict[str, Any], auth: Any) -> Actor:
        """The actor of a socket that asks to be let in. Raises Problem."""
        with self._charges.message(self._connection(sid), COSTS[CONNECT]):
            return self._authenticate(environ, auth)

    def admit(self, sid: str, actor: Actor) -> None:
        """Have the actor pay for its socket from now on. Raises Problem."""
        connection = self._connection(sid)
        if connection not in self._charges:  # gone while it waited, or the database was asked
            raise Problem(Code.SIGNED_OUT, "This connection has ended. Connect again.")
        if actor.kind == "system":
            self._charges.free(connection)
            unlimit_messages(self._server, sid)
        else:
            self._charges.sign_in(connection, actor)
        self._lobby.admit(sid)

    def leave(self, sid: str) -> None:
        """Nobody is signed in any more; called while `sid` disconnects."""
        self._charges.sign_out(self._connection(sid))
        self._lobby.send_back(sid)

    def _connection(self, sid: str) -> str:
        return str(self._server.manager.eio_sid_from_sid(sid, "/"))
