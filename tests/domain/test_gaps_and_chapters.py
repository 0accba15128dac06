"""Gaps in a session, and the chapters that say where in a recording each thing happened."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.actor import MEDIA
from smarthands.errors import Code
from smarthands.evidence import annotations
from smarthands.jobs import document
from smarthands.model import LiveSession
from smarthands.recordings import playback
from smarthands.sessions import calls, chat, gaps, stills
from smarthands.sessions.gaps import Missing
from smarthands.sessions.report import write_report
from tests.builders.jobs import note, open_job, photo
from tests.builders.marks import drawn_mark, frozen_photo, undo
from tests.builders.recordings import SMALL, RecordingUpload, seat_of, start_recording
from tests.builders.sessions import live_session
from tests.builders.world import World, code_of


@pytest.fixture
def world(each_world: World) -> World:
    each_world.memory.least_part = SMALL
    return each_world


def interrupt(world: World, session: UUID, **changes: Any) -> dict[str, Any]:
    gap: dict[str, Any] = {
        "id": uuid4(),
        "participant": seat_of(world, session, world.tess),
        "at": world.clock.at,
        "seconds": 12.0,
        "reason": "network",
    }
    recorded_gap: dict[str, Any] = gaps.note_interruption(
        world.kit, MEDIA, session, **(gap | changes)
    )
    return recorded_gap


def test_an_interruption_is_on_the_job_and_in_the_report(
    world: World, job: UUID, session: UUID
) -> None:
    id = uuid4()
    seat = seat_of(world, session, world.tess)
    at = world.clock.at
    for _ in range(2):
        interrupt(world, session, id=id, participant=seat, at=at)
    assert world.announced.kinds.count("session.interrupted") == 1
    [gap] = document.document(world.kit, world.cleo, job)["gaps"].values()
    assert (gap["name"], gap["seconds"], gap["reason"]) == ("Tess", 12.0, "network")
    assert "why" not in gap
    assert code_of(interrupt, world, session, id=id, seconds=13.0) == Code.CONFLICT
    calls.end(world.kit, world.eva, job, session)
    # A gap that the node learns of after the end is recorded all the same.
    gaps.note_interruption(
        world.kit, MEDIA, session, id=uuid4(), participant=seat, at=at, seconds=1.5, reason="page"
    )
    write_report(world.kit, session)
    report = document.document(world.kit, world.cleo, job)["sessions"][str(session)]["report"]
    assert sorted(each["seconds"] for each in report["gaps"]) == [1.5, 12.0]


def test_the_gaps_of_an_earlier_versions_report_have_their_reason(
    world: World, job: UUID, session: UUID
) -> None:
    interrupt(world, session)
    calls.end(world.kit, world.eva, job, session)
    write_report(world.kit, session)
    fresh = document.document(world.kit, world.cleo, job)["sessions"][str(session)]["report"]
    with world.kit.transaction() as tx:
        stored = tx.db.get_one(LiveSession, session)
        assert stored.report
        assert "why" not in json.loads(stored.report)["gaps"][0]
        stored.report = stored.report.replace('"reason"', '"why"')
    read = document.document(world.kit, world.cleo, job)["sessions"][str(session)]["report"]
    assert read == fresh
    assert [gap["reason"] for gap in read["gaps"]] == ["network"]


def test_a_gap_is_refused_for_a_foreign_seat_and_from_a_person(
    world: World, job: UUID, session: UUID
) -> None:
    other = open_job(world, world.tess)
    there = live_session(world, other)
    stranger = seat_of(world, there, world.tess)
    assert code_of(interrupt, world, session, participant=stranger) == Code.NOT_FOUND
    gap: dict[str, Any] = {"participant": stranger, "at": world.clock.at, "seconds": 1.0}
    for who in world.everyone:
        ask = gaps.note_interruption
        code = code_of(ask, world.kit, who, there, id=uuid4(), reason="node", **gap)
        assert code == Code.FORBIDDEN, who.name


def test_chapters_say_at_which_second_each_thing_happened(
    world: World, job: UUID, session: UUID
) -> None:
    chat.say(world.kit, world.eva, job, session, id=uuid4(), text="before")
    world.clock.pass_by(seconds=30)
    recording = start_recording(world, job, session)
    file = (
        RecordingUpload(world, recording, seat_of(world, session, world.tess))
        .begin()
        .put(b"picture")
    )
    world.clock.pass_by(seconds=10)
    chat.say(world.kit, world.eva, job, session, id=uuid4(), text="left PSU")
    world.clock.pass_by(seconds=5)
    taken, missed = uuid4(), uuid4()
    stills.request(world.kit, world.eva, job, session, id=taken)
    stills.request(world.kit, world.eva, job, session, id=missed)
    photo(world, world.tess, job, id=taken)
    world.clock.pass_by(seconds=5)
    interrupt(world, session)
    interrupt(world, session, participant=seat_of(world, session, world.eva))
    world.clock.pass_by(seconds=60)
    chat.say(world.kit, world.eva, job, session, id=uuid4(), text="afterwards")
    file.complete(Missing(20.5, 2.0, "paused"), seconds=60)
    chapters = playback.chapters(world.kit, world.cleo, job, file.id)
    assert [(each["at"], each["kind"], each["text"]) for each in chapters] == [
        (0.0, "consent", ""),
        (0.0, "consent", ""),
        (10.0, "message", "left PSU"),
        (15.0, "still", ""),
        (20.0, "gap", "network"),
        (20.5, "gap", "paused"),
    ]
    assert {(each["name"], each["role"]) for each in chapters} == {
        ("Eva", "expert"),
        ("Tess", "technician"),
    }
    assert chapters[3]["id"] == str(taken)
    assert chapters[4]["seconds"] == 12.0


def test_a_marked_picture_is_one_chapter(world: World, job: UUID, session: UUID) -> None:
    calls.join(world.kit, world.dan, job, session)
    early = frozen_photo(world, job)
    drawn_mark(world, job, session, early)
    world.clock.pass_by(seconds=30)
    recording = start_recording(world, job, session, world.dan)
    file = (
        RecordingUpload(world, recording, seat_of(world, session, world.tess))
        .begin()
        .put(b"picture")
    )
    visible, blank = frozen_photo(world, job), frozen_photo(world, job)
    hidden = frozen_photo(world, job, audience="internal")
    world.clock.pass_by(seconds=10)
    undone_marks = [drawn_mark(world, job, session, picture) for picture in (visible, blank)]
    world.clock.pass_by(seconds=5)
    for who in (world.dan, world.eva):
        drawn_mark(world, job, session, visible, who)
        drawn_mark(world, job, session, early, who)
        world.clock.pass_by(seconds=2)
    drawn_mark(world, job, session, hidden)
    for id in undone_marks:
        undo(world, job, session, id)
    file.complete(seconds=60)
    marks_by_reader = {
        who.name: [
            (each["at"], each["id"], each["name"], each["role"])
            for each in playback.chapters(world.kit, who, job, file.id)
            if each["kind"] == "marks"
        ]
        for who in (world.tess, world.cleo)
    }
    # A mark from before the recording is in no chapter: the first one during it counts.
    both = [(15.0, picture, "Dan", "dispatcher") for picture in sorted(map(str, (early, visible)))]
    assert marks_by_reader["Cleo"] == both
    assert marks_by_reader["Tess"] == [*both, (19.0, str(hidden), "Eva", "expert")]


def test_a_withdrawn_recording_is_for_the_team_alone(
    world: World, job: UUID, session: UUID
) -> None:
    recording = start_recording(world, job, session)
    file = (
        RecordingUpload(world, recording, seat_of(world, session, world.tess))
        .begin()
        .put(b"picture")
    )
    assert code_of(playback.recording_url, world.kit, world.cleo, job, file.id) == Code.NOT_FOUND
    file.complete()
    assert playback.recording_url(world.kit, world.cleo, job, file.id)
    annotations.withdraw(world.kit, world.eva, job, file.id, reason="a face")
    for ask in (playback.recording_url, playback.chapters):
        assert code_of(ask, world.kit, world.cleo, job, file.id) == Code.NOT_FOUND
        assert ask(world.kit, world.tess, job, file.id)


def test_only_recordings_are_played(world: World, job: UUID, session: UUID) -> None:
    for id in (note(world, world.tess, job), photo(world, world.tess, job), uuid4()):
        for ask in (playback.recording_url, playback.chapters):
            assert code_of(ask, world.kit, world.cleo, job, id) == Code.NOT_FOUND


@pytest.mark.parametrize("minutes", [1, 90, 1000])
def test_the_address_of_a_recording_lives_a_minute_however_long_it_plays(
    world: World, job: UUID, session: UUID, minutes: int
) -> None:
    recording = start_recording(world, job, session)
    file = (
        RecordingUpload(world, recording, seat_of(world, session, world.tess))
        .begin()
        .put(b"picture")
    )
    file.complete(seconds=minutes * 60.0)
    url = playback.recording_url(world.kit, world.cleo, job, file.id)
    assert url.endswith("expires=60")
