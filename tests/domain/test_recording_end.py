"""A recording ends with its session, whose report says how long it was and who consented."""

from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.sessions import calls, consent, ending
from smarthands.sessions.report import write_report
from tests.builders.recordings import start_recording
from tests.builders.sessions import session_in_document
from tests.builders.world import World, code_of


@pytest.fixture
def world(each_world: World) -> World:
    return each_world


@pytest.mark.parametrize("way", ["end", "leave", "abandon"])
def test_a_recording_ends_with_its_session(
    each_world: World, job: UUID, session: UUID, way: str
) -> None:
    world = each_world
    start_recording(world, job, session)
    world.clock.pass_by(minutes=11)
    if way == "abandon":
        sessions = ending.abandoned(world.kit)
        assert ending.end_abandoned(world.kit, sessions) == 1
    else:
        getattr(calls, way)(world.kit, world.tess, job, session)
    now = session_in_document(world, job, session)
    assert (now["state"], now["recording"]["state"]) == ("ended", "stopped")
    assert {seat["consent"] for seat in now["participants"]} == {None}
    assert world.announced.kinds[-2:] == ["recording.stopped", "session.ended"]
    for given in (True, False):
        code = code_of(consent.answer, world.kit, world.tess, job, session, given=given)
        assert code == Code.CONFLICT
    assert code_of(consent.ask, world.kit, world.eva, job, session, id=uuid4()) == Code.CONFLICT


def test_the_report_says_how_long_the_recording_was_and_who_consented(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    start_recording(world, job, session)
    world.clock.pass_by(seconds=40)
    consent.answer(world.kit, world.tess, job, session, given=False)
    world.clock.pass_by(seconds=100)
    consent.answer(world.kit, world.tess, job, session, given=True)
    world.clock.pass_by(seconds=20)
    calls.end(world.kit, world.eva, job, session)
    write_report(world.kit, session)
    report = session_in_document(world, job, session)["report"]["recording"]
    assert report["seconds"] == 60
    assert {(each["name"], each["given"]) for each in report["consents"]} == {
        ("Eva", True),
        ("Tess", True),
    }


def test_a_session_without_a_recording_reports_none(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    calls.end(world.kit, world.eva, job, session)
    write_report(world.kit, session)
    report = session_in_document(world, job, session)["report"]
    assert (report["recording"], report["gaps"]) == (None, [])
