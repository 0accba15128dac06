"""A file of a recording becomes evidence once, from exactly the parts that arrived."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from smarthands.actor import MEDIA
from smarthands.errors import Code
from smarthands.events import stamp
from smarthands.evidence import uploads
from smarthands.evidence.capture import FileClaim, Label
from smarthands.jobs import document
from smarthands.model import EvidenceItem, RecordedFile
from smarthands.recordings import parts, sealing, verification
from smarthands.recordings.sealing import CompletedFile
from smarthands.sessions.gaps import Missing
from tests.builders.jobs import moment
from tests.builders.recordings import (
    SMALL,
    RecordingUpload,
    evidence_for_cleo,
    recorded_file,
    seat_of,
    sha256,
)
from tests.builders.world import World, code_of, problem_of


@pytest.fixture
def world(each_world: World) -> World:
    each_world.memory.least_part = SMALL
    return each_world


def test_a_complete_file_is_evidence_with_its_hash(
    world: World, job: UUID, file: RecordingUpload
) -> None:
    begun = world.clock.at
    file.begin().put(b"picture ", b"and sound")
    assert evidence_for_cleo(world, job, file.id) is None
    world.clock.pass_by(seconds=61)
    file.complete(Missing(12.0, 3.5, "nobody_there"))
    item = evidence_for_cleo(world, job, file.id)
    assert item is not None
    assert (item["kind"], item["author"]["name"], item["audience"]) == (
        "recording",
        "Tess",
        "client",
    )
    assert (item["size"], item["sha256"]) == (17, sha256(b"picture and sound"))
    assert (item["seconds"], item["incomplete"], item["verified_at"]) == (60.0, False, None)
    assert item["captured_at"] == stamp(begun)
    [gap] = document.document(world.kit, world.cleo, job)["gaps"].values()
    assert (gap["evidence_id"], gap["seconds"], gap["reason"]) == (
        str(file.id),
        3.5,
        "nobody_there",
    )
    assert gap["at"] == stamp(begun + timedelta(seconds=12))
    assert world.announced.kinds[-2:] == ["evidence.added", "recording.gap"]


def test_a_retry_of_each_step_changes_nothing(
    world: World, job: UUID, file: RecordingUpload
) -> None:
    file.begin().begin().put(b"picture")
    file.begin()
    first = file.complete(Missing(1, 2, "paused"))
    assert file.complete(Missing(1, 2, "paused")) == first
    assert world.announced.kinds.count("evidence.added") == 1
    assert len(document.document(world.kit, world.dan, job)["gaps"]) == 1
    assert len(world.memory.versions(f"jobs/{job}/")) == 1


def test_parts_other_than_those_that_arrived_make_no_evidence(
    world: World, job: UUID, file: RecordingUpload
) -> None:
    file.begin().put(b"picture ", b"and sound")
    one, two = file.completed_parts()
    completed = file.completed()
    wrong: dict[str, CompletedFile] = {
        "its number": replace(completed, parts=[one, replace(two, number=3)]),
        "its hash": replace(completed, parts=[one, replace(two, sha256=sha256(b"x"))]),
        "its etag": replace(completed, parts=[one, replace(two, etag='"e"')]),
        "its size": replace(completed, parts=[one, replace(two, size=8)], size=16),
        "their order": replace(completed, parts=[two, one]),
        "twice": replace(completed, parts=[one, one], size=16),
        "the sum": replace(completed, size=18),
        "from two on": replace(completed, parts=[two], size=9),
    }
    for name, file_at_end in wrong.items():
        code = code_of(
            sealing.complete, world.kit, MEDIA, file.recording, file.id, completed=file_at_end
        )
        assert code == Code.UPLOAD_MISMATCH, name
    assert evidence_for_cleo(world, job, file.id) is None
    file.complete()


def test_a_part_that_was_announced_and_never_put_is_a_mismatch(
    world: World, file: RecordingUpload
) -> None:
    file.begin()
    file.announce(1, b"picture")
    file.parts[1] = b"picture"
    assert code_of(file.complete) == Code.UPLOAD_MISMATCH


def test_tess_seals_no_recording_and_no_photo_takes_its_id(
    world: World, job: UUID, file: RecordingUpload
) -> None:
    file.begin().put(b"picture")
    assert code_of(uploads.seal, world.kit, world.tess, job, file.id) == Code.NOT_FOUND
    file.complete()
    claim = FileClaim("image/jpeg", 7, sha256(b"picture"))
    request: dict[str, Any] = {"claim": claim, "capture": moment(world), "label": Label()}
    code = code_of(uploads.request_upload, world.kit, world.tess, job, id=file.id, **request)
    assert code == Code.CONFLICT


def test_a_file_that_is_completed_four_times_at_once_is_one_item(
    world: World, job: UUID, file: RecordingUpload
) -> None:
    file.begin().put(b"picture ", b"and sound")
    together = threading.Barrier(4)

    def complete() -> object:
        together.wait()
        return problem_of(lambda: file.complete(Missing(1, 2, "paused")))

    with ThreadPoolExecutor(4) as pool:
        ends = [pool.submit(complete) for _ in range(4)]
        assert [end.result() for end in ends] == [None] * 4
    assert world.announced.kinds.count("evidence.added") == 1
    assert world.announced.kinds.count("recording.gap") == 1


def test_a_file_is_completed_after_an_outage_of_the_store(
    world: World, job: UUID, file: RecordingUpload
) -> None:
    file.begin().put(b"picture")
    world.memory.away = True
    with pytest.raises(ConnectionError):
        file.complete()
    with pytest.raises(ConnectionError):
        RecordingUpload(world, file.recording, file.participant).begin()
    world.memory.away = False
    file.complete()
    assert evidence_for_cleo(world, job, file.id) is not None


def test_a_file_whose_parts_are_joined_already_is_completed(
    world: World, job: UUID, file: RecordingUpload
) -> None:
    """The web process died after the store had joined the parts."""
    file.begin().put(b"picture")
    with world.kit.reading() as db:
        rows = db.get_one(RecordedFile, file.id), db.get_one(EvidenceItem, file.id)
    parts.join_parts(world.kit, *rows, file.completed_parts())
    file.complete()
    assert evidence_for_cleo(world, job, file.id) is not None


def test_reading_a_file_again_verifies_it_or_finds_it_altered(
    world: World, job: UUID, session: UUID
) -> None:
    sound = recorded_file(world, job, session)
    verification.keep(world.kit, sound, sha256=sha256(b"picture and sound"), size=17)
    verification.keep(world.kit, sound, sha256=sha256(b"other"), size=5)
    item = evidence_for_cleo(world, job, sound)
    assert item is not None
    assert (item["problem"], item["verified_at"] is None) == (None, False)
    assert world.announced.kinds[-1] == "evidence.verified"
    other = RecordingUpload(
        world, UUID(recording_of(world, job)), seat_of(world, session, world.eva)
    )
    other.begin().put(b"picture").complete()
    verification.keep(world.kit, other.id, sha256=sha256(b"PICTURE"), size=7)
    item = evidence_for_cleo(world, job, other.id)
    assert item is not None
    assert (item["problem"], item["verified_at"]) == ("altered", None)
    assert world.announced.kinds[-1] == "evidence.altered"


def recording_of(world: World, job: UUID) -> str:
    [session] = document.document(world.kit, world.dan, job)["sessions"].values()
    return str(session["recording"]["id"])
