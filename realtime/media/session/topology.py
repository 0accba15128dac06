"""Who sits in a session, as its topology says it to a node. docs/protocol.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ON_SITE = frozenset({"technician", "guest"})


@dataclass(frozen=True, slots=True)
class SessionParticipant:
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
class SessionTopology:
    """`recording` is the id of one that is asked for, on or paused, and its `state`."""

    people: dict[str, SessionParticipant]
    recording: str | None = None
    state: str | None = None

    def live(self) -> list[SessionParticipant]:
        """Who is to have legs."""
        return [one for one in self.people.values() if one.media == "live"]

    def watching(self) -> list[SessionParticipant]:
        """Whose page wants stills."""
        return [one for one in self.people.values() if one.media == "stills"]

    def held(self, one: SessionParticipant) -> bool:
        """Whether she is to be asked before anyone hears her."""
        return self.state == "on" and one.consent != "given"

    def filming(self) -> list[SessionParticipant]:
        """Whose picture may be shown."""
        return [one for one in self.people.values() if one.on_site and not self.held(one)]

    def pairs(self) -> Iterator[tuple[SessionParticipant, SessionParticipant]]:
        """Who is to have a leg, and whose media it carries: her own, or another's."""
        live = self.live()
        for one in live:
            yield one, one
            yield from ((one, other) for other in live if other is not one and not self.held(other))


def read_topology(said: Any) -> SessionTopology:
    """Nodes sit too, and are nobody's peer here. What is said beside is for others, or of a later
    version. Raises ValueError."""
    try:
        people = [_sitting(seat) for seat in said["participants"] if seat["role"] != "media"]
        recording = said["recording"] or {"id": None, "state": None}
        id, state = recording["id"], recording["state"]
    except (KeyError, TypeError) as error:
        raise ValueError(f"no topology: {error!r}") from error
    if not all(value is None or isinstance(value, str) for value in (id, state)):
        raise ValueError("no recording")
    return SessionTopology({one.id: one for one in people}, id, state)


def _sitting(seat: Any) -> SessionParticipant:
    one = SessionParticipant(**{name: seat[name] for name in SessionParticipant.__slots__})
    texts = (one.id, one.name, one.role, one.media)
    if not all(isinstance(text, str) for text in texts) or not isinstance(one.present, bool):
        raise ValueError("nobody who could sit")
    if not all(text is None or isinstance(text, str) for text in (one.page, one.consent)):
        raise ValueError("no page, or no answer")
    return one
