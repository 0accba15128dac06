"""Values that several views share: moments, names, and the fields that an edit changed."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from smarthands.events import stamp
from smarthands.model import Person
from smarthands.model.person import Role

JsonDict = dict[str, Any]


class Authored(Protocol):
    """A row with its author, and the name that she had when she wrote it."""

    @property
    def author_id(self) -> UUID: ...
    @property
    def author_name(self) -> str: ...
    @property
    def author(self) -> Person: ...


def moment(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)


def named(id: UUID | None, name: str | None) -> JsonDict | None:
    return None if id is None else {"id": str(id), "name": name}


def author(written: Authored) -> JsonDict:
    """The author of an item or a line. A guest is shown as one wherever her name stands: she came
    by a link and called herself as she liked. A guest stays a guest, so that this never changes."""
    fields: JsonDict = {"id": str(written.author_id), "name": written.author_name}
    return fields | ({"guest": True} if written.author.role == Role.GUEST else {})


def changes(before: JsonDict, after: JsonDict) -> JsonDict:
    """The fields of `after` that differ; an event of an edit carries exactly these."""
    return {key: value for key, value in after.items() if before.get(key) != value}
