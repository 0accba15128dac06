"""Who is connected to this process, and which jobs each socket follows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from smarthands.actor import Actor


@dataclass(slots=True)
class Connected:
    """One socket: its actor is settled at the handshake and never changes."""

    sid: str
    actor: Actor
    jobs: set[UUID] = field(default_factory=set)


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

    def remove(self, sid: str) -> None:
        self._by_sid.pop(sid, None)

    def get(self, sid: str) -> Connected | None:
        return self._by_sid.get(sid)

    def following(self, job_id: UUID) -> Iterable[Connected]:
        return [each for each in self if job_id in each.jobs]


def list_rooms(actor: Actor) -> list[str]:
    """The rooms that say: a list of yours has changed."""
    if actor.kind == "share":
        return []
    if actor.role is not None and actor.role.value == "technician":
        return ["technicians", f"person/{actor.id}"]
    return ["desk"] if actor.internal else [f"organization/{actor.organization_id}"]
