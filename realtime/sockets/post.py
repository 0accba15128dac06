"""How this process speaks to its sockets."""

from collections.abc import Callable

from engineio.packet import MESSAGE, Packet
from socketio import Server


class Post:
    """Sends to sockets and rooms of this process; each process looks at the table itself, so that
    nothing goes through a shared queue."""

    def __init__(self, server: Server, sent: Callable[[], None]) -> None:
        self._server = server
        self._sent = sent

    def send(self, name: str, payload: object, to: str) -> None:
        self._server.emit(name, payload, to=to, ignore_queue=True)
        self._sent()

    def send_text(self, text: str, to: str) -> None:
        """A packet that is encoded already, to one socket: what is sent most goes the short way."""
        server = self._server
        connection = server.manager.eio_sid_from_sid(to, "/")
        held = server.eio.sockets.get(connection)
        if held is None or held.closed:
            return
        # In its turn: what waits in the queue was said before.
        if not held.queue.empty() or not held.wire.send_now(f"{MESSAGE}{text}"):
            held.send(Packet(MESSAGE, text))
        self._sent()

    def disconnect(self, sid: str) -> None:
        self._server.disconnect(sid)
