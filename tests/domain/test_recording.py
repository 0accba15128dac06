"""Recording: asked, agreed to by everybody, refused at any time, over with the session."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code
from smarthands.events import body_of
from smarthands.places import places
from smarthands.sessions import calls, consent, ending
from smarthands.sessions.report import write_report
from tests.builders.jobs import open_job
from tests.builders.people import FRANKFURT
from tests.builders.recordings import asked, on
from tests.builders.sessions import guest, live, ringing, shown
from tests.builders.world import World, problem_of
from tests.domain.test_assistance import code_of


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


@pytest.fixture
def session(each_world: World, job: UUID) -> UUID:
    return live(each_world, job)


def answered(world: World, job: UUID, session: UUID) -> dict[str, Any]:
    """Everybody's answer to the recording, by name."""
    return {seat["name"]: seat["consent"] for seat in shown(world, job, session)["participants"]}


def recorded(world: World, kinds: str = "recording.") -> list[str]:
    return [kind.removeprefix(kinds) for kind in world.heard.kinds if kind.startswith(kinds)]


def answer(world: World, who: Actor, job: UUID, session: UUID, given: bool) -> str:
    shown = consent.answer(world.kit, who, job, session, given=given)
    return str(shown["recording"]["state"])


def test_it_is_on_when_eva_has_asked_and_tess_has_consented(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    id = asked(world, job, session)
    now = shown(world, job, session)["recording"]
    assert (now["id"], now["state"], now["started_at"]) == (str(id), "asked", None)
    assert answered(world, job, session) == {"Tess": None, "Eva": "given"}
    world.clock.pass_by(seconds=5)
    assert answer(world, world.tess, job, session, True) == "on"
    now = shown(world, job, session)["recording"]
    assert [(each["name"], each["given"]) for each in now["consents"]] == [
        ("Eva", True),
        ("Tess", True),
    ]
    assert now["started_at"] is not None
    assert recorded(world) == ["asked", "consented", "consented", "started"]
    [started] = [event for event in world.heard.events if event.kind == "recording.started"]
    assert (started.audience, body_of(started)["actor"]["name"]) == ("client", "Tess")


def test_asking_and_answering_twice_is_once(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    id = asked(world, job, session)
    for _ in range(2):
        consent.ask(world.kit, world.eva, job, session, id=id)
        answer(world, world.tess, job, session, True)
    assert recorded(world) == ["asked", "consented", "consented", "started"]
    consent.stop(world.kit, world.eva, job, session)
    consent.stop(world.kit, world.dan, job, session)
    assert recorded(world)[-2:] == ["started", "stopped"]


def test_tess_who_refuses_is_not_recorded(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    asked(world, job, session)
    assert answer(world, world.tess, job, session, False) == "asked"
    assert answered(world, job, session) == {"Tess": "refused", "Eva": "given"}
    assert recorded(world) == ["asked", "consented", "refused"]


def test_she_may_refuse_later_and_consent_again(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    on(world, job, session)
    assert answer(world, world.tess, job, session, False) == "paused"
    assert answer(world, world.tess, job, session, True) == "on"
    assert recorded(world)[3:] == ["started", "refused", "paused", "consented", "started"]


def test_who_comes_while_it_is_on_is_asked_and_it_goes_on(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    gus = guest(world, job)
    on(world, job, session)
    calls.join(world.kit, gus, job, session)
    assert shown(world, job, session)["recording"]["state"] == "on"
    assert answered(world, job, session)["Gus"] is None
    assert answer(world, gus, job, session, False) == "paused"
    # She goes, and everybody who is left has consented.
    calls.leave(world.kit, gus, job, session)
    assert shown(world, job, session)["recording"]["state"] == "on"
    # She comes back and is asked anew.
    calls.join(world.kit, gus, job, session)
    assert answered(world, job, session)["Gus"] is None
    assert answer(world, gus, job, session, True) == "on"
    assert recorded(world)[-4:] == ["refused", "paused", "started", "consented"]


def test_the_last_to_be_asked_leaves_and_it_begins(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    gus = guest(world, job)
    calls.join(world.kit, gus, job, session)
    on(world, job, session)
    assert shown(world, job, session)["recording"]["state"] == "asked"
    calls.leave(world.kit, gus, job, session)
    assert shown(world, job, session)["recording"]["state"] == "on"


def test_guests_and_tess_neither_ask_nor_stop(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    gus = guest(world, job)
    calls.join(world.kit, gus, job, session)
    asked(world, job, session)
    for who in (gus, world.tess):
        assert code_of(consent.ask, world.kit, who, job, session, id=uuid4()) == Code.FORBIDDEN
        assert code_of(consent.stop, world.kit, who, job, session) == Code.FORBIDDEN
    for who in (world.dan, world.theo, world.cleo):  # without a seat there is nothing to answer
        code = code_of(consent.answer, world.kit, who, job, session, given=True)
        assert code in {Code.FORBIDDEN, Code.NOT_FOUND}


def test_dan_asks_while_evas_goes_on_and_has_consented_to_hers(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    first = asked(world, job, session)
    calls.join(world.kit, world.dan, job, session)
    asked(world, job, session, world.dan)
    assert shown(world, job, session)["recording"]["id"] == str(first)
    assert answered(world, job, session)["Dan"] == "given"
    consent.stop(world.kit, world.dan, job, session)
    second = asked(world, job, session, world.dan)
    assert shown(world, job, session)["recording"]["id"] == str(second)
    assert answered(world, job, session) == {"Tess": None, "Eva": None, "Dan": "given"}


def test_what_can_not_be_recorded_says_so(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    assert code_of(consent.stop, world.kit, world.eva, job, session) == Code.CONFLICT
    for given in (True, False):
        code = code_of(consent.answer, world.kit, world.tess, job, session, given=given)
        assert code == Code.CONFLICT
    other = open_job(world, world.tess)
    rung = ringing(world, other, world.eva)
    assert code_of(consent.ask, world.kit, world.eva, other, rung, id=uuid4()) == Code.CONFLICT
    places.edit_site(world.kit, world.dan, FRANKFURT, video_path="direct")
    assert code_of(consent.ask, world.kit, world.eva, job, session, id=uuid4()) == Code.CONFLICT
    assert recorded(world) == []


def test_another_sessions_id_is_taken(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    id = asked(world, job, session)
    other = open_job(world, world.tess)
    there = live(world, other)
    assert code_of(consent.ask, world.kit, world.eva, other, there, id=id) == Code.CONFLICT


@pytest.mark.parametrize("way", ["end", "leave", "abandon"])
def test_the_sessions_end_is_the_recordings(
    each_world: World, job: UUID, session: UUID, way: str
) -> None:
    world = each_world
    on(world, job, session)
    world.clock.pass_by(minutes=11)
    if way == "abandon":
        seen = ending.abandoned(world.kit)
        assert ending.end_abandoned(world.kit, seen) == 1
    else:
        getattr(calls, way)(world.kit, world.tess, job, session)
    now = shown(world, job, session)
    assert (now["state"], now["recording"]["state"]) == ("ended", "stopped")
    assert {seat["consent"] for seat in now["participants"]} == {None}
    assert world.heard.kinds[-2:] == ["recording.stopped", "session.ended"]
    for given in (True, False):
        code = code_of(consent.answer, world.kit, world.tess, job, session, given=given)
        assert code == Code.CONFLICT
    assert code_of(consent.ask, world.kit, world.eva, job, session, id=uuid4()) == Code.CONFLICT


def test_the_report_says_how_long_and_who_agreed(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    on(world, job, session)
    world.clock.pass_by(seconds=40)
    answer(world, world.tess, job, session, False)
    world.clock.pass_by(seconds=100)
    answer(world, world.tess, job, session, True)
    world.clock.pass_by(seconds=20)
    calls.end(world.kit, world.eva, job, session)
    write_report(world.kit, session)
    told = shown(world, job, session)["report"]["recording"]
    assert told["seconds"] == 60
    assert {(each["name"], each["given"]) for each in told["consents"]} == {
        ("Eva", True),
        ("Tess", True),
    }


def test_a_session_without_a_recording_reports_none(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    calls.end(world.kit, world.eva, job, session)
    write_report(world.kit, session)
    report = shown(world, job, session)["report"]
    assert (report["recording"], report["gaps"]) == (None, [])


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_answered_at_once_leaves_one_state(
    each_world: World, job: UUID, session: UUID, seed: int
) -> None:
    """Tess consents on one page and refuses on another, while Gus consents and Eva asks twice."""
    world = each_world
    gus = guest(world, job)
    calls.join(world.kit, gus, job, session)
    asked(world, job, session)
    acts = [
        lambda: answer(world, world.tess, job, session, True),
        lambda: answer(world, world.tess, job, session, False),
        lambda: answer(world, gus, job, session, True),
        lambda: asked(world, job, session),
    ]
    acts = acts[seed:] + acts[:seed]
    with ThreadPoolExecutor(len(acts)) as pool:
        assert [problem for problem in pool.map(problem_of, acts) if problem] == [], seed
    answers = answered(world, job, session)
    state = shown(world, job, session)["recording"]["state"]
    assert answers["Gus"] == answers["Eva"] == "given"
    assert state in ({"on"} if answers["Tess"] == "given" else {"asked", "paused"}), seed
    told = recorded(world)
    assert told.count("started") - told.count("paused") == (state == "on"), seed
