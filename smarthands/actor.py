"""Who acts: a frozen value made at the edge and passed to every operation."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from smarthands.model.evidence import Audience
from smarthands.model.person import Role

OUTSIDE = frozenset({Role.CLIENT, Role.GUEST})
ActorKind = Literal["person", "share", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is a person's, a share's, or a fixed word for the system's own processes."""

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
    def internal(self) -> bool:
        """One of the provider's own people: reads both audiences."""
        return self.kind == "system" or (self.kind == "person" and self.role not in OUTSIDE)

    @property
    def audiences(self) -> frozenset[str]:
        if self.internal:
            return frozenset({Audience.INTERNAL, Audience.CLIENT})
        return frozenset({Audience.CLIENT})

    def wire(self) -> dict[str, str]:
        named = {"kind": self.kind, "id": self.id, "name": self.name}
        return named | ({"role": self.role.value} if self.role else {})


def system(name: str) -> Actor:
    return Actor("system", name, name)


MEDIA = system("media")
"""A media node, by the service credential that all nodes of an installation share."""
