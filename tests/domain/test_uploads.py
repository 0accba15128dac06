"""A photo is requested, put and sealed, over the store in memory and over a real S3."""

import hashlib
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from smarthands.errors import Code, Problem
from smarthands.evidence import uploads
from smarthands.evidence.items import object_key
from smarthands.jobs import document
from smarthands.model import Delivery, EvidenceItem
from storage.memory import MemoryObject, MemoryObjects
from tests.builders import phone
from tests.builders.jobs import File, note, open_job, request
from tests.builders.kits import UPLOAD_MAX
from tests.builders.world import World
from tests.domain.upload_steps import PHOTO, item_of, put, seal_refusal, stored_versions


@pytest.fixture
def job(w: World) -> UUID:
    return open_job(w, w.tess)


def test_a_sealed_photo_is_seen_by_everyone_who_may(w: World, job: UUID) -> None:
    id = uuid4()
    ticket = request(w, w.tess, job, id, phase="before", caption="uplink dark")
    assert ticket.state == "pending"
    assert document.document(w.kit, w.cleo, job)["evidence"] == {}
    assert put(w, ticket) == 200
    w.clock.pass_by(seconds=9)
    sealed = uploads.seal(w.kit, w.tess, job, id)
    for reader in (w.tess, w.dan, w.cleo):
        assert document.document(w.kit, reader, job)["evidence"] == {str(id): sealed}
    assert (sealed["phase"], sealed["caption"]) == ("before", "uplink dark")
    assert sealed["captured_at"] == "2026-03-02T08:00:00.000000Z"
    assert sealed["received_at"] == "2026-03-02T08:00:09.000000Z"
    assert sealed["sha256"] == hashlib.sha256(PHOTO.content).hexdigest()
    with w.kit.reading() as db:
        [delivery] = db.scalars(select(Delivery))
    assert (delivery.consumer, delivery.subject_id) == ("renditions", id)


def test_retries_of_every_step_make_one_photo(w: World, job: UUID) -> None:
    id = uuid4()
    first = request(w, w.tess, job, id)
    put(w, first)
    again = request(w, w.tess, job, id)
    assert put(w, again) == 412
    sealed = uploads.seal(w.kit, w.tess, job, id)
    assert uploads.seal(w.kit, w.tess, job, id) == sealed
    late = request(w, w.tess, job, id)
    assert (late.state, late.put, late.evidence) == ("sealed", None, sealed)
    assert w.announced.kinds.count("evidence.added") == 1
    assert len(stored_versions(w, job, id)) == 1


def test_a_photo_that_is_sealed_before_it_arrived_is_to_be_put_again(w: World, job: UUID) -> None:
    id = uuid4()
    request(w, w.tess, job, id)
    assert seal_refusal(w, job, id) == Code.UPLOAD_MISSING
    assert put(w, request(w, w.tess, job, id)) == 200
    assert uploads.seal(w.kit, w.tess, job, id)["id"] == str(id)


@pytest.mark.parametrize("content", [b"", PHOTO.content[:-1], PHOTO.content[:-1] + b"x"])
def test_other_bytes_than_announced_never_become_evidence(
    w: World, job: UUID, content: bytes
) -> None:
    id = uuid4()
    assert put(w, request(w, w.tess, job, id), content) in {400, 403}
    assert seal_refusal(w, job, id) == Code.UPLOAD_MISSING


def test_an_object_that_is_there_already_is_checked_against_the_announcement(
    w: World, job: UUID
) -> None:
    id = uuid4()
    request(w, w.tess, job, id)
    w.kit.objects.put(object_key(job, id, "original"), b"something else", media_type="image/jpeg")
    assert seal_refusal(w, job, id) == Code.UPLOAD_MISMATCH
    assert document.document(w.kit, w.dan, job)["evidence"] == {}


def test_a_photo_that_its_sender_calls_encoded_never_becomes_evidence(w: World, job: UUID) -> None:
    """A browser would decode it, and save other bytes than were hashed."""
    id = uuid4()
    ticket = request(w, w.tess, job, id)
    assert ticket.put is not None
    headers = {**ticket.put["headers"], "Content-Encoding": "gzip"}
    assert phone.put(w.memory, ticket.put["url"], headers, PHOTO.content) == 200
    assert seal_refusal(w, job, id) == Code.UPLOAD_MISMATCH


