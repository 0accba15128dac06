"""A session ends when a participant ends it, when one side has left, or when nobody is in it."""

from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.sessions import attendance, calls, ending
from smarthands.sessions.report import write_report
from tests.builders.jobs import open_job
from tests.builders.sessions import guest, live_session, ringing_session, session_in_document
from tests.builders.world import World, code_of


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


@pytest.mark.parametrize("end", ["claim", "end"])
def test_a_session_that_has_ended_can_not_be_claimed_joined_or_ended_again(
    each_world: World, job: UUID, end: str
) -> None:
    world = each_world
    session = ringing_session(world, job)
    ended = calls.end(world.kit, world.tess, job, session)
    assert ended["end_reason"] == "withdrawn"
    if end == "claim":
        assert code_of(calls.claim, world.kit, world.eva, job, session) == Code.CONFLICT
        assert code_of(calls.join, world.kit, world.tess, job, session) == Code.CONFLICT
    else:
        assert calls.end(world.kit, world.eva, job, session) == ended
    assert world.announced.kinds.count("session.ended") == 1


def test_a_session_ends_when_the_last_expert_leaves(each_world: World, job: UUID) -> None:
    world = each_world
    session = live_session(world, job)
    calls.join(world.kit, world.dan, job, session)
    assert calls.leave(world.kit, world.eva, job, session)["state"] == "live"
    assert calls.leave(world.kit, world.dan, job, session)["state"] == "ended"


def test_a_ring_goes_on_while_one_of_two_technicians_waits(each_world: World) -> None:
    world = each_world
    job = open_job(world, world.tess, world.theo)
    session = ringing_session(world, job)
    calls.ask(world.kit, world.theo, job, id=uuid4())
    calls.leave(world.kit, world.tess, job, session)
    assert session_in_document(world, job, session)["state"] == "ringing"
    calls.leave(world.kit, world.theo, job, session)
    assert session_in_document(world, job, session)["end_reason"] == "withdrawn"


def test_a_participant_who_has_left_does_not_end_the_session_for_the_others(
    each_world: World,
) -> None:
    world = each_world
    job = open_job(world, world.tess, world.theo)
    session = live_session(world, job)
    calls.join(world.kit, world.theo, job, session)
    calls.leave(world.kit, world.theo, job, session)
    assert code_of(calls.end, world.kit, world.theo, job, session) == Code.FORBIDDEN
    ended = calls.end(world.kit, world.tess, job, session)
    assert calls.end(world.kit, world.theo, job, session) == ended


def test_a_guest_without_a_seat_ends_only_a_call_that_rings_her(
    each_world: World, job: UUID
) -> None:
    world = each_world
    gus = guest(world, job)
    session = live_session(world, job)
    assert code_of(calls.end, world.kit, gus, job, session) == Code.FORBIDDEN
    calls.end(world.kit, world.dan, job, session)
    call = ringing_session(world, job, world.eva)
    assert calls.end(world.kit, gus, job, call)["end_reason"] == "withdrawn"


def test_a_session_that_nobody_is_in_for_ten_minutes_ends(each_world: World, job: UUID) -> None:
    world = each_world
    session = live_session(world, job)
    world.clock.pass_by(minutes=9)
    attendance.mark_present(world.kit, [session])
    world.clock.pass_by(minutes=9)
    assert ending.abandoned(world.kit) == {}
    world.clock.pass_by(minutes=2)
    sessions = ending.abandoned(world.kit)
    assert list(sessions) == [session]
    world.clock.pass_by(minutes=1)
    assert ending.end_abandoned(world.kit, sessions) == 1
    assert session_in_document(world, job, session)["end_reason"] == "abandoned"
    assert ending.end_abandoned(world.kit, sessions) == 0


def test_a_clock_that_jumps_ends_no_session_that_somebody_is_in(
    each_world: World, job: UUID
) -> None:
    world = each_world
    session = live_session(world, job)
    world.clock.pass_by(hours=5)
    sessions = ending.abandoned(world.kit)
    assert list(sessions) == [session]
    # Half a minute later the web process records that somebody is there.
    world.clock.pass_by(seconds=30)
    attendance.mark_present(world.kit, [session])
    world.clock.pass_by(seconds=30)
    assert ending.end_abandoned(world.kit, sessions) == 0
    # The clock jumps back, and no duration is negative.
    world.clock.pass_by(hours=-5, minutes=-10)
    calls.end(world.kit, world.eva, job, session)
    write_report(world.kit, session)
    report = session_in_document(world, job, session)["report"]
    assert (report["waited_seconds"], report["lasted_seconds"]) == (10, 0)
