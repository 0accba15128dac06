"""A recording waits for no answer of a participant on a wall, since nobody hears her."""

from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code
from smarthands.sessions import attendance, calls, consent
from tests.builders.jobs import open_job
from tests.builders.recordings import start_recording
from tests.builders.sessions import live_session, recording_state
from tests.builders.world import World, code_of


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


@pytest.fixture
def session(each_world: World, job: UUID) -> UUID:
    """A session that Dan has joined, too."""
    id = live_session(each_world, job)
    calls.join(each_world.kit, each_world.dan, job, id)
    return id


def watch(world: World, who: Actor, session: UUID, watching: bool = True) -> None:
    consent.watch(world.kit, who, session, watching=watching)
    assert attendance.for_person(world.kit, who, session).watching is watching


def test_a_recording_does_not_wait_for_dan_on_his_wall(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    watch(world, world.dan, session)
    start_recording(world, job, session)
    assert recording_state(world, job, session) == "on"


def test_a_recording_starts_when_dan_goes_to_his_wall(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    start_recording(world, job, session)
    assert recording_state(world, job, session) == "asked"
    watch(world, world.dan, session)
    assert recording_state(world, job, session) == "on"
    events = len(world.announced.kinds)
    watch(world, world.dan, session)
    assert len(world.announced.kinds) == events


def test_dan_who_leaves_his_wall_during_a_recording_is_asked_while_it_goes_on(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    watch(world, world.dan, session)
    start_recording(world, job, session)
    watch(world, world.dan, session, False)
    assert recording_state(world, job, session) == "on"
    consent.answer(world.kit, world.dan, job, session, given=False)
    assert recording_state(world, job, session) == "paused"
    # Dan's refusal counts while he is live, and not while he is on his wall.
    watch(world, world.dan, session)
    assert recording_state(world, job, session) == "on"
    watch(world, world.dan, session, False)
    assert recording_state(world, job, session) == "paused"
    consent.answer(world.kit, world.dan, job, session, given=True)
    assert recording_state(world, job, session) == "on"


def test_a_recording_waits_for_dan_who_left_his_wall_before_it_started(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    watch(world, world.dan, session)
    consent.ask(world.kit, world.eva, job, session, id=uuid4())
    watch(world, world.dan, session, False)
    consent.answer(world.kit, world.tess, job, session, given=True)
    assert recording_state(world, job, session) == "asked"
    consent.answer(world.kit, world.dan, job, session, given=True)
    assert recording_state(world, job, session) == "on"


def test_tess_is_asked_even_if_everybody_else_only_watches(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    consent.ask(world.kit, world.eva, job, session, id=uuid4())
    for who in (world.dan, world.eva):
        watch(world, who, session)
    assert recording_state(world, job, session) == "asked"
    consent.answer(world.kit, world.tess, job, session, given=True)
    assert recording_state(world, job, session) == "on"


def test_people_without_a_seat_can_not_watch(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    calls.leave(world.kit, world.dan, job, session)
    for who in (world.mallory, world.theo, world.dan, world.ada):
        code = code_of(consent.watch, world.kit, who, session, watching=True)
        assert code in {Code.NOT_FOUND, Code.FORBIDDEN}
    assert code_of(consent.watch, world.kit, world.eva, uuid4(), watching=True) == Code.NOT_FOUND
