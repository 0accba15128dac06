"""A session is asked for, claimed by one expert, and closed to everybody else."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.jobs import document
from smarthands.model import LiveSession
from smarthands.sessions import attendance, calls
from tests.builders import steps
from tests.builders.jobs import job_in, open_job
from tests.builders.sessions import guest, live_session, ringing_session, session_in_document
from tests.builders.world import World, code_of, persistently


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


def test_help_is_asked_for_claimed_and_ended(each_world: World, job: UUID) -> None:
    world = each_world
    session = ringing_session(world, job)
    world.clock.pass_by(seconds=40)
    seat = calls.claim(world.kit, world.eva, job, session)
    assert seat.session["state"] == "live"
    assert [p["name"] for p in seat.session["participants"]] == ["Tess", "Eva"]
    assert [p["role"] for p in seat.session["participants"]] == ["technician", "expert"]
    world.clock.pass_by(minutes=5)
    ended = calls.end(world.kit, world.tess, job, session)
    assert (ended["state"], ended["end_reason"]) == ("ended", "ended")
    assert ended["ended_by"] == {"id": world.tess.id, "name": "Tess", "role": "technician"}
    assert world.announced.kinds[-3:] == ["session.asked", "session.claimed", "session.ended"]


def test_a_second_tap_rings_nobody_twice(each_world: World, job: UUID) -> None:
    world, kit = each_world, each_world.kit
    first = calls.ask(kit, world.tess, job, id=uuid4())
    again = calls.ask(kit, world.tess, job, id=uuid4())
    assert again.session["id"] == first.session["id"]
    assert again.participant == first.participant
    assert world.announced.kinds.count("session.asked") == 1


def test_an_expert_who_calls_while_it_rings_has_answered(each_world: World, job: UUID) -> None:
    world = each_world
    session = ringing_session(world, job)
    seat = calls.ask(world.kit, world.eva, job, id=uuid4())
    assert (seat.session["id"], seat.session["state"]) == (str(session), "live")


def test_eva_calls_and_tess_answers(each_world: World, job: UUID) -> None:
    world = each_world
    session = ringing_session(world, job, world.eva)
    assert code_of(calls.claim, world.kit, world.dan, job, session) == Code.CONFLICT
    seat = calls.claim(world.kit, world.tess, job, session)
    assert seat.session["claimed_by"]["name"] == "Tess"


def test_the_first_claim_wins_and_the_others_are_told_who_answered(
    each_world: World, job: UUID
) -> None:
    world = each_world
    session = live_session(world, job)
    with pytest.raises(Problem) as refused:
        calls.claim(world.kit, world.dan, job, session)
    assert refused.value.code == Code.CLAIMED
    assert "Eva" in refused.value.detail
    # A second press by Eva is no second claim.
    calls.claim(world.kit, world.eva, job, session)
    assert world.announced.kinds.count("session.claimed") == 1


def test_a_thousand_claims_at_once_have_one_winner(each_world: World, job: UUID) -> None:
    world = each_world
    session = ringing_session(world, job)
    desk = [world.eva, world.dan, world.ada]

    def race(number: int) -> str:
        who = desk[number % 3]
        try:
            persistently(lambda: calls.claim(world.kit, who, job, session), tries=200)
        except Problem as problem:
            return problem.code
        return who.name

    with ThreadPoolExecutor(8) as pool:
        outcomes = set(pool.map(race, range(1000)))
    winners = outcomes - {Code.CLAIMED}
    assert len(winners) == 1
    assert session_in_document(world, job, session)["claimed_by"]["name"] in winners
    assert world.announced.kinds.count("session.claimed") == 1


def test_nobody_asks_for_help_on_a_completed_job(each_world: World) -> None:
    world = each_world
    completed_job = job_in(world, "completed")
    assert code_of(calls.ask, world.kit, world.tess, completed_job, id=uuid4()) == Code.CONFLICT


def test_an_id_names_one_session(each_world: World, job: UUID) -> None:
    world = each_world
    session = ringing_session(world, job)
    calls.end(world.kit, world.tess, job, session)
    assert code_of(calls.ask, world.kit, world.tess, job, id=session) == Code.CONFLICT
    other = open_job(world, world.tess)
    assert code_of(calls.ask, world.kit, world.tess, other, id=session) == Code.CONFLICT


@pytest.mark.parametrize("who", ["mallory", "malcolm", "cleo"])
def test_strangers_and_clients_take_part_in_no_session(
    each_world: World, job: UUID, who: str
) -> None:
    world = each_world
    someone: Actor = getattr(world, who)
    session = live_session(world, job)
    expected = Code.FORBIDDEN if who == "cleo" else Code.NOT_FOUND
    for act in (calls.claim, calls.join, calls.leave, calls.end):
        assert code_of(act, world.kit, someone, job, session) == expected
    assert code_of(calls.ask, world.kit, someone, job, id=uuid4()) == expected
    blind = Code.FORBIDDEN if who == "cleo" else Code.NOT_FOUND
    assert code_of(attendance.for_person, world.kit, someone, session) == blind


def test_a_session_of_another_job_is_not_found_on_this_one(each_world: World, job: UUID) -> None:
    world = each_world
    session, other = live_session(world, job), open_job(world, world.tess)
    for act in (calls.claim, calls.join, calls.leave, calls.end):
        assert code_of(act, world.kit, world.eva, other, session) == Code.NOT_FOUND


def test_a_guest_asks_for_help_on_her_job_alone(each_world: World, job: UUID) -> None:
    world = each_world
    gus = guest(world, job)
    seat = calls.ask(world.kit, gus, job, id=uuid4())
    assert seat.session["participants"][0]["role"] == "guest"
    other = open_job(world, world.tess)
    assert code_of(calls.ask, world.kit, gus, other, id=uuid4()) == Code.NOT_FOUND


def test_the_document_of_a_job_lists_its_sessions(each_world: World, job: UUID) -> None:
    world = each_world
    before = document.document(world.kit, world.cleo, job)
    assert (before["sessions"], before["messages"], before["stills"]) == ({}, {}, {})
    session = live_session(world, job)
    after = document.document(world.kit, world.cleo, job)
    assert list(after["sessions"]) == [str(session)]
    with world.kit.reading() as db:
        assert db.get_one(LiveSession, session).last_present_at == world.clock.at


def test_a_job_can_be_completed_while_a_session_is_live(each_world: World, job: UUID) -> None:
    world = each_world
    session = live_session(world, job)
    steps.complete(world.kit, world.tess, job, fault="dust", work="cleaned")
    assert session_in_document(world, job, session)["state"] == "live"
    assert calls.end(world.kit, world.eva, job, session)["state"] == "ended"
