"""Who may enter, and what becomes of a session that nobody is in."""

from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.sessions import attendance, calls, ending
from smarthands.sessions.report import write_report
from tests.builders.jobs import open_job
from tests.builders.sessions import live
from tests.builders.world import World
from tests.domain.test_assistance import code_of, state


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


def test_nobody_in_it_for_ten_minutes_ends_it(each_world: World, job: UUID) -> None:
    world = each_world
    session = live(world, job)
    world.clock.pass_by(minutes=9)
    attendance.mark_present(world.kit, [session])
    world.clock.pass_by(minutes=9)
    assert ending.abandoned(world.kit) == {}
    world.clock.pass_by(minutes=2)
    seen = ending.abandoned(world.kit)
    assert list(seen) == [session]
    world.clock.pass_by(minutes=1)
    assert ending.end_abandoned(world.kit, seen) == 1
    assert state(world, job, session)["end_reason"] == "abandoned"
    assert ending.end_abandoned(world.kit, seen) == 0


def test_a_clock_that_jumps_ends_no_session_that_somebody_is_in(
    each_world: World, job: UUID
) -> None:
    world = each_world
    session = live(world, job)
    world.clock.pass_by(hours=5)
    seen = ending.abandoned(world.kit)
    assert list(seen) == [session]
    # Half a minute later the web process writes down that she is there.
    world.clock.pass_by(seconds=30)
    attendance.mark_present(world.kit, [session])
    world.clock.pass_by(seconds=30)
    assert ending.end_abandoned(world.kit, seen) == 0
    # And back again: nothing lasts less than no time.
    world.clock.pass_by(hours=-5, minutes=-10)
    calls.end(world.kit, world.eva, job, session)
    write_report(world.kit, session)
    report = state(world, job, session)["report"]
    assert (report["waited_seconds"], report["lasted_seconds"]) == (10, 0)  # type: ignore[index]


def test_only_seats_are_entered(each_world: World, job: UUID) -> None:
    world = each_world
    session = live(world, job)
    found = attendance.for_person(world.kit, world.tess, session)
    assert (found.job_id, len(found.participants)) == (job, 2)
    assert code_of(attendance.for_person, world.kit, world.dan, session) == Code.FORBIDDEN
    assert code_of(attendance.for_person, world.kit, world.dan, uuid4()) == Code.NOT_FOUND
    calls.end(world.kit, world.eva, job, session)
    assert code_of(attendance.for_person, world.kit, world.tess, session) == Code.CONFLICT
