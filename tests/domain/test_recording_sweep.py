"""Files whose node never came back become evidence as far as S3 has them; nothing is deleted."""

from uuid import UUID

import pytest

from smarthands.actor import MEDIA
from smarthands.errors import Code
from smarthands.jobs import document
from smarthands.model import EvidenceItem, RecordedFile
from smarthands.recordings import sweep, verification
from smarthands.sessions import calls, consent
from tests.builders.recordings import (
    SMALL,
    RecordingUpload,
    evidence_for_cleo,
    seat_of,
    sha256,
    start_recording,
)
from tests.builders.world import World, code_of


@pytest.fixture
def world(each_world: World) -> World:
    each_world.memory.least_part = SMALL
    return each_world


@pytest.fixture
def file(world: World, job: UUID, session: UUID) -> RecordingUpload:
    recording = start_recording(world, job, session)
    return RecordingUpload(world, recording, seat_of(world, session, world.tess)).begin()


def end_session(world: World, job: UUID, session: UUID, minutes: float = 11) -> None:
    """End the session, so many minutes before now."""
    calls.end(world.kit, world.eva, job, session)
    world.clock.pass_by(minutes=minutes)


def test_a_file_whose_node_is_gone_for_ten_minutes_becomes_evidence(
    world: World, job: UUID, session: UUID, file: RecordingUpload
) -> None:
    file.put(b"picture ", b"and sound")
    end_session(world, job, session, minutes=9)
    assert sweep.sweep_recordings(world.kit) == 0
    world.clock.pass_by(minutes=2)
    assert sweep.sweep_recordings(world.kit) == 1
    item = evidence_for_cleo(world, job, file.id)
    assert item is not None
    assert (item["size"], item["incomplete"], item["sha256"]) == (17, True, None)
    whole = sha256(b"picture and sound")
    verification.keep(world.kit, file.id, sha256=whole, size=17)
    item = evidence_for_cleo(world, job, file.id)
    assert item is not None
    assert (item["sha256"], item["verified_at"] is None, item["problem"]) == (whole, False, None)
    # A node that comes back after all gets the file as it is.
    assert file.complete()["incomplete"] is True
    assert code_of(file.announce, 3, b"more") == Code.CONFLICT
    assert sweep.sweep_recordings(world.kit) == 0
    assert world.announced.kinds.count("evidence.added") == 1


def test_a_file_with_a_missing_part_keeps_the_others(
    world: World, job: UUID, session: UUID, file: RecordingUpload
) -> None:
    file.put(b"picture ", b"lost", b"and sound")
    file.announce(2, b"LOST")
    del world.memory.uploads[_upload(world, file.id)].kept[2]
    end_session(world, job, session)
    assert sweep.sweep_recordings(world.kit) == 1
    item = evidence_for_cleo(world, job, file.id)
    assert item is not None
    assert item["size"] == 17


def test_a_part_announced_twice_counts_as_s3_has_it(
    world: World, job: UUID, session: UUID, file: RecordingUpload
) -> None:
    file.put(b"head", b"body")
    world.clock.pass_by(seconds=1)
    file.announce(1, b"HEAD")  # the node died before it put this part
    end_session(world, job, session)
    assert sweep.sweep_recordings(world.kit) == 1
    [(key, version)] = world.memory.versions(f"jobs/{job}/{file.id}/")
    assert world.memory.head_of(key, version, 100) == b"headbody"


def test_an_empty_file_is_deleted(
    world: World, job: UUID, session: UUID, file: RecordingUpload
) -> None:
    file.announce(1, b"picture")
    end_session(world, job, session)
    upload = _upload(world, file.id)
    assert sweep.sweep_recordings(world.kit) == 0
    with world.kit.reading() as db:
        assert db.get(RecordedFile, file.id) is None
        assert db.get(EvidenceItem, file.id) is None
    assert world.memory.parts("", upload) is None
    assert code_of(file.announce, 1, b"picture") == Code.NOT_FOUND
    assert evidence_for_cleo(world, job, file.id) is None


def test_a_file_in_progress_is_left_until_a_newer_one_follows_it(
    world: World, job: UUID, session: UUID, file: RecordingUpload
) -> None:
    """A quiet call fills a part in half an hour; a node that died has a successor."""
    file.put(b"picture")
    world.clock.pass_by(hours=2)
    assert sweep.sweep_recordings(world.kit) == 0
    newer = RecordingUpload(world, file.recording, file.participant).begin().put(b"more")
    assert sweep.sweep_recordings(world.kit) == 1
    assert evidence_for_cleo(world, job, file.id) is not None
    assert evidence_for_cleo(world, job, newer.id) is None
    newer.complete()


def test_a_recording_that_is_paused_for_long_is_not_swept(
    world: World, job: UUID, session: UUID, file: RecordingUpload
) -> None:
    file.put(b"picture")
    consent.answer(world.kit, world.tess, job, session, given=False)
    world.clock.pass_by(hours=1)
    assert sweep.sweep_recordings(world.kit) == 0


def test_a_file_that_s3_has_joined_without_its_row_is_completed(
    world: World, job: UUID, session: UUID, file: RecordingUpload
) -> None:
    """The web process died between the answer of S3 and the commit of the row."""
    file.put(b"picture")
    with world.kit.reading() as db:
        key = db.get_one(EvidenceItem, file.id).object_key or ""
    world.memory.join_parts(key, _upload(world, file.id), file.completed_parts())
    end_session(world, job, session)
    assert sweep.sweep_recordings(world.kit) == 1
    item = evidence_for_cleo(world, job, file.id)
    assert item is not None
    assert (item["size"], item["incomplete"]) == (7, True)


def test_a_file_that_s3_refuses_to_join_is_reported_and_stays(
    world: World, job: UUID, session: UUID, file: RecordingUpload
) -> None:
    file.put(b"pic", b"and sound")  # S3 takes no first part as small as this
    end_session(world, job, session)
    refusals: list[Exception] = []
    assert sweep.sweep_recordings(world.kit, refused=refusals.append) == 0
    assert len(refusals) == 1
    assert world.memory.parts("", _upload(world, file.id)) is not None
    world.memory.away = True
    with pytest.raises(ConnectionError):
        sweep.sweep_recordings(world.kit)
    world.memory.away = False
    world.memory.uploads[_upload(world, file.id)].least = 1
    assert sweep.sweep_recordings(world.kit) == 1


def test_the_event_names_the_worker_as_its_actor(
    world: World, job: UUID, session: UUID, file: RecordingUpload
) -> None:
    file.put(b"picture")
    end_session(world, job, session)
    sweep.sweep_recordings(world.kit)
    events = document.job_events(world.kit, world.cleo, job)["items"]
    [added] = [event["body"] for event in events if event["body"]["kind"] == "evidence.added"]
    assert added["actor"] == {"kind": "system", "id": "worker", "name": "worker"}
    assert added["actor"]["id"] != MEDIA.id


def _upload(world: World, file: UUID) -> str:
    with world.kit.reading() as db:
        return db.get_one(RecordedFile, file).upload
