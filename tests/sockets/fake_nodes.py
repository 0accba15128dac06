"""Media nodes that are only sockets: they enter the sessions that they are placed into, and carry
no media."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID, uuid4

from socketio.exceptions import SocketIOError

from realtime.nodes.nodes import OVERLOADED
from server.auth.tokens import SecretTokens
from tests.builders.web_process import SECRET, WebProcess
from tests.sockets.event_listener import EventListener, listening
from tests.sockets.page import Page

TOKEN = SecretTokens(SECRET).derive("media")
BEAT_SECONDS = 1.0


class FakeNode:
    """A node that enters the sessions it is placed into, unless `willing` is false. It sends its
    load each second from the first `tell` on, as a real node does, until it `hangs`."""

    def __init__(self, listener: EventListener, name: str) -> None:
        self.listener = listener
        self.name = name
        self.page = f"page-{uuid4().hex[:12]}"
        self.placements: list[str] = []
        self.dismissed: list[dict[str, Any]] = []
        self.signals: list[dict[str, Any]] = []
        self.willing = True
        self._load: dict[str, Any] = {}
        self._hangs = threading.Event()
        threading.Thread(target=self._beat, daemon=True).start()
        listener.client.on("place", self._placed)
        listener.client.on("dismissed", listener._keep(self.dismissed))
        listener.client.on("signal", listener._keep(self.signals))

    def tell(self, cpu: float = 0.1, **more: Any) -> None:
        self._load = {"cpu": cpu, "packets": 0, "sessions": 0, "draining": False, **more}
        self.listener.client.emit("load", self._load)

    def hang(self) -> None:
        """Send no load any more."""
        self._hangs.set()

    def enter(self, session: UUID | str) -> dict[str, Any]:
        return self.listener.send("enter", {"session": str(session), "page": self.page})

    def signal(self, session: UUID, to: dict[str, Any], kind: str, data: Any) -> Any:
        signal = {"session": str(session), "to": to["id"], "page": to["page"], "kind": kind}
        return self.listener.send("signal", signal | {"data": data})

    def _beat(self) -> None:
        while not self._hangs.wait(BEAT_SECONDS):
            # A test counts the reports of overload itself.
            if self._load and self._load["cpu"] <= OVERLOADED and self.listener.connected:
                with suppress(SocketIOError):  # The socket may close just now.
                    self.listener.client.emit("load", self._load)

    def _placed(self, payload: dict[str, Any]) -> None:
        self.placements.append(payload["session"])
        if self.willing:
            entry = {"session": payload["session"], "page": self.page}
            self.listener.client.emit("enter", entry)


@contextmanager
def fake_node(web: WebProcess, name: str | None = None) -> Iterator[FakeNode]:
    name = name or f"node-{uuid4().hex[:10]}"
    with listening(web, {"service": TOKEN, "node": name}) as listener:
        assert listener.connected, listener.refused
        node = FakeNode(listener, name)
        try:
            yield node
        finally:
            node.hang()


def goes(page: Page, path: str, seconds: float = 5.0) -> bool:
    return bool(page.listener.hears(lambda: page.topology.get("path") == path, seconds))


def node_in(page: Page) -> str | None:
    """The page of the node that the topology names."""
    seats = page.topology.get("participants", ())
    return next((str(seat["page"]) for seat in seats if seat["role"] == "media"), None)
