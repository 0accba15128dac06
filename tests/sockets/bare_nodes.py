"""Media nodes that are only sockets: they enter what they are asked into, and carry nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from server.auth.tokens import SecretTokens
from tests.builders.web_process import SECRET, WebProcess
from tests.sockets.ear import Ear, listening
from tests.sockets.page import Page

TOKEN = SecretTokens(SECRET).derive("media")


class FakeNode:
    """It enters what it is asked into, unless it is told not to."""

    def __init__(self, ear: Ear, name: str) -> None:
        self.ear = ear
        self.name = name
        self.page = f"page-{uuid4().hex[:12]}"
        self.asked: list[str] = []
        self.dismissed: list[dict[str, Any]] = []
        self.signals: list[dict[str, Any]] = []
        self.willing = True
        ear.client.on("place", self._placed)
        ear.client.on("dismissed", ear._keep(self.dismissed))
        ear.client.on("signal", ear._keep(self.signals))

    def tell(self, cpu: float = 0.1, **more: Any) -> None:
        said = {"cpu": cpu, "packets": 0, "sessions": 0, "draining": False, **more}
        self.ear.client.emit("load", said)

    def enter(self, session: UUID | str) -> dict[str, Any]:
        return self.ear.send("enter", {"session": str(session), "page": self.page})

    def signal(self, session: UUID, to: dict[str, Any], kind: str, data: Any) -> Any:
        said = {"session": str(session), "to": to["id"], "page": to["page"], "kind": kind}
        return self.ear.send("signal", said | {"data": data})

    def _placed(self, payload: dict[str, Any]) -> None:
        self.asked.append(payload["session"])
        if self.willing:
            said = {"session": payload["session"], "page": self.page}
            self.ear.client.emit("enter", said)


@contextmanager
def fake_node(web: WebProcess, name: str | None = None) -> Iterator[FakeNode]:
    name = name or f"node-{uuid4().hex[:10]}"
    with listening(web, {"service": TOKEN, "node": name}) as ear:
        assert ear.connected, ear.refused
        yield FakeNode(ear, name)


def goes(page: Page, path: str, seconds: float = 5.0) -> bool:
    return bool(page.ear.hears(lambda: page.topology.get("path") == path, seconds))


def node_in(page: Page) -> str | None:
    """The page of the node that the topology names."""
    seats = page.topology.get("participants", ())
    return next((str(seat["page"]) for seat in seats if seat["role"] == "media"), None)
