"""The steps of a job: taken at once, without a word on when; or told of by a phone."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from smarthands.actor import Actor
from smarthands.jobs.statements import Told, tell
from smarthands.jobs.steps import StepWords
from smarthands.kit import Kit
from smarthands.model.statement import StatedVerb
from tests.builders.moments import AT_ONCE, told_moment
from tests.builders.world import World

View = dict[str, Any]


def told(
    world: World,
    *,
    seen: int | None = None,
    ago: timedelta = AT_ONCE,
    ahead: timedelta = AT_ONCE,
    id: UUID | None = None,
) -> Told:
    """A phone's word on a step of a while ago, by a clock that is so far ahead."""
    at = told_moment(world, seen=seen, ago=ago, ahead=ahead)
    return Told(at.happened_at, at.device_time, at.seen, id=id or uuid4())


def take(kit: Kit, actor: Actor, job: UUID, verb: StatedVerb, **words: str) -> View:
    taken = tell(kit, actor, job, verb, StepWords(**words)).job
    assert taken is not None
    return taken


def acknowledge(kit: Kit, actor: Actor, job: UUID) -> View:
    return take(kit, actor, job, StatedVerb.ACKNOWLEDGE)


def arrive(kit: Kit, actor: Actor, job: UUID) -> View:
    return take(kit, actor, job, StatedVerb.ARRIVE)


def hold(kit: Kit, actor: Actor, job: UUID, *, reason: str) -> View:
    return take(kit, actor, job, StatedVerb.HOLD, reason=reason)


def resume(kit: Kit, actor: Actor, job: UUID) -> View:
    return take(kit, actor, job, StatedVerb.RESUME)


def complete(kit: Kit, actor: Actor, job: UUID, *, fault: str, work: str) -> View:
    return take(kit, actor, job, StatedVerb.COMPLETE, fault=fault, work=work)
