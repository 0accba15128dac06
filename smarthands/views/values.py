"""Values that several views share: moments, names, and the fields that an edit changed."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from smarthands.events import stamp
from smarthands.model.person import Role

JsonDict = dict[str, Any]


class Authored(Protocol):
    """A row with its author, and the name and role that she had when she wrote it."""

    @property
    def author_id(self) -> UUID: ...
    @property
    def author_name(self) -> str: ...
    @property
    def author_role(self) -> str: ...


def moment(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)


def named(id: UUID | None, name: str | None, role: str | None = None) -> JsonDict | None:
    return None if id is None else {"id": str(id), "name": name} | ({"role": role} if role else {})


def author(written: Authored) -> JsonDict:
    """The author of an item, a line or a mark, as she was then. A guest is shown as one wherever
    her name stands: she came by a link and called herself as she liked."""
    fields: JsonDict = {"id": str(written.author_id), "name": written.author_name}
    role = {"role": written.author_role} if written.author_role else {}
    return fields | role | ({"guest": True} if written.author_role == Role.GUEST else {})


def changes(before: JsonDict, after: JsonDict) -> JsonDict:
    """The fields of `after` that differ; an event of an edit carries exactly these."""
    return {key: value for key, value in after.items() if before.get(key) != value}
