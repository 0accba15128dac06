"""A session's topology as the broker sends it: who has a seat and whose media goes to whom.
docs/protocol.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ON_SITE = frozenset({"technician", "guest"})
ALLOWED = "allowed"
"""The rule of sites where everything may be filmed."""


@dataclass(frozen=True, slots=True)
class SessionParticipant:
    """A person with a seat; `page` is None while the broker does not know her page."""

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
    """`recording` is the id of the recording that is asked for, on or paused; `state` is which.
    `films` says whether the site allows the picture of those who are there."""

    people: dict[str, SessionParticipant]
    recording: str | None = None
    state: str | None = None
    films: bool = True

    def live(self) -> list[SessionParticipant]:
        """The participants who are to have legs."""
        return [person for person in self.people.values() if person.media == "live"]

    def watching(self) -> list[SessionParticipant]:
        """The participants whose page wants stills."""
        return [person for person in self.people.values() if person.media == "stills"]

    def held(self, person: SessionParticipant) -> bool:
        """Whether she has to consent before anyone hears her."""
        return self.state == "on" and person.consent != "given"

    def may_film(self, person: SessionParticipant) -> bool:
        """Whether the site allows her picture."""
        return self.films or not person.on_site

    def filming(self) -> list[SessionParticipant]:
        """The participants on site whose picture may be shown."""
        return [
            person
            for person in self.people.values()
            if person.on_site and self.films and not self.held(person)
        ]

    def pairs(self) -> Iterator[tuple[SessionParticipant, SessionParticipant]]:
        """Each leg's receiver and the participant whose media it carries: herself, or another."""
        live = self.live()
        for person in live:
            yield person, person
            yield from (
                (person, other) for other in live if other is not person and not self.held(other)
            )


def read_topology(message: Any) -> SessionTopology:
    """Media nodes have seats too, and are left out since they are no peers of this one. Unknown
    fields are ignored: they are for others, or of a later version. Raises ValueError."""
    try:
        people = [_participant(seat) for seat in message["participants"] if seat["role"] != "media"]
        recording = message["recording"] or {"id": None, "state": None}
        id, state = recording["id"], recording["state"]
        # A broker of an earlier version knows no rule.
        films = message.get("photo_rule", ALLOWED) == ALLOWED
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no topology: {error!r}") from error
    if not all(value is None or isinstance(value, str) for value in (id, state)):
        raise ValueError("no recording")
    return SessionTopology({person.id: person for person in people}, id, state, films)


def _participant(seat: Any) -> SessionParticipant:
    person = SessionParticipant(**{name: seat[name] for name in SessionParticipant.__slots__})
    texts = (person.id, person.name, person.role, person.media)
    if not all(isinstance(text, str) for text in texts) or not isinstance(person.present, bool):
        raise ValueError("no participant")
    if not all(text is None or isinstance(text, str) for text in (person.page, person.consent)):
        raise ValueError("no page, or no answer")
    return person
