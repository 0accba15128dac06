"""Who is connected to this process, and which jobs and sessions each socket is in."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from smarthands.actor import Actor
from smarthands.model.person import Role


@dataclass(slots=True)
class Connected:
    """One socket: its actor is settled at the handshake and never changes.

    `heard_at`: when it last echoed, in seconds of the monotonic clock; a clock that jumps does not
    make anyone absent.
    """

    sid: str
    actor: Actor
    jobs: set[UUID] = field(default_factory=set)
    sessions: set[str] = field(default_factory=set)
    heard_at: float = field(default_factory=time.monotonic)
    present: bool = True


class Sockets:
    """The sockets of this process."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Connected] = {}

    def __len__(self) -> int:
        return len(self._by_sid)

    def __iter__(self) -> Iterator[Connected]:
        return iter(list(self._by_sid.values()))

    def add(self, sid: str, actor: Actor) -> Connected:
        connected = self._by_sid[sid] = Connected(sid, actor)
        return connected

    def remove(self, sid: str) -> Connected | None:
        return self._by_sid.pop(sid, None)

    def get(self, sid: str) -> Connected | None:
        return self._by_sid.get(sid)

    def following(self, job_id: UUID) -> Iterable[Connected]:
        return [each for each in self if job_id in each.jobs]

    def of(self, people: Iterable[UUID]) -> Iterable[Connected]:
        """The sockets of these people."""
        wanted = {str(id) for id in people}
        return [each for each in self if each.actor.kind == "person" and each.actor.id in wanted]

    def online(self) -> frozenset[UUID]:
        """The people with a page that is there."""
        found = (each.actor for each in self if each.present)
        return frozenset(actor.person_id for actor in found if actor.kind == "person")


def list_rooms(actor: Actor) -> list[str]:
    """The rooms that say: a list of yours has changed, or somebody waits for you."""
    if actor.kind != "person":
        return []
    if actor.role in (Role.TECHNICIAN, Role.GUEST):
        return ["technicians", f"person/{actor.id}"]
    if actor.role == Role.EXPERT:
        return ["desk", "experts"]
    return ["desk"] if actor.internal else [f"organization/{actor.organization_id}"]
