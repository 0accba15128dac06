"""A page in a session, as the browser's: it echoes, enters, and remembers what it was sent."""

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
from tests.sockets.ear import Ear, listening

KEPT = ("ring", "quiet", "topology", "signal", "dismissed", "closed")


class Page:
    """One socket and the id of the page it is."""

    def __init__(self, ear: Ear, page: str | None = None) -> None:
        self.ear = ear
        self.page = page or f"page-{uuid4().hex[:12]}"
        self.echoes = True
        self.got: dict[str, list[Any]] = {name: [] for name in KEPT}
        self.heard_at: dict[str, float] = {}
        for name, kept in self.got.items():
            ear.client.on(name, self._keep(name, kept))
        ear.client.on("beat", self._echo)

    def enter(self, session: UUID) -> dict[str, Any]:
        return self.ear.send("enter", {"session": str(session), "page": self.page})

    def signal(self, session: UUID, to: dict[str, Any], kind: str, data: Any) -> dict[str, Any]:
        """`to` is whom the topology says to connect to."""
        return self.ear.send(
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
        """The same without waiting for an answer."""
        said = {"session": str(session), "to": to["participant"], "page": to["page"]}
        self.ear.client.emit("signal", said | {"kind": kind, "data": data})

    @property
    def topology(self) -> dict[str, Any]:
        return dict(self.got["topology"][-1]) if self.got["topology"] else {"connect": []}

    def peer(self) -> dict[str, Any]:
        """The one it connects to, as soon as there is one."""
        assert self.ear.hears(lambda: self.topology["connect"])
        return dict(self.topology["connect"][0])

    def sees(self, name: str, *, present: bool, seconds: float = 5.0) -> bool:
        """Whether the topology says so in time."""
        return self.ear.hears(
            lambda: any(
                seat["name"] == name and seat["present"] is present
                for seat in self.topology.get("participants", ())
            ),
            seconds,
        )

    def hears(self, name: str, number: int = 1, seconds: float = 5.0) -> bool:
        return self.ear.hears(lambda: len(self.got[name]) >= number, seconds)

    def _keep(self, name: str, kept: list[Any]) -> Any:
        keep = self.ear._keep(kept)

        def hear(payload: Any) -> None:
            self.heard_at.setdefault(name, time.monotonic())
            keep(payload)

        return hear

    def _echo(self, _payload: object = None) -> None:
        if self.echoes:
            with suppress(BadNamespaceError):  # it has just been closed
                self.ear.client.emit("beat")


@contextmanager
def page(web: WebProcess, world: World, name: str, id: str | None = None) -> Iterator[Page]:
    """A page of one of the named people."""
    with listening(web, {"token": login(world, name)}) as ear:
        yield Page(ear, id)


def seated(world: World, job: UUID, *others: Actor) -> UUID:
    """A live session of Tess and Eva; whoever else is given has joined."""
    session = uuid4()
    calls.ask(world.kit, world.tess, job, id=session)
    calls.claim(world.kit, world.eva, job, session)
    for other in others:
        calls.join(world.kit, other, job, session)
    return session
