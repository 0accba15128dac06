"""Eva, Dan and others on a wall: nobody hears them, so no recording waits for their answers."""

from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code
from smarthands.sessions import attendance, calls, consent
from tests.builders.jobs import open_job
from tests.builders.recordings import on
from tests.builders.sessions import live, recording_state
from tests.builders.world import World
from tests.domain.test_assistance import code_of


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


@pytest.fixture
def session(each_world: World, job: UUID) -> UUID:
    """Dan is in it, too."""
    id = live(each_world, job)
    calls.join(each_world.kit, each_world.dan, job, id)
    return id


def watch(world: World, who: Actor, session: UUID, watching: bool = True) -> None:
    consent.watch(world.kit, who, session, watching=watching)
    assert attendance.for_person(world.kit, who, session).watching is watching


def test_dan_on_his_wall_is_not_waited_for(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    watch(world, world.dan, session)
    on(world, job, session)
    assert recording_state(world, job, session) == "on"


def test_it_begins_when_dan_goes_to_his_wall(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    on(world, job, session)
    assert recording_state(world, job, session) == "asked"
    watch(world, world.dan, session)
    assert recording_state(world, job, session) == "on"
    told = len(world.heard.kinds)
    watch(world, world.dan, session)
    assert len(world.heard.kinds) == told


def test_live_while_it_is_on_he_is_asked_and_it_goes_on(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    watch(world, world.dan, session)
    on(world, job, session)
    watch(world, world.dan, session, False)
    assert recording_state(world, job, session) == "on"
    consent.answer(world.kit, world.dan, job, session, given=False)
    assert recording_state(world, job, session) == "paused"
    # On his wall he holds nothing up, and live his no stands.
    watch(world, world.dan, session)
    assert recording_state(world, job, session) == "on"
    watch(world, world.dan, session, False)
    assert recording_state(world, job, session) == "paused"
    consent.answer(world.kit, world.dan, job, session, given=True)
    assert recording_state(world, job, session) == "on"


def test_live_before_it_is_on_he_is_waited_for(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    watch(world, world.dan, session)
    consent.ask(world.kit, world.eva, job, session, id=uuid4())
    watch(world, world.dan, session, False)
    consent.answer(world.kit, world.tess, job, session, given=True)
    assert recording_state(world, job, session) == "asked"
    consent.answer(world.kit, world.dan, job, session, given=True)
    assert recording_state(world, job, session) == "on"


def test_tess_is_asked_though_everybody_only_watches(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    consent.ask(world.kit, world.eva, job, session, id=uuid4())
    for who in (world.dan, world.eva):
        watch(world, who, session)
    assert recording_state(world, job, session) == "asked"
    consent.answer(world.kit, world.tess, job, session, given=True)
    assert recording_state(world, job, session) == "on"


def test_mallory_and_who_has_left_watch_nothing(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    calls.leave(world.kit, world.dan, job, session)
    for who in (world.mallory, world.theo, world.dan, world.ada):
        code = code_of(consent.watch, world.kit, who, session, watching=True)
        assert code in {Code.NOT_FOUND, Code.FORBIDDEN}
    assert code_of(consent.watch, world.kit, world.eva, uuid4(), watching=True) == Code.NOT_FOUND
