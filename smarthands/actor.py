"""The actor: a frozen value of who acts, made at the edge and passed to every operation."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from smarthands.model.evidence import Audience
from smarthands.model.person import Role

OUTSIDE = frozenset({Role.CLIENT, Role.GUEST})
ActorKind = Literal["person", "share", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, the holder of a share link, or a system. `id` is the person's or the share's id, or
    a fixed word of the system's own, such as `media`."""

    kind: ActorKind
    id: str
    name: str
    role: Role | None = None
    organization_id: UUID | None = None
    login_id: UUID | None = None
    job_id: UUID | None = None

    @property
    def person_id(self) -> UUID:
        if self.kind != "person":
            raise ValueError("only a person has a person's id")
        return UUID(self.id)

    @property
    def authorship(self) -> dict[str, Any]:
        """The columns that say whose a new row is; only a person is an author."""
        return {
            "author_id": self.person_id,
            "author_name": self.name,
            "author_role": self.role or "",
        }

    @property
    def key(self) -> str:
        """What the actor is counted under, where others are counted too."""
        return f"{self.kind}/{self.id}"

    @property
    def internal(self) -> bool:
        """Whether the actor belongs to the provider and so reads both audiences."""
        return self.kind == "system" or (self.kind == "person" and self.role not in OUTSIDE)

    @property
    def audiences(self) -> frozenset[str]:
        if self.internal:
            return frozenset({Audience.INTERNAL, Audience.CLIENT})
        return frozenset({Audience.CLIENT})

    def wire(self) -> dict[str, str]:
        """The actor as it stands in an event's body."""
        fields = {"kind": self.kind, "id": self.id, "name": self.name}
        return fields | ({"role": self.role.value} if self.role else {})


def system(name: str) -> Actor:
    """A process as an actor."""
    return Actor("system", name, name)


MEDIA = system("media")
"""A media node; all nodes of an installation share one service credential."""
