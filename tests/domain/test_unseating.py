"""Who is out of a session for good has no seat in it, and no recording waits for her."""

from uuid import UUID

import pytest

from smarthands.events import body_of, stamp
from smarthands.jobs import progress
from smarthands.people import join_links, people
from smarthands.sessions import calls, consent, unseating
from tests.builders.jobs import open_job
from tests.builders.recordings import asked, on
from tests.builders.sessions import guest, guest_in, live, recording_state, shown
from tests.builders.world import World


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


@pytest.fixture
def session(each_world: World, job: UUID) -> UUID:
    return live(each_world, job)


def seated(world: World, job: UUID, session: UUID) -> set[str]:
    places = shown(world, job, session)["participants"]
    return {seat["name"] for seat in places if seat["left_at"] is None}


def revoke(world: World, job: UUID) -> None:
    [made] = join_links.joins(world.kit, world.dan, job)
    join_links.revoke(world.kit, world.dan, job, UUID(made["id"]))


def test_a_guest_whose_link_is_taken_back_is_not_waited_for(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    guest_in(world, job, session)
    on(world, job, session)
    assert recording_state(world, job, session) == "asked"
    revoke(world, job)
    assert seated(world, job, session) == {"Tess", "Eva"}
    assert recording_state(world, job, session) == "on"
    assert world.heard.kinds[-3:] == ["join.revoked", "session.unseated", "recording.started"]
    # It was Dan who did it, and the client reads no less of it than that.
    [gone] = [event for event in world.heard.events if event.kind == "session.unseated"]
    assert (gone.audience, body_of(gone)["actor"]["name"]) == ("client", "Dan")
    # By its moment a reader knows that the seat went with the link.
    assert gone.at == world.heard.events[-3].at


def test_a_guest_whose_links_time_is_over_is_not_waited_for(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    guest_in(world, job, session)
    on(world, job, session)
    unseating.unseat_expired(world.kit)
    assert seated(world, job, session) == {"Tess", "Eva", "Gus"}
    world.clock.pass_by(hours=9)
    for _ in range(2):
        unseating.unseat_expired(world.kit)
    assert seated(world, job, session) == {"Tess", "Eva"}
    assert recording_state(world, job, session) == "on"
    assert world.heard.kinds[-2:] == ["session.unseated", "recording.started"]
    # By the moment a reader knows who lost the seat by this event.
    [seat] = [each for each in shown(world, job, session)["participants"] if each["left_at"]]
    assert (seat["name"], seat["left_at"]) == ("Gus", stamp(world.heard.events[-2].at))


def test_her_refusal_goes_with_her(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    gus = guest_in(world, job, session)
    on(world, job, session)
    consent.answer(world.kit, gus, job, session, given=False)
    revoke(world, job)
    assert recording_state(world, job, session) == "on"


def test_tess_who_is_taken_off_the_job_is_not_waited_for_and_theo_is(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    both = [world.tess.person_id, world.theo.person_id]
    progress.assign(world.kit, world.dan, job, technician_ids=both)
    calls.join(world.kit, world.theo, job, session)
    asked(world, job, session)
    progress.assign(world.kit, world.dan, job, technician_ids=both[1:])
    assert seated(world, job, session) == {"Theo", "Eva"}
    assert recording_state(world, job, session) == "asked"
    consent.answer(world.kit, world.theo, job, session, given=True)
    assert recording_state(world, job, session) == "on"
    # Back on the job, she takes a seat as whoever comes does.
    progress.assign(world.kit, world.dan, job, technician_ids=both)
    assert seated(world, job, session) == {"Theo", "Eva"}
    calls.join(world.kit, world.tess, job, session)
    assert seated(world, job, session) == {"Tess", "Theo", "Eva"}


def test_dan_who_is_deactivated_is_not_waited_for(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    calls.join(world.kit, world.dan, job, session)
    on(world, job, session)
    assert recording_state(world, job, session) == "asked"
    people.deactivate(world.kit, world.ada, world.dan.person_id)
    assert seated(world, job, session) == {"Tess", "Eva"}
    assert recording_state(world, job, session) == "on"


def test_while_nobody_is_there_to_be_filmed_nothing_begins(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    asked(world, job, session)
    progress.assign(world.kit, world.dan, job, technician_ids=[world.theo.person_id])
    # The call goes on, since Theo may be on his way.
    assert (shown(world, job, session)["state"], recording_state(world, job, session)) == (
        "live",
        "asked",
    )
    calls.join(world.kit, world.theo, job, session)
    consent.answer(world.kit, world.theo, job, session, given=True)
    assert recording_state(world, job, session) == "on"


def test_what_takes_nobody_out_tells_nothing(each_world: World, job: UUID, session: UUID) -> None:
    world = each_world
    guest(world, job)
    revoke(world, job)
    people.deactivate(world.kit, world.ada, world.mallory.person_id)
    both = [world.tess.person_id, world.theo.person_id]
    progress.assign(world.kit, world.dan, job, technician_ids=both)
    assert "session.unseated" not in world.heard.kinds
    assert seated(world, job, session) == {"Tess", "Eva"}
