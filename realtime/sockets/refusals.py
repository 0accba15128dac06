"""The refusals on sockets: each is told once, with its reason, who asked and by which message."""

from collections.abc import Callable
from typing import Any

from socketio import Server

from realtime.sockets.client_sockets import ClientSockets
from smarthands.actor import Actor
from smarthands.errors import Code

Tell = Callable[[str, str, str | None, str], None]
"""Called with the reason's code, the caller's address, the person's id and the message's name."""
Handler = Callable[..., Any]
CONNECT = "connect"
FLOOD = "flood"
"""What stands for the message's name where a socket is closed because it sends too many."""
SILENCE = "silence"
"""The same where a connection is closed that has not signed in."""


def untold(_reason: str, _address: str, _person: str | None, _message: str) -> None:
    """Tells nobody."""


def address_of(environ: dict[str, Any]) -> str:
    return str(environ.get("REMOTE_ADDR", "unknown"))


class Refusals:
    """Knows who is behind a socket, and tells of what it was refused."""

    def __init__(self, server: Server, sockets: ClientSockets, tell: Tell = untold) -> None:
        self._server = server
        self._sockets = sockets
        self._tell = tell

    def at_connect(self, code: Code, environ: dict[str, Any], actor: Actor | None = None) -> None:
        """Tell of a socket that isn't let in; `actor` is known where only a limit kept it out."""
        self._tell(code.value, address_of(environ), _person(actor), CONNECT)

    def of_connection(self, code: Code, connection: str, message: str) -> None:
        """Tell of an open connection of Engine.IO that is closed, whoever is signed in on it."""
        sid = self._server.manager.sid_from_eio_sid(connection, "/")
        environ = self._server.environ.get(connection) or {}
        self._tell(code.value, address_of(environ), self._person_at(sid), message)

    def from_handler(
        self, message: str, handler: Handler, everyday: frozenset[str] = frozenset()
    ) -> Handler:
        """A handler of messages that tells of each refusal that it answers, unless its code is an
        everyday one."""

        def handle(sid: str, payload: Any = None) -> Any:
            answer = handler(sid, payload)
            if isinstance(answer, dict) and answer.get("ok") is False:
                code = answer["error"]["code"]
                if code not in everyday:
                    environ = self._server.get_environ(sid) or {}
                    self._tell(code, address_of(environ), self._person_at(sid), message)
            return answer

        return handle

    def of_origins(self) -> None:
        """Have Engine.IO's refusals of other sites' pages told, which come before anything else."""
        ours = self._server.eio.cors_allowed_origins

        def is_ours(origin: str | None, environ: dict[str, Any]) -> bool:
            if origin in ours:
                return True
            if origin:
                self.at_connect(Code.FOREIGN_ORIGIN, environ)
            return False

        self._server.eio.cors_allowed_origins = is_ours

    def _person_at(self, sid: str | None) -> str | None:
        socket = self._sockets.get(sid) if sid else None
        return _person(socket.actor if socket else None)


def _person(actor: Actor | None) -> str | None:
    """The id of a person or of a share; a media node has a name, which the log doesn't keep."""
    return None if actor is None or actor.kind == "system" else actor.id
