"""Marks on pictures, brought about by the operations themselves."""

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
"""By the clock of a page that sends it at once."""
AT_ONCE = Capture(datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 8, tzinfo=UTC))
ARROW: JsonDict = {"kind": "arrow", "points": [[1200, 8000], [5000, 4000]], "text": ""}


def frozen(world: World, job: UUID, **said: Any) -> UUID:
    """What Eva's page showed when she pressed Draw, as a photo of the job."""
    return photo(world, world.eva, job, source="freeze", **said)


def draw(
    world: World, job: UUID, session: UUID, picture: UUID, by: Actor | None = None, **said: Any
) -> JsonDict:
    """An arrow of Eva's, or whatever is said, by whoever is given."""
    now = Capture(world.clock.at, world.clock.at)
    told: JsonDict = {"id": uuid4(), "evidence_id": picture, "capture": now, **ARROW, **said}
    return marks.draw(world.kit, by or world.eva, job, session, **told)


def drawn(
    world: World, job: UUID, session: UUID, picture: UUID, by: Actor | None = None, **said: Any
) -> UUID:
    """The same, by its id."""
    return UUID(draw(world, job, session, picture, by, **said)["id"])


def undo(world: World, job: UUID, session: UUID, mark: UUID, by: Actor | None = None) -> JsonDict:
    return marks.undo(world.kit, by or world.eva, job, session, mark)


def marks_shown(world: World, job: UUID, who: Actor | None = None) -> dict[str, JsonDict]:
    """As the job's document has them for Cleo, or whoever is given."""
    found: dict[str, JsonDict] = document.document(world.kit, who or world.cleo, job)["marks"]
    return found


def told_of(world: World, job: UUID, who: Actor, id: UUID) -> list[str]:
    """The kinds of the events about a mark whose body this reader gets."""
    events = document.job_events(world.kit, who, job)["items"]
    bodies = [event["body"] for event in events if "body" in event]
    return [body["kind"] for body in bodies if body["subject"] == {"type": "mark", "id": str(id)}]
