"""Rules that organizations, sites and assets share: retries, changed fields and events."""

from typing import Any, TypeVar
from uuid import UUID

from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Transaction
from smarthands.model import Asset, Base, Organization, Site
from smarthands.model.evidence import Audience

Row = TypeVar("Row", bound=Base)


def apply_changes(row: Base, changes: dict[str, Any]) -> dict[str, Any]:
    """Set the fields that differ, and return them."""
    changed = {key: value for key, value in changes.items() if getattr(row, key) != value}
    for key, value in changed.items():
        setattr(row, key, value)
    return changed


def same_or_conflict(previous: Row, **fields: Any) -> Row:
    """The row that a retry finds; a different thing under the same id is refused."""
    if any(getattr(previous, key) != value for key, value in fields.items()):
        raise conflict("This id is taken by something else. Use a new one.")
    return previous


def record(
    tx: Transaction,
    actor: Actor,
    organization_id: UUID,
    kind: EventKind,
    thing: Organization | Site | Asset,
    details: dict[str, Any],
) -> None:
    tx.record(
        f"organization/{organization_id}",
        kind,
        actor=actor,
        subject=Subject(type(thing).__name__.lower(), str(thing.id)),
        audience=Audience.INTERNAL,
        details=details,
    )
