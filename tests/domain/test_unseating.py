"""A person who can no longer enter a session has no seat in it, and no recording waits for her."""

from uuid import UUID

import pytest

from smarthands.events import body_of, stamp
from smarthands.jobs import progress
from smarthands.people import join_links, people
from smarthands.sessions import calls, consent, unseating
from tests.builders.recordings import ask_to_record, start_recording
from tests.builders.sessions import (
    guest,
    guest_in,
    recording_state,
    session_in_document,
)
from tests.builders.world import World


@pytest.fixture
def world(each_world: World) -> World:
    return each_world


def seated(world: World, job: UUID, session: UUID) -> set[str]:
    places = session_in_document(world, job, session)["participants"]
    return {seat["name"] for seat in places if seat["left_at"] is None}


def revoke(world: World, job: UUID) -> None:
    [link] = join_links.joins(world.kit, world.dan, job)
    join_links.revoke(world.kit, world.dan, job, UUID(link["id"]))


def test_a_recording_does_not_wait_for_a_guest_whose_link_is_revoked(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    guest_in(world, job, session)
    start_recording(world, job, session)
    assert recording_state(world, job, session) == "asked"
    revoke(world, job)
    assert seated(world, job, session) == {"Tess", "Eva"}
    assert recording_state(world, job, session) == "on"
    assert world.announced.kinds[-3:] == ["join.revoked", "session.unseated", "recording.started"]
    # The client, too, reads in the event that Dan revoked the link.
    [unseated] = [event for event in world.announced.events if event.kind == "session.unseated"]
    assert (unseated.audience, body_of(unseated)["actor"]["name"]) == ("client", "Dan")
    # The two events have one moment, so that a reader knows that the seat went with the link.
    assert unseated.at == world.announced.events[-3].at


def test_a_recording_does_not_wait_for_a_guest_whose_link_has_expired(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    guest_in(world, job, session)
    start_recording(world, job, session)
    unseating.unseat_expired(world.kit)
    assert seated(world, job, session) == {"Tess", "Eva", "Gus"}
    world.clock.pass_by(hours=9)
    for _ in range(2):
        unseating.unseat_expired(world.kit)
    assert seated(world, job, session) == {"Tess", "Eva"}
    assert recording_state(world, job, session) == "on"
    assert world.announced.kinds[-2:] == ["session.unseated", "recording.started"]
    # The seat has the moment of the event, so that a reader knows who lost it by this event.
    [seat] = [
        each for each in session_in_document(world, job, session)["participants"] if each["left_at"]
    ]
    assert (seat["name"], seat["left_at"]) == ("Gus", stamp(world.announced.events[-2].at))


def test_the_refusal_of_a_guest_ends_with_her_seat(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    gus = guest_in(world, job, session)
    start_recording(world, job, session)
    consent.answer(world.kit, gus, job, session, given=False)
    revoke(world, job)
    assert recording_state(world, job, session) == "on"


def test_a_recording_waits_for_theo_and_not_for_tess_who_is_taken_off_the_job(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    both = [world.tess.person_id, world.theo.person_id]
    progress.assign(world.kit, world.dan, job, technician_ids=both)
    calls.join(world.kit, world.theo, job, session)
    ask_to_record(world, job, session)
    progress.assign(world.kit, world.dan, job, technician_ids=both[1:])
    assert seated(world, job, session) == {"Theo", "Eva"}
    assert recording_state(world, job, session) == "asked"
    consent.answer(world.kit, world.theo, job, session, given=True)
    assert recording_state(world, job, session) == "on"
    # Tess, back on the job, has no seat before she joins again.
    progress.assign(world.kit, world.dan, job, technician_ids=both)
    assert seated(world, job, session) == {"Theo", "Eva"}
    calls.join(world.kit, world.tess, job, session)
    assert seated(world, job, session) == {"Tess", "Theo", "Eva"}


def test_a_recording_does_not_wait_for_dan_who_is_deactivated(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    calls.join(world.kit, world.dan, job, session)
    start_recording(world, job, session)
    assert recording_state(world, job, session) == "asked"
    people.deactivate(world.kit, world.ada, world.dan.person_id)
    assert seated(world, job, session) == {"Tess", "Eva"}
    assert recording_state(world, job, session) == "on"


def test_a_recording_does_not_start_while_nobody_is_there_to_be_filmed(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    ask_to_record(world, job, session)
    progress.assign(world.kit, world.dan, job, technician_ids=[world.theo.person_id])
    # The call goes on, since Theo may be on his way.
    assert (
        session_in_document(world, job, session)["state"],
        recording_state(world, job, session),
    ) == (
        "live",
        "asked",
    )
    calls.join(world.kit, world.theo, job, session)
    consent.answer(world.kit, world.theo, job, session, given=True)
    assert recording_state(world, job, session) == "on"


def test_a_change_that_unseats_nobody_records_no_unseating(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    guest(world, job)
    revoke(world, job)
    people.deactivate(world.kit, world.ada, world.mallory.person_id)
    both = [world.tess.person_id, world.theo.person_id]
    progress.assign(world.kit, world.dan, job, technician_ids=both)
    assert "session.unseated" not in world.announced.kinds
    assert seated(world, job, session) == {"Tess", "Eva"}
