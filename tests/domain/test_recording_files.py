"""A file of a recording begins with consent alone, and takes parts until it is complete."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code
from smarthands.recordings import parts, sealing
from smarthands.sessions import calls, consent
from smarthands.upkeep import sweeps
from tests.builders.jobs import open_job
from tests.builders.recordings import (
    SMALL,
    RecordingUpload,
    ask_to_record,
    evidence_for_cleo,
    seat_of,
    sha256,
    start_recording,
)
from tests.builders.sessions import guest, live_session
from tests.builders.world import World, code_of, problem_of


@pytest.fixture
def world(each_world: World) -> World:
    each_world.memory.least_part = SMALL
    return each_world


def test_the_first_part_of_a_file_can_be_put_again(
    world: World, job: UUID, file: RecordingUpload
) -> None:
    file.begin().put(b"head", b"body")
    file.put_as(1, b"HEAD")
    assert file.complete()["sha256"] == sha256(b"HEADbody")


def test_no_file_begins_before_everybody_has_consented(
    world: World, job: UUID, session: UUID
) -> None:
    recording = ask_to_record(world, job, session)
    for who in (world.tess, world.eva):  # Eva has consented, but Tess has not
        hers = RecordingUpload(world, recording, seat_of(world, session, who))
        assert code_of(hers.begin) == Code.CONFLICT
    consent.answer(world.kit, world.tess, job, session, given=False)
    hers = RecordingUpload(world, recording, seat_of(world, session, world.tess))
    assert code_of(hers.begin) == Code.CONFLICT
    assert code_of(hers.announce, 1, b"picture") == Code.NOT_FOUND
    consent.stop(world.kit, world.eva, job, session)
    assert code_of(hers.begin) == Code.CONFLICT


def test_a_participant_who_joins_late_is_not_recorded_before_she_consents(
    world: World, job: UUID, session: UUID
) -> None:
    gus = guest(world, job)
    recording = start_recording(world, job, session)
    calls.join(world.kit, gus, job, session)
    hers = RecordingUpload(world, recording, seat_of(world, session, gus))
    assert code_of(hers.begin) == Code.CONFLICT
    consent.answer(world.kit, gus, job, session, given=True)
    hers.begin().put(b"picture").complete()


def test_a_file_begun_during_the_recording_may_arrive_after_it(
    world: World, job: UUID, session: UUID, file: RecordingUpload
) -> None:
    began = world.clock.at
    file.begin().put(b"picture")
    world.clock.pass_by(seconds=30)
    consent.answer(world.kit, world.tess, job, session, given=False)
    file.put(b"and sound")
    late = RecordingUpload(world, file.recording, file.participant)
    world.clock.pass_by(minutes=1)
    calls.end(world.kit, world.eva, job, session)
    for at in (world.clock.at, began - timedelta(minutes=1), began + timedelta(seconds=50)):
        assert code_of(late.begin, begun_at=at) == Code.CONFLICT
    late.begin(begun_at=began + timedelta(seconds=20)).put(b"more").complete()
    file.complete()
    assert evidence_for_cleo(world, job, file.id) is not None
    assert evidence_for_cleo(world, job, late.id) is not None


def test_a_complete_file_takes_no_more_parts(world: World, file: RecordingUpload) -> None:
    file.begin().put(b"picture").complete()
    assert code_of(file.announce, 2, b"more") == Code.CONFLICT
    other = replace(file, participant=uuid4())
    assert code_of(other.begin) == Code.CONFLICT


def test_foreign_ids_are_not_found_or_a_conflict(
    world: World, job: UUID, file: RecordingUpload
) -> None:
    file.begin().put(b"picture")
    other = open_job(world, world.tess)
    there = live_session(world, other)
    foreign = start_recording(world, other, there)
    stranger = seat_of(world, there, world.tess)
    assert code_of(RecordingUpload(world, uuid4(), stranger).begin) == Code.NOT_FOUND
    assert code_of(RecordingUpload(world, file.recording, stranger).begin) == Code.NOT_FOUND
    assert code_of(RecordingUpload(world, foreign, stranger, id=file.id).begin) == Code.CONFLICT
    elsewhere = replace(file, recording=foreign)
    assert code_of(elsewhere.announce, 2, b"more") == Code.NOT_FOUND
    assert code_of(elsewhere.complete) == Code.NOT_FOUND
    theirs = RecordingUpload(world, foreign, stranger).begin()
    mine = RecordingUpload(world, file.recording, file.participant, id=theirs.id)
    assert code_of(mine.begin) == Code.CONFLICT


def test_no_person_announces_a_part_or_completes_a_file(
    world: World, job: UUID, file: RecordingUpload
) -> None:
    file.begin().put(b"picture")
    other = Actor("system", "node-1", "media")
    for who in (*world.everyone, other):
        request: dict[str, Any] = {"number": 2, "size": 1, "sha256": sha256(b"x")}
        part = code_of(parts.announce_part, world.kit, who, file.recording, file.id, **request)
        completed = file.completed()
        end = code_of(
            sealing.complete, world.kit, who, file.recording, file.id, completed=completed
        )
        assert (part, end) == (Code.FORBIDDEN, Code.FORBIDDEN), who.name


def test_a_file_that_is_begun_four_times_at_once_is_one_file(
    world: World, file: RecordingUpload
) -> None:
    with ThreadPoolExecutor(4) as pool:
        problems = list(pool.map(lambda _: problem_of(file.begin), range(4)))
    assert problems == [None] * 4
    file.put(b"picture").complete()


def test_the_sweep_of_uploads_leaves_recorded_files(
    world: World, job: UUID, file: RecordingUpload
) -> None:
    file.begin().put(b"picture")
    world.clock.pass_by(hours=30)
    assert sweeps.sweep_uploads(world.kit) == 0
    file.complete()
    assert evidence_for_cleo(world, job, file.id) is not None
