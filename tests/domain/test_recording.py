"""A recording is asked for, needs the consent of everybody, and can be refused at any time."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code
from smarthands.events import body_of
from smarthands.places import sites
from smarthands.sessions import calls, consent
from tests.builders.jobs import open_job
from tests.builders.people import FRANKFURT
from tests.builders.recordings import ask_to_record, start_recording
from tests.builders.sessions import guest, live_session, ringing_session, session_in_document
from tests.builders.world import World, code_of, problem_of


@pytest.fixture
def world(each_world: World) -> World:
    return each_world


def answers(world: World, job: UUID, session: UUID) -> dict[str, Any]:
    """Each participant's answer to the recording, by name."""
    return {
        seat["name"]: seat["consent"]
        for seat in session_in_document(world, job, session)["participants"]
    }


def recording_events(world: World) -> list[str]:
    """The kinds of the events about recordings, without their prefix."""
    prefix = "recording."
    return [kind.removeprefix(prefix) for kind in world.announced.kinds if kind.startswith(prefix)]


def answer(world: World, who: Actor, job: UUID, session: UUID, given: bool) -> str:
    view = consent.answer(world.kit, who, job, session, given=given)
    return str(view["recording"]["state"])


def test_a_recording_is_on_when_eva_has_asked_and_tess_has_consented(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    id = ask_to_record(world, job, session)
    now = session_in_document(world, job, session)["recording"]
    assert (now["id"], now["state"], now["started_at"]) == (str(id), "asked", None)
    assert answers(world, job, session) == {"Tess": None, "Eva": "given"}
    world.clock.pass_by(seconds=5)
    assert answer(world, world.tess, job, session, True) == "on"
    now = session_in_document(world, job, session)["recording"]
    assert [(each["name"], each["given"]) for each in now["consents"]] == [
        ("Eva", True),
        ("Tess", True),
    ]
    assert now["started_at"] is not None
    assert recording_events(world) == ["asked", "consented", "consented", "started"]
    [started] = [event for event in world.announced.events if event.kind == "recording.started"]
    assert (started.audience, body_of(started)["actor"]["name"]) == ("client", "Tess")


def test_asking_and_consenting_twice_is_recorded_once(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    id = ask_to_record(world, job, session)
    for _ in range(2):
        consent.ask(world.kit, world.eva, job, session, id=id)
        answer(world, world.tess, job, session, True)
    assert recording_events(world) == ["asked", "consented", "consented", "started"]
    consent.stop(world.kit, world.eva, job, session)
    consent.stop(world.kit, world.dan, job, session)
    assert recording_events(world)[-2:] == ["started", "stopped"]


def test_tess_who_refuses_is_not_recorded(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    ask_to_record(world, job, session)
    assert answer(world, world.tess, job, session, False) == "asked"
    assert answers(world, job, session) == {"Tess": "refused", "Eva": "given"}
    assert recording_events(world) == ["asked", "consented", "refused"]


def test_a_participant_may_refuse_later_and_consent_again(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    start_recording(world, job, session)
    assert answer(world, world.tess, job, session, False) == "paused"
    assert answer(world, world.tess, job, session, True) == "on"
    assert recording_events(world)[3:] == ["started", "refused", "paused", "consented", "started"]


def test_a_guest_who_joins_during_a_recording_is_asked_while_it_goes_on(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    gus = guest(world, job)
    start_recording(world, job, session)
    calls.join(world.kit, gus, job, session)
    assert session_in_document(world, job, session)["recording"]["state"] == "on"
    assert answers(world, job, session)["Gus"] is None
    assert answer(world, gus, job, session, False) == "paused"
    # Gus leaves, and all who stay have consented.
    calls.leave(world.kit, gus, job, session)
    assert session_in_document(world, job, session)["recording"]["state"] == "on"
    # Gus comes back and is asked again.
    calls.join(world.kit, gus, job, session)
    assert answers(world, job, session)["Gus"] is None
    assert answer(world, gus, job, session, True) == "on"
    assert recording_events(world)[-4:] == ["refused", "paused", "started", "consented"]


def test_a_recording_starts_when_the_last_to_be_asked_leaves(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    gus = guest(world, job)
    calls.join(world.kit, gus, job, session)
    start_recording(world, job, session)
    assert session_in_document(world, job, session)["recording"]["state"] == "asked"
    calls.leave(world.kit, gus, job, session)
    assert session_in_document(world, job, session)["recording"]["state"] == "on"


def test_guests_and_tess_neither_ask_for_a_recording_nor_stop_it(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    gus = guest(world, job)
    calls.join(world.kit, gus, job, session)
    ask_to_record(world, job, session)
    for who in (gus, world.tess):
        assert code_of(consent.ask, world.kit, who, job, session, id=uuid4()) == Code.FORBIDDEN
        assert code_of(consent.stop, world.kit, who, job, session) == Code.FORBIDDEN
    for who in (world.dan, world.theo, world.cleo):  # without a seat there is nothing to answer
        code = code_of(consent.answer, world.kit, who, job, session, given=True)
        assert code in {Code.FORBIDDEN, Code.NOT_FOUND}


def test_asking_again_during_a_recording_consents_to_it(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    first = ask_to_record(world, job, session)
    calls.join(world.kit, world.dan, job, session)
    ask_to_record(world, job, session, world.dan)
    assert session_in_document(world, job, session)["recording"]["id"] == str(first)
    assert answers(world, job, session)["Dan"] == "given"
    consent.stop(world.kit, world.dan, job, session)
    second = ask_to_record(world, job, session, world.dan)
    assert session_in_document(world, job, session)["recording"]["id"] == str(second)
    assert answers(world, job, session) == {"Tess": None, "Eva": None, "Dan": "given"}


def test_a_session_that_can_not_be_recorded_is_a_conflict(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    assert code_of(consent.stop, world.kit, world.eva, job, session) == Code.CONFLICT
    for given in (True, False):
        code = code_of(consent.answer, world.kit, world.tess, job, session, given=given)
        assert code == Code.CONFLICT
    other = open_job(world, world.tess)
    call = ringing_session(world, other, world.eva)
    assert code_of(consent.ask, world.kit, world.eva, other, call, id=uuid4()) == Code.CONFLICT
    sites.edit(world.kit, world.dan, FRANKFURT, video_path="direct")
    assert code_of(consent.ask, world.kit, world.eva, job, session, id=uuid4()) == Code.CONFLICT
    assert recording_events(world) == []


def test_an_id_names_one_recording(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    id = ask_to_record(world, job, session)
    other = open_job(world, world.tess)
    there = live_session(world, other)
    assert code_of(consent.ask, world.kit, world.eva, other, there, id=id) == Code.CONFLICT


@pytest.mark.parametrize("seed", range(4))
def test_answers_at_the_same_time_leave_one_state(
    each_world: World, job: UUID, session: UUID, seed: int
) -> None:
    """Tess consents on one page and refuses on another, while Gus consents and Eva asks twice."""
    world = each_world
    gus = guest(world, job)
    calls.join(world.kit, gus, job, session)
    ask_to_record(world, job, session)
    acts = [
        lambda: answer(world, world.tess, job, session, True),
        lambda: answer(world, world.tess, job, session, False),
        lambda: answer(world, gus, job, session, True),
        lambda: ask_to_record(world, job, session),
    ]
    acts = acts[seed:] + acts[:seed]
    with ThreadPoolExecutor(len(acts)) as pool:
        assert [problem for problem in pool.map(problem_of, acts) if problem] == [], seed
    consents = answers(world, job, session)
    state = session_in_document(world, job, session)["recording"]["state"]
    assert consents["Gus"] == consents["Eva"] == "given"
    assert state in ({"on"} if consents["Tess"] == "given" else {"asked", "paused"}), seed
    kinds = recording_events(world)
    assert kinds.count("started") - kinds.count("paused") == (state == "on"), seed
