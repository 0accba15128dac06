"""The sockets that are connected to this process: who each of them is, the jobs it follows and the
sessions it is in."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from smarthands.access.verbs import EXPERT, ON_SITE
from smarthands.actor import Actor


@dataclass(slots=True)
class ClientSocket:
    """One socket. Its actor is settled at the handshake and never changes.

    `heard_at` is the moment of its last echo in seconds of the monotonic clock, since a clock that
    jumps must not make anyone absent.
    """

    sid: str
    actor: Actor
    jobs: set[UUID] = field(default_factory=set)
    sessions: set[str] = field(default_factory=set)
    heard_at: float = field(default_factory=time.monotonic)
    present: bool = True


class ClientSockets:
    """The sockets of this process."""

    def __init__(self) -> None:
        self._by_sid: dict[str, ClientSocket] = {}

    def __len__(self) -> int:
        return len(self._by_sid)

    def __iter__(self) -> Iterator[ClientSocket]:
        return iter(list(self._by_sid.values()))

    def add(self, sid: str, actor: Actor) -> ClientSocket:
        socket = self._by_sid[sid] = ClientSocket(sid, actor)
        return socket

    def remove(self, sid: str) -> ClientSocket | None:
        return self._by_sid.pop(sid, None)

    def get(self, sid: str) -> ClientSocket | None:
        return self._by_sid.get(sid)

    def following(self, job_id: UUID) -> Iterable[ClientSocket]:
        return [socket for socket in self if job_id in socket.jobs]

    @property
    def await_events(self) -> bool:
        """Whether somebody is told of events: a media node is, while it is in a session."""
        return any(socket.actor.kind != "system" or socket.sessions for socket in self)

    def online(self) -> frozenset[UUID]:
        """The people with a page that is present."""
        actors = (socket.actor for socket in self if socket.present)
        return frozenset(actor.person_id for actor in actors if actor.kind == "person")


def list_rooms(actor: Actor) -> list[str]:
    """The Socket.IO rooms that tell an actor that a list has changed, or that somebody waits."""
    if actor.kind != "person":
        return []
    if actor.role in ON_SITE:
        return ["technicians", f"person/{actor.id}"]
    if actor.role == EXPERT:
        return ["desk", "experts"]
    return ["desk"] if actor.internal else [f"organization/{actor.organization_id}"]
