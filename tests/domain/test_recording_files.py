"""The files of a recording: only with consent, only the parts that arrived, and only once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.actor import MEDIA, Actor
from smarthands.errors import Code
from smarthands.events import stamp
from smarthands.evidence import uploads
from smarthands.evidence.capture import FileClaim, Label
from smarthands.jobs import document
from smarthands.model import EvidenceItem, RecordedFile
from smarthands.recordings import parts, sealing, verification
from smarthands.recordings.sealing import CompletedFile
from smarthands.sessions import calls, consent
from smarthands.sessions.gaps import Missing
from smarthands.upkeep import sweeps
from tests.builders.jobs import moment, open_job
from tests.builders.recordings import (
    SMALL,
    Filming,
    asked,
    kept,
    on,
    recorded_file,
    seat_of,
    sha256,
)
from tests.builders.sessions import guest, live
from tests.builders.world import World, problem_of
from tests.domain.test_assistance import code_of


@pytest.fixture
def world(each_world: World) -> World:
    each_world.memory.least_part = SMALL
    return each_world


@pytest.fixture
def job(world: World) -> UUID:
    return open_job(world, world.tess)


@pytest.fixture
def session(world: World, job: UUID) -> UUID:
    return live(world, job)


@pytest.fixture
def file(world: World, job: UUID, session: UUID) -> Filming:
    return Filming(world, on(world, job, session), seat_of(world, session, world.tess))


def test_what_was_recorded_is_evidence_with_its_hash(
    world: World, job: UUID, file: Filming
) -> None:
    begun = world.clock.at
    file.begin().put(b"picture ", b"and sound")
    assert kept(world, job, file.id) is None
    world.clock.pass_by(seconds=61)
    file.complete(Missing(12.0, 3.5, "nobody_there"))
    item = kept(world, job, file.id)
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
    assert (gap["evidence_id"], gap["seconds"], gap["why"]) == (str(file.id), 3.5, "nobody_there")
    assert gap["at"] == stamp(begun + timedelta(seconds=12))
    assert world.heard.kinds[-2:] == ["evidence.added", "recording.gap"]


def test_each_step_twice_is_once(world: World, job: UUID, file: Filming) -> None:
    file.begin().begin().put(b"picture")
    file.begin()
    first = file.complete(Missing(1, 2, "paused"))
    assert file.complete(Missing(1, 2, "paused")) == first
    assert world.heard.kinds.count("evidence.added") == 1
    assert len(document.document(world.kit, world.dan, job)["gaps"]) == 1
    assert len(world.memory.versions(f"jobs/{job}/")) == 1


def test_the_head_of_a_file_is_put_again(world: World, job: UUID, file: Filming) -> None:
    file.begin().put(b"head", b"body")
    file.put_as(1, b"HEAD")
    assert file.complete()["sha256"] == sha256(b"HEADbody")


def test_nothing_is_kept_before_everybody_has_consented(
    world: World, job: UUID, session: UUID
) -> None:
    recording = asked(world, job, session)
    for who in (world.tess, world.eva):  # Eva has, but Tess has not
        hers = Filming(world, recording, seat_of(world, session, who))
        assert code_of(hers.begin) == Code.CONFLICT
    consent.answer(world.kit, world.tess, job, session, given=False)
    hers = Filming(world, recording, seat_of(world, session, world.tess))
    assert code_of(hers.begin) == Code.CONFLICT
    assert code_of(hers.announce, 1, b"picture") == Code.NOT_FOUND
    consent.stop(world.kit, world.eva, job, session)
    assert code_of(hers.begin) == Code.CONFLICT


def test_a_late_comer_is_not_recorded_before_she_consents(
    world: World, job: UUID, session: UUID
) -> None:
    gus = guest(world, job)
    recording = on(world, job, session)
    calls.join(world.kit, gus, job, session)
    hers = Filming(world, recording, seat_of(world, session, gus))
    assert code_of(hers.begin) == Code.CONFLICT
    consent.answer(world.kit, gus, job, session, given=True)
    hers.begin().put(b"picture").complete()


def test_what_was_begun_while_it_was_on_may_come_when_it_is_over(
    world: World, job: UUID, session: UUID, file: Filming
) -> None:
    began = world.clock.at
    file.begin().put(b"picture")
    world.clock.pass_by(seconds=30)
    consent.answer(world.kit, world.tess, job, session, given=False)
    file.put(b"and sound")
    late = Filming(world, file.recording, file.participant)
    world.clock.pass_by(minutes=1)
    calls.end(world.kit, world.eva, job, session)
    for at in (world.clock.at, began - timedelta(minutes=1), began + timedelta(seconds=50)):
        assert code_of(late.begin, begun_at=at) == Code.CONFLICT
    late.begin(begun_at=began + timedelta(seconds=20)).put(b"more").complete()
    file.complete()
    assert kept(world, job, file.id) is not None
    assert kept(world, job, late.id) is not None


def test_a_complete_file_takes_no_more(world: World, file: Filming) -> None:
    file.begin().put(b"picture").complete()
    assert code_of(file.announce, 2, b"more") == Code.CONFLICT
    other = replace(file, participant=uuid4())
    assert code_of(other.begin) == Code.CONFLICT


def test_other_parts_than_arrived_make_no_evidence(world: World, job: UUID, file: Filming) -> None:
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
    assert kept(world, job, file.id) is None
    file.complete()


def test_an_announced_part_that_never_came_is_missed(world: World, file: Filming) -> None:
    file.begin()
    file.announce(1, b"picture")
    file.parts[1] = b"picture"
    assert code_of(file.complete) == Code.UPLOAD_MISMATCH


def test_foreign_ids_are_not_found_or_taken(world: World, job: UUID, file: Filming) -> None:
    file.begin().put(b"picture")
    other = open_job(world, world.tess)
    there = live(world, other)
    foreign = on(world, other, there)
    stranger = seat_of(world, there, world.tess)
    assert code_of(Filming(world, uuid4(), stranger).begin) == Code.NOT_FOUND
    assert code_of(Filming(world, file.recording, stranger).begin) == Code.NOT_FOUND
    assert code_of(Filming(world, foreign, stranger, id=file.id).begin) == Code.CONFLICT
    elsewhere = replace(file, recording=foreign)
    assert code_of(elsewhere.announce, 2, b"more") == Code.NOT_FOUND
    assert code_of(elsewhere.complete) == Code.NOT_FOUND
    theirs = Filming(world, foreign, stranger).begin()
    mine = Filming(world, file.recording, file.participant, id=theirs.id)
    assert code_of(mine.begin) == Code.CONFLICT


def test_no_person_does_what_is_a_nodes(world: World, job: UUID, file: Filming) -> None:
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


def test_tess_seals_no_recording_and_no_photo_takes_its_id(
    world: World, job: UUID, file: Filming
) -> None:
    file.begin().put(b"picture")
    assert code_of(uploads.seal, world.kit, world.tess, job, file.id) == Code.NOT_FOUND
    file.complete()
    claim = FileClaim("image/jpeg", 7, sha256(b"picture"))
    request: dict[str, Any] = {"claim": claim, "capture": moment(world), "label": Label()}
    code = code_of(uploads.request_upload, world.kit, world.tess, job, id=file.id, **request)
    assert code == Code.CONFLICT


def test_completed_by_several_at_once_it_is_one(world: World, job: UUID, file: Filming) -> None:
    file.begin().put(b"picture ", b"and sound")
    together = threading.Barrier(4)

    def complete() -> object:
        together.wait()
        return problem_of(lambda: file.complete(Missing(1, 2, "paused")))

    with ThreadPoolExecutor(4) as pool:
        ends = [pool.submit(complete) for _ in range(4)]
        assert [end.result() for end in ends] == [None] * 4
    assert world.heard.kinds.count("evidence.added") == 1
    assert world.heard.kinds.count("recording.gap") == 1


def test_begun_by_several_at_once_it_is_one(world: World, file: Filming) -> None:
    with ThreadPoolExecutor(4) as pool:
        problems = list(pool.map(lambda _: problem_of(file.begin), range(4)))
    assert problems == [None] * 4
    file.put(b"picture").complete()


def test_a_day_of_silence_sweeps_no_recording_away(world: World, job: UUID, file: Filming) -> None:
    file.begin().put(b"picture")
    world.clock.pass_by(hours=30)
    assert sweeps.sweep_uploads(world.kit) == 0
    file.complete()
    assert kept(world, job, file.id) is not None


def test_away_the_store_is_asked_again(world: World, job: UUID, file: Filming) -> None:
    file.begin().put(b"picture")
    world.memory.away = True
    with pytest.raises(ConnectionError):
        file.complete()
    with pytest.raises(ConnectionError):
        Filming(world, file.recording, file.participant).begin()
    world.memory.away = False
    file.complete()
    assert kept(world, job, file.id) is not None


def test_the_news_of_it_lost_it_is_completed_all_the_same(
    world: World, job: UUID, file: Filming
) -> None:
    """The store had joined the parts when the web process died."""
    file.begin().put(b"picture")
    with world.kit.reading() as db:
        rows = db.get_one(RecordedFile, file.id), db.get_one(EvidenceItem, file.id)
    parts.join_parts(world.kit, *rows, file.completed_parts())
    file.complete()
    assert kept(world, job, file.id) is not None


def test_read_again_it_is_verified_or_altered(world: World, job: UUID, session: UUID) -> None:
    sound = recorded_file(world, job, session)
    verification.keep(world.kit, sound, sha256=sha256(b"picture and sound"), size=17)
    verification.keep(world.kit, sound, sha256=sha256(b"other"), size=5)
    item = kept(world, job, sound)
    assert item is not None
    assert (item["problem"], item["verified_at"] is None) == (None, False)
    assert world.heard.kinds[-1] == "evidence.verified"
    other = Filming(world, UUID(_recording(world, job)), seat_of(world, session, world.eva))
    other.begin().put(b"picture").complete()
    verification.keep(world.kit, other.id, sha256=sha256(b"PICTURE"), size=7)
    item = kept(world, job, other.id)
    assert item is not None
    assert (item["problem"], item["verified_at"]) == ("altered", None)
    assert world.heard.kinds[-1] == "evidence.altered"


def _recording(world: World, job: UUID) -> str:
    [session] = document.document(world.kit, world.dan, job)["sessions"].values()
    return str(session["recording"]["id"])
