"""A page in a session, as the browser's: it answers heartbeats, enters, and keeps what it
receives."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID, uuid4

from socketio.exceptions import BadNamespaceError

from smarthands.actor import Actor
from smarthands.sessions import calls
from tests.builders.site import login
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.event_listener import EventListener, listening

OFFER = {"sdp": "v=0\r\n"}
KEPT = ("ring", "quiet", "topology", "signal", "dismissed", "closed")


class Page:
    """A page: one socket and a page id."""

    def __init__(self, listener: EventListener, page: str | None = None) -> None:
        self.listener = listener
        self.page = page or f"page-{uuid4().hex[:12]}"
        self.echoes = True
        self.received: dict[str, list[Any]] = {name: [] for name in KEPT}
        self.heard_at: dict[str, float] = {}
        for name, payloads in self.received.items():
            listener.client.on(name, self._keep(name, payloads))
        listener.client.on("beat", self._echo)

    def enter(self, session: UUID) -> dict[str, Any]:
        return self.listener.send("enter", {"session": str(session), "page": self.page})

    def signal(self, session: UUID, to: dict[str, Any], kind: str, data: Any) -> dict[str, Any]:
        """Sends a signal to `to`, whom the topology says to connect to, and returns the
        acknowledgement."""
        return self.listener.send(
            "signal",
            {
                "session": str(session),
                "to": to["participant"],
                "page": to["page"],
                "kind": kind,
                "data": data,
            },
        )

    def tell(self, session: UUID, to: dict[str, Any], kind: str, data: Any) -> None:
        """Sends a signal without waiting for the acknowledgement."""
        signal = {"session": str(session), "to": to["participant"], "page": to["page"]}
        self.listener.client.emit("signal", signal | {"kind": kind, "data": data})

    @property
    def topology(self) -> dict[str, Any]:
        return dict(self.received["topology"][-1]) if self.received["topology"] else {"connect": []}

    def peer(self) -> dict[str, Any]:
        """The peer that the topology says to connect to, as soon as there is one."""
        assert self.listener.hears(lambda: self.topology["connect"])
        return dict(self.topology["connect"][0])

    def peer_at(self, page: str) -> dict[str, Any]:
        """The peer of another page, as soon as the topology says to connect to it."""
        found: list[dict[str, Any]] = []

        def look() -> bool:
            found[:] = [each for each in self.topology.get("connect", ()) if each["page"] == page]
            return bool(found)

        assert self.listener.hears(look)
        return found[0]

    def sees(self, name: str, *, present: bool, seconds: float = 5.0) -> bool:
        """Whether the topology shows the seat so in time."""
        return self.listener.hears(
            lambda: any(
                seat["name"] == name and seat["present"] is present
                for seat in self.topology.get("participants", ())
            ),
            seconds,
        )

    def hears(self, name: str, number: int = 1, seconds: float = 5.0) -> bool:
        return self.listener.hears(lambda: len(self.received[name]) >= number, seconds)

    def _keep(self, name: str, payloads: list[Any]) -> Any:
        keep = self.listener._keep(payloads)

        def hear(payload: Any) -> None:
            self.heard_at.setdefault(name, time.monotonic())
            keep(payload)

        return hear

    def _echo(self, _payload: object = None) -> None:
        if self.echoes:
            with suppress(BadNamespaceError):  # The socket may just have been closed.
                self.listener.client.emit("beat")


@contextmanager
def page(web: WebProcess, world: World, name: str, id: str | None = None) -> Iterator[Page]:
    """A page of one of the named people."""
    with listening(web, {"token": login(world, name)}) as listener:
        yield Page(listener, id)


def seated(world: World, job: UUID, *others: Actor) -> UUID:
    """A live session of Tess and Eva, which the others have joined."""
    session = uuid4()
    calls.ask(world.kit, world.tess, job, id=session)
    calls.claim(world.kit, world.eva, job, session)
    for other in others:
        calls.join(world.kit, other, job, session)
    return session


@contextmanager
def both(web: WebProcess, world: World, session: UUID) -> Iterator[tuple[Page, Page]]:
    """The pages of Tess and of Eva in the session."""
    with page(web, world, "Tess") as tess, page(web, world, "Eva") as eva:
        assert tess.enter(session)["ok"]
        assert eva.enter(session)["ok"]
        assert tess.hears("topology", 2)
        yield tess, eva
