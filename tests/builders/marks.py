"""Marks on pictures, made by the operations themselves."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from smarthands.actor import Actor
from smarthands.evidence import marks
from smarthands.evidence.capture import Capture
from smarthands.jobs import document
from smarthands.views.values import JsonDict
from tests.builders.jobs import photo
from tests.builders.world import World

NOW = {"drawn_at": "2026-03-02T08:00:00Z", "device_time": "2026-03-02T08:00:00Z"}
"""The times of a page that sends its mark at once."""
AT_ONCE = Capture(datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 8, tzinfo=UTC))
ARROW: JsonDict = {"kind": "arrow", "points": [[1200, 8000], [5000, 4000]], "text": ""}


def frozen_photo(world: World, job: UUID, **label: Any) -> UUID:
    """A photo of the job that shows what Eva's page did when she pressed Draw."""
    return photo(world, world.eva, job, source="freeze", **label)


def draw(
    world: World, job: UUID, session: UUID, picture: UUID, by: Actor | None = None, **fields: Any
) -> JsonDict:
    """An arrow that Eva draws, or a mark of these fields that `by` draws."""
    now = Capture(world.clock.at, world.clock.at)
    mark: JsonDict = {"id": uuid4(), "evidence_id": picture, "capture": now, **ARROW, **fields}
    return marks.draw(world.kit, by or world.eva, job, session, **mark)


def drawn_mark(
    world: World, job: UUID, session: UUID, picture: UUID, by: Actor | None = None, **fields: Any
) -> UUID:
    """The id of a mark that was drawn."""
    return UUID(draw(world, job, session, picture, by, **fields)["id"])


def undo(world: World, job: UUID, session: UUID, mark: UUID, by: Actor | None = None) -> JsonDict:
    return marks.undo(world.kit, by or world.eva, job, session, mark)


def marks_in_document(world: World, job: UUID, who: Actor | None = None) -> dict[str, JsonDict]:
    """The marks in the job's document, for Cleo or for `who`."""
    shown: dict[str, JsonDict] = document.document(world.kit, who or world.cleo, job)["marks"]
    return shown


def mark_event_kinds(world: World, job: UUID, who: Actor, id: UUID) -> list[str]:
    """The kinds of the events about a mark whose body this reader gets."""
    events = document.job_events(world.kit, who, job)["items"]
    bodies = [event["body"] for event in events if "body" in event]
    return [body["kind"] for body in bodies if body["subject"] == {"type": "mark", "id": str(id)}]
