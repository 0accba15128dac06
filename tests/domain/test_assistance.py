"""The live session: from the tap to the end, who may, and what a second tap does."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.events import body_of
from smarthands.jobs import document, progress
from smarthands.model import LiveSession
from smarthands.sessions import attendance, calls
from smarthands.sessions import ringing as rings
from smarthands.views.values import moment
from tests.builders.jobs import job_in, open_job
from tests.builders.sessions import guest, live, online, ringing
from tests.builders.world import World, persistently

Act = Callable[..., object]


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


def code_of(act: Act, *args: object, **kwargs: object) -> Code:
    with pytest.raises(Problem) as refused:
        act(*args, **kwargs)
    return refused.value.code


def state(world: World, job: UUID, session: UUID) -> dict[str, object]:
    shown: dict[str, object] = document.document(world.kit, world.dan, job)["sessions"][
        str(session)
    ]
    return shown


def test_help_is_asked_for_claimed_and_ended(each_world: World, job: UUID) -> None:
    world = each_world
    session = ringing(world, job)
    world.clock.pass_by(seconds=40)
    seat = calls.claim(world.kit, world.eva, job, session)
    assert seat.session["state"] == "live"
    assert [p["name"] for p in seat.session["participants"]] == ["Tess", "Eva"]
    assert [p["role"] for p in seat.session["participants"]] == ["technician", "expert"]
    world.clock.pass_by(minutes=5)
    ended = calls.end(world.kit, world.tess, job, session)
    assert (ended["state"], ended["end_reason"]) == ("ended", "ended")
    assert ended["ended_by"] == {"id": world.tess.id, "name": "Tess"}
    assert world.heard.kinds[-3:] == ["session.asked", "session.claimed", "session.ended"]


def test_who_is_rung_is_counted(each_world: World, job: UUID) -> None:
    world = online(each_world, each_world.eva, each_world.tess, each_world.dan)
    seat = calls.ask(world.kit, world.tess, job, id=uuid4())
    assert seat.session["experts_online"] == 1
    calls.claim(world.kit, world.eva, job, UUID(seat.session["id"]))
    other = open_job(world, world.theo)
    # Eva is in a call now.
    asked = calls.ask(world.kit, world.theo, other, id=uuid4())
    assert asked.session["experts_online"] == 0
    # Her page has gone without a word: after a while that is no call any more.
    world.clock.pass_by(minutes=3)
    assert rings.calls(world.kit, world.theo).experts_online == 1


def test_a_second_tap_rings_nobody_twice(each_world: World, job: UUID) -> None:
    world, kit = each_world, each_world.kit
    first = calls.ask(kit, world.tess, job, id=uuid4())
    again = calls.ask(kit, world.tess, job, id=uuid4())
    assert again.session["id"] == first.session["id"]
    assert again.participant == first.participant
    assert world.heard.kinds.count("session.asked") == 1


def test_who_calls_while_she_asks_has_answered(each_world: World, job: UUID) -> None:
    world = each_world
    session = ringing(world, job)
    seat = calls.ask(world.kit, world.eva, job, id=uuid4())
    assert (seat.session["id"], seat.session["state"]) == (str(session), "live")


def test_eva_calls_and_tess_answers(each_world: World, job: UUID) -> None:
    world = each_world
    session = ringing(world, job, world.eva)
    assert code_of(calls.claim, world.kit, world.dan, job, session) == Code.CONFLICT
    seat = calls.claim(world.kit, world.tess, job, session)
    assert seat.session["claimed_by"]["name"] == "Tess"


def test_the_first_claim_has_it_and_the_others_are_told_who(each_world: World, job: UUID) -> None:
    world = each_world
    session = live(world, job)
    with pytest.raises(Problem) as refused:
        calls.claim(world.kit, world.dan, job, session)
    assert refused.value.code == Code.CLAIMED
    assert "Eva" in refused.value.detail
    # Her own second press is no second claim.
    calls.claim(world.kit, world.eva, job, session)
    assert world.heard.kinds.count("session.claimed") == 1


def test_a_race_of_a_thousand_has_one_winner(each_world: World, job: UUID) -> None:
    world = each_world
    session = ringing(world, job)
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
    shown = state(world, job, session)
    assert shown["claimed_by"]["name"] in winners  # type: ignore[index]
    assert world.heard.kinds.count("session.claimed") == 1


def test_who_claims_again_after_leaving_comes_back_and_everybody_hears_of_it(
    each_world: World, job: UUID
) -> None:
    world, session = each_world, live(each_world, job)
    calls.join(world.kit, world.dan, job, session)
    calls.leave(world.kit, world.eva, job, session)
    calls.claim(world.kit, world.eva, job, session)
    assert world.heard.kinds[-2:] == ["session.left", "session.joined"]
    told = body_of(world.heard.events[-1])["details"]["session"]
    assert told == state(world, job, session)


@pytest.mark.parametrize("end", ["claim", "end"])
def test_an_end_and_what_comes_after_it(each_world: World, job: UUID, end: str) -> None:
    world = each_world
    session = ringing(world, job)
    ended = calls.end(world.kit, world.tess, job, session)
    assert ended["end_reason"] == "withdrawn"
    if end == "claim":
        assert code_of(calls.claim, world.kit, world.eva, job, session) == Code.CONFLICT
        assert code_of(calls.join, world.kit, world.tess, job, session) == Code.CONFLICT
    else:
        assert calls.end(world.kit, world.eva, job, session) == ended
    assert world.heard.kinds.count("session.ended") == 1


def test_the_seat_is_held_and_who_comes_back_is_the_same(each_world: World, job: UUID) -> None:
    world = each_world
    session = live(world, job)
    first = calls.join(world.kit, world.tess, job, session)
    assert calls.join(world.kit, world.tess, job, session) == first
    assert "session.joined" not in world.heard.kinds
    calls.join(world.kit, world.dan, job, session)
    calls.leave(world.kit, world.dan, job, session)
    back = calls.join(world.kit, world.dan, job, session)
    assert len(back.session["participants"]) == 3
    assert world.heard.kinds.count("session.joined") == 2


def test_a_session_without_one_of_its_sides_is_over(each_world: World, job: UUID) -> None:
    world = each_world
    session = live(world, job)
    calls.join(world.kit, world.dan, job, session)
    assert calls.leave(world.kit, world.eva, job, session)["state"] == "live"
    assert calls.leave(world.kit, world.dan, job, session)["state"] == "ended"


def test_who_gives_up_waiting_leaves_the_other_her_ring(each_world: World) -> None:
    world = each_world
    job = open_job(world, world.tess, world.theo)
    session = ringing(world, job)
    calls.ask(world.kit, world.theo, job, id=uuid4())
    calls.leave(world.kit, world.tess, job, session)
    assert state(world, job, session)["state"] == "ringing"
    calls.leave(world.kit, world.theo, job, session)
    assert state(world, job, session)["end_reason"] == "withdrawn"


def test_who_has_left_does_not_end_it_for_the_others(each_world: World) -> None:
    world = each_world
    job = open_job(world, world.tess, world.theo)
    session = live(world, job)
    calls.join(world.kit, world.theo, job, session)
    calls.leave(world.kit, world.theo, job, session)
    assert code_of(calls.end, world.kit, world.theo, job, session) == Code.FORBIDDEN
    ended = calls.end(world.kit, world.tess, job, session)
    assert calls.end(world.kit, world.theo, job, session) == ended


def test_who_is_not_in_it_ends_nothing_but_a_ring_of_hers(each_world: World, job: UUID) -> None:
    world = each_world
    gus = guest(world, job)
    session = live(world, job)
    assert code_of(calls.end, world.kit, gus, job, session) == Code.FORBIDDEN
    calls.end(world.kit, world.dan, job, session)
    called = ringing(world, job, world.eva)
    assert calls.end(world.kit, gus, job, called)["end_reason"] == "withdrawn"


def test_a_job_that_has_ended_needs_no_help(each_world: World) -> None:
    world = each_world
    done = job_in(world, "completed")
    assert code_of(calls.ask, world.kit, world.tess, done, id=uuid4()) == Code.CONFLICT


def test_an_id_is_of_one_session(each_world: World, job: UUID) -> None:
    world = each_world
    session = ringing(world, job)
    calls.end(world.kit, world.tess, job, session)
    assert code_of(calls.ask, world.kit, world.tess, job, id=session) == Code.CONFLICT
    other = open_job(world, world.tess)
    assert code_of(calls.ask, world.kit, world.tess, other, id=session) == Code.CONFLICT


@pytest.mark.parametrize("who", ["mallory", "malcolm", "cleo"])
def test_strangers_and_clients_are_in_no_session(each_world: World, job: UUID, who: str) -> None:
    world = each_world
    someone: Actor = getattr(world, who)
    session = live(world, job)
    expected = Code.FORBIDDEN if who == "cleo" else Code.NOT_FOUND
    for act in (calls.claim, calls.join, calls.leave, calls.end):
        assert code_of(act, world.kit, someone, job, session) == expected
    assert code_of(calls.ask, world.kit, someone, job, id=uuid4()) == expected
    blind = Code.FORBIDDEN if who == "cleo" else Code.NOT_FOUND
    assert code_of(attendance.for_person, world.kit, someone, session) == blind


def test_a_session_of_another_job_is_not_found_on_this_one(each_world: World, job: UUID) -> None:
    world = each_world
    session, other = live(world, job), open_job(world, world.tess)
    for act in (calls.claim, calls.join, calls.leave, calls.end):
        assert code_of(act, world.kit, world.eva, other, session) == Code.NOT_FOUND


def test_what_rings_for_whom(each_world: World, job: UUID) -> None:
    world, kit = each_world, each_world.kit
    session = str(ringing(world, job))

    def rung(who: Actor) -> list[str]:
        return [call["session"]["id"] for call in rings.calls(kit, who).ringing]

    assert rung(world.eva) == [session]
    assert rung(world.tess) == []
    assert rung(world.cleo) == []
    [waiting] = rings.calls(kit, world.tess).live
    assert (waiting["job_number"], waiting["site_name"]) == ("SH-1001", "Frankfurt 2")
    other = open_job(world, world.theo)
    called = str(ringing(world, other, world.eva))
    assert rung(world.theo) == [called]
    assert rung(world.mallory) == []
    assert rung(world.eva) == [session]


def test_a_call_says_until_when_she_is_expected_and_since_when_she_is_there(
    world: World,
) -> None:
    job = open_job(world, world.tess, arrive_by=world.kit.now() + timedelta(hours=2))
    ringing(world, job)
    [waiting] = rings.calls(world.kit, world.tess).live
    promised = moment(world.kit.now() + timedelta(hours=2))
    assert (waiting["arrive_by"], waiting["arrived_at"]) == (promised, None)
    progress.acknowledge(world.kit, world.tess, job)
    progress.arrive(world.kit, world.tess, job)
    [there] = rings.calls(world.kit, world.tess).live
    assert (there["arrive_by"], there["arrived_at"]) == (promised, moment(world.kit.now()))


def test_a_guest_asks_for_help_on_her_job_alone(each_world: World, job: UUID) -> None:
    world = each_world
    gus = guest(world, job)
    seat = calls.ask(world.kit, gus, job, id=uuid4())
    assert seat.session["participants"][0]["role"] == "guest"
    other = open_job(world, world.tess)
    assert code_of(calls.ask, world.kit, gus, other, id=uuid4()) == Code.NOT_FOUND


def test_the_document_without_and_with_a_session(each_world: World, job: UUID) -> None:
    world = each_world
    before = document.document(world.kit, world.cleo, job)
    assert (before["sessions"], before["messages"], before["stills"]) == ({}, {}, {})
    session = live(world, job)
    after = document.document(world.kit, world.cleo, job)
    assert list(after["sessions"]) == [str(session)]
    with world.kit.reading() as db:
        assert db.get_one(LiveSession, session).last_present_at == world.clock.at


def test_progress_goes_on_while_a_session_is_live(each_world: World, job: UUID) -> None:
    world = each_world
    session = live(world, job)
    progress.complete(world.kit, world.tess, job, fault="dust", work="cleaned")
    assert state(world, job, session)["state"] == "live"
    assert calls.end(world.kit, world.eva, job, session)["state"] == "ended"
