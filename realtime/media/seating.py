"""Who sits in a session, as its topology says it to a node. docs/protocol.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ON_SITE = frozenset({"technician", "guest"})


@dataclass(frozen=True, slots=True)
class Sitting:
    """A person; `page` is null while it is not known."""

    id: str
    name: str
    role: str
    present: bool
    page: str | None
    media: str
    consent: str | None

    @property
    def on_site(self) -> bool:
        return self.role in ON_SITE


@dataclass(frozen=True, slots=True)
class Seating:
    """`recording` is the id of one that is asked for, on or paused, and its `state`."""

    people: dict[str, Sitting]
    recording: str | None = None
    state: str | None = None

    def live(self) -> list[Sitting]:
        """Who is to have legs."""
        return [one for one in self.people.values() if one.media == "live"]

    def watching(self) -> list[Sitting]:
        """Whose page wants stills."""
        return [one for one in self.people.values() if one.media == "stills"]

    def held(self, one: Sitting) -> bool:
        """Whether she is to be asked before anyone hears her."""
        return self.state == "on" and one.consent != "given"

    def pairs(self) -> Iterator[tuple[Sitting, Sitting]]:
        """Who is to have a leg, and whose media it carries: her own, or another's."""
        live = self.live()
        for one in live:
            yield one, one
            yield from ((one, other) for other in live if other is not one and not self.held(other))


def read_topology(said: dict[str, Any]) -> Seating:
    """Nodes sit too, and are nobody's peer here."""
    people = {
        seat["id"]: Sitting(**{name: seat[name] for name in Sitting.__slots__})
        for seat in said["participants"]
        if seat["role"] != "media"
    }
    recording = said["recording"] or {}
    return Seating(people, recording.get("id"), recording.get("state"))
