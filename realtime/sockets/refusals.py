"""Who is told of each refusal of a socket or of its message; the domain and the sockets go on."""

from collections.abc import Callable
from typing import Any

from socketio import Server

Tell = Callable[[str, str, str | None, str], None]
"""Called with the reason's code, the caller's address, the person's id and the message's name."""
Handler = Callable[..., Any]


def untold(_reason: str, _address: str, _person: str | None, _message: str) -> None:
    """Tells nobody."""


def address_of(environ: dict[str, Any]) -> str:
    return str(environ.get("REMOTE_ADDR", "unknown"))


def telling(server: Server, tell: Tell, person_of: Callable[[str], str | None]) -> Any:
    """A function that makes a handler of messages tell of each refusal that it answers."""

    def wrapped(message: str, handler: Handler) -> Handler:
        def handle(sid: str, payload: Any = None) -> Any:
            answer = handler(sid, payload)
            if isinstance(answer, dict) and answer.get("ok") is False:
                environ = server.get_environ(sid) or {}
                tell(answer["error"]["code"], address_of(environ), person_of(sid), message)
            return answer

        return handle

    return wrapped
