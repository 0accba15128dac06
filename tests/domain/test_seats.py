"""A participant has one seat in a session, and nobody else may enter it."""

from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.events import body_of
from smarthands.sessions import attendance, calls
from tests.builders.jobs import open_job
from tests.builders.sessions import live_session, session_in_document
from tests.builders.world import World, code_of


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


def test_a_participant_who_comes_back_has_her_seat_again(each_world: World, job: UUID) -> None:
    world = each_world
    session = live_session(world, job)
    first = calls.join(world.kit, world.tess, job, session)
    assert calls.join(world.kit, world.tess, job, session) == first
    assert "session.joined" not in world.announced.kinds
    calls.join(world.kit, world.dan, job, session)
    calls.leave(world.kit, world.dan, job, session)
    back = calls.join(world.kit, world.dan, job, session)
    assert len(back.session["participants"]) == 3
    assert world.announced.kinds.count("session.joined") == 2


def test_an_expert_who_claims_again_after_leaving_joins_and_an_event_says_so(
    each_world: World, job: UUID
) -> None:
    world, session = each_world, live_session(each_world, job)
    calls.join(world.kit, world.dan, job, session)
    calls.leave(world.kit, world.eva, job, session)
    calls.claim(world.kit, world.eva, job, session)
    assert world.announced.kinds[-2:] == ["session.left", "session.joined"]
    session_in_event = body_of(world.announced.events[-1])["details"]["session"]
    assert session_in_event == session_in_document(world, job, session)


def test_only_participants_enter_a_session(each_world: World, job: UUID) -> None:
    world = each_world
    session = live_session(world, job)
    presence = attendance.for_person(world.kit, world.tess, session)
    assert (presence.job_id, len(presence.participants)) == (job, 2)
    assert code_of(attendance.for_person, world.kit, world.dan, session) == Code.FORBIDDEN
    assert code_of(attendance.for_person, world.kit, world.dan, uuid4()) == Code.NOT_FOUND
    calls.end(world.kit, world.eva, job, session)
    assert code_of(attendance.for_person, world.kit, world.tess, session) == Code.CONFLICT
