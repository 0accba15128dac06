"""Values that several views share: moments, names, and the fields that an edit changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from smarthands.events import stamp

JsonDict = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)


def named(id: UUID | None, name: str | None) -> JsonDict | None:
    return None if id is None else {"id": str(id), "name": name}


def changes(before: JsonDict, after: JsonDict) -> JsonDict:
    """The fields of `after` that differ; an event of an edit carries exactly these."""
    return {key: value for key, value in after.items() if before.get(key) != value}
