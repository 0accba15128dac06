"""What this process emits to its sockets: Socket.IO events, without a message queue."""

from collections.abc import Callable

from engineio.packet import MESSAGE, Packet
from socketio import Server


class Emitter:
    """Emits to sockets and Socket.IO rooms of this process. Each process reads the events from the
    table itself, so that nothing goes through a shared queue. `sent` is called for each message."""

    def __init__(self, server: Server, sent: Callable[[], None]) -> None:
        self._server = server
        self._sent = sent

    def emit(self, name: str, payload: object, to: str) -> None:
        self._server.emit(name, payload, to=to, ignore_queue=True)
        self._sent()

    def emit_text(self, text: str, to: str) -> None:
        """Send one socket a packet that is encoded already: signals, which are sent most, go this
        short way past Socket.IO."""
        server = self._server
        connection = server.manager.eio_sid_from_sid(to, "/")
        socket = server.eio.sockets.get(connection)
        if socket is None or socket.closed:
            return
        # Order is kept: what waits in the queue was emitted before.
        if not socket.queue.empty() or not socket.websocket.send_now(f"{MESSAGE}{text}"):
            socket.send(Packet(MESSAGE, text))
        self._sent()

    def disconnect(self, sid: str) -> None:
        self._server.disconnect(sid)