def test_overwriting_a_sealed_photo_leaves_its_first_bytes_the_evidence(
    w: World, job: UUID
) -> None:
    id = uuid4()
    ticket = request(w, w.tess, job, id)
    put(w, ticket)
    sealed = uploads.seal(w.kit, w.tess, job, id)
    [(key, version)] = stored_versions(w, job, id)
    assert put(w, ticket) == 412
    w.kit.objects.put(key, b"forged", media_type="image/jpeg")
    assert uploads.seal(w.kit, w.tess, job, id) == sealed
    with w.kit.reading() as db:
        assert db.get_one(EvidenceItem, id).object_version == version


def test_an_id_stands_for_one_file_of_one_person_on_one_job(w: World, job: UUID) -> None:
    id, other = uuid4(), open_job(w, w.tess, w.theo)
    request(w, w.tess, job, id)
    for who, where, file in (
        (w.tess, job, File(b"other bytes")),
        (w.tess, job, replace(PHOTO, media_type="image/png")),
        (w.tess, other, PHOTO),
        (w.theo, other, PHOTO),
    ):
        with pytest.raises(Problem) as problem:
            request(w, who, where, id, file)
        assert problem.value.code == Code.CONFLICT
    with pytest.raises(Problem) as problem:
        request(w, w.tess, job, id, audience="internal")
    assert problem.value.code == Code.CONFLICT
    with pytest.raises(Problem) as problem:
        uploads.seal(w.kit, w.tess, other, id)
    assert problem.value.code == Code.NOT_FOUND


def test_a_retry_finds_the_photo_also_when_its_type_was_mislabelled(world: World) -> None:
    job, id = open_job(world, world.tess), uuid4()
    put(world, request(world, world.tess, job, id))
    uploads.seal(world.kit, world.tess, job, id)
    with world.kit.transaction() as tx:
        tx.db.get_one(EvidenceItem, id).media_type = "image/heic"
    assert request(world, world.tess, job, id).state == "sealed"


def test_a_version_of_s3_may_have_1024_characters(each_world: World) -> None:
    class Wordy(MemoryObjects):
        def stat(self, key: str) -> MemoryObject | None:
            info = each_world.memory.stat(key)
            return info and replace(info, version="v" * 1024)

    job, id = open_job(each_world, each_world.tess), uuid4()
    put(each_world, request(each_world, each_world.tess, job, id))
    uploads.seal(replace(each_world.kit, objects=Wordy()), each_world.tess, job, id)
    assert item_of(each_world, id).object_version == "v" * 1024


def test_only_the_person_who_announced_a_photo_seals_it(world: World) -> None:
    job, id = open_job(world, world.tess, world.theo), uuid4()
    put(world, request(world, world.tess, job, id))
    for other in (world.theo, world.dan, world.eva):
        with pytest.raises(Problem) as problem:
            uploads.seal(world.kit, other, job, id)
        assert problem.value.code == Code.NOT_FOUND


def test_sealing_a_note_which_has_no_file_answers_with_the_note(world: World) -> None:
    job = open_job(world, world.tess)
    id = note(world, world.tess, job)
    assert uploads.seal(world.kit, world.tess, job, id)["kind"] == "note"


def test_a_photo_has_a_largest_size(world: World) -> None:
    job = open_job(world, world.tess)
    with pytest.raises(Problem) as problem:
        request(world, world.tess, job, uuid4(), File(b"x" * (UPLOAD_MAX + 1)))
    assert (problem.value.code, problem.value.detail) == (
        Code.TOO_LARGE,
        "A photo may have up to 5 MB.",
    )
    assert request(world, world.tess, job, uuid4(), File(b"x" * UPLOAD_MAX)).state == "pending"


class TestStoreOutage:
    """Uploads can be requested without S3; sealing says that S3 is away, and nothing is lost."""

    def test_a_photo_is_sealed_after_the_outage(self, world: World) -> None:
        job, id = open_job(world, world.tess), uuid4()
        world.memory.away = True
        ticket = request(world, world.tess, job, id)
        with pytest.raises(ConnectionError):
            uploads.seal(world.kit, world.tess, job, id)
        world.memory.away = False
        put(world, ticket)
        assert uploads.seal(world.kit, world.tess, job, id)["id"] == str(id)

    def test_a_sealed_photo_needs_no_store(self, world: World) -> None:
        job, id = open_job(world, world.tess), uuid4()
        put(world, request(world, world.tess, job, id))
        sealed = uploads.seal(world.kit, world.tess, job, id)
        world.memory.away = True
        assert uploads.seal(world.kit, world.tess, job, id) == sealed
