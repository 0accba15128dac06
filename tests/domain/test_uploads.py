"""Uploads: a photo is requested, put and sealed, over the store in memory and over a real S3."""

import hashlib
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from smarthands.errors import Code, Problem
from smarthands.events import stamp
from smarthands.evidence import uploads
from smarthands.evidence.items import object_key
from smarthands.evidence.sealing import RENDITIONS, UploadTicket
from smarthands.jobs import document
from smarthands.model import Delivery, EvidenceItem
from smarthands.upkeep import deliveries, sweeps
from storage.memory import MemoryObject, MemoryObjects
from tests.builders import phone
from tests.builders.jobs import File, open_job, photo, request
from tests.builders.kits import UPLOAD_MAX
from tests.builders.world import World

PHOTO = File()


@pytest.fixture(params=["world", "s3_world"])
def w(request: pytest.FixtureRequest) -> World:
    world: World = request.getfixturevalue(request.param)
    return world


@pytest.fixture
def job(w: World) -> UUID:
    return open_job(w, w.tess)


def put(w: World, ticket: UploadTicket, content: bytes = PHOTO.content) -> int:
    assert ticket.put is not None
    return phone.put(w.memory, ticket.put["url"], ticket.put["headers"], content)


def refused(w: World, job: UUID, item: UUID) -> Code:
    with pytest.raises(Problem) as problem:
        uploads.seal(w.kit, w.tess, job, item)
    return problem.value.code


def stored(w: World, job: UUID, item: UUID) -> list[tuple[str, str]]:
    return w.kit.objects.versions(object_key(job, item, ""))


def test_a_photo_arrives_and_everyone_who_may_sees_it(w: World, job: UUID) -> None:
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
        [owed] = db.scalars(select(Delivery))
    assert (owed.consumer, owed.subject_id) == ("renditions", id)


def test_everything_repeated_is_one_photo(w: World, job: UUID) -> None:
    id = uuid4()
    first = request(w, w.tess, job, id)
    put(w, first)
    again = request(w, w.tess, job, id)
    assert put(w, again) == 412
    sealed = uploads.seal(w.kit, w.tess, job, id)
    assert uploads.seal(w.kit, w.tess, job, id) == sealed
    late = request(w, w.tess, job, id)
    assert (late.state, late.put, late.evidence) == ("sealed", None, sealed)
    assert w.heard.kinds.count("evidence.added") == 1
    assert len(stored(w, job, id)) == 1


def test_sealed_before_it_arrived_it_is_to_be_put_again(w: World, job: UUID) -> None:
    id = uuid4()
    request(w, w.tess, job, id)
    assert refused(w, job, id) == Code.UPLOAD_MISSING
    assert put(w, request(w, w.tess, job, id)) == 200
    assert uploads.seal(w.kit, w.tess, job, id)["id"] == str(id)


@pytest.mark.parametrize("content", [b"", PHOTO.content[:-1], PHOTO.content[:-1] + b"x"])
def test_other_bytes_than_announced_never_become_evidence(
    w: World, job: UUID, content: bytes
) -> None:
    id = uuid4()
    assert put(w, request(w, w.tess, job, id), content) in {400, 403}
    assert refused(w, job, id) == Code.UPLOAD_MISSING


def test_what_lies_there_already_is_held_against_the_announcement(w: World, job: UUID) -> None:
    id = uuid4()
    request(w, w.tess, job, id)
    w.kit.objects.put(object_key(job, id, "original"), b"something else", media_type="image/jpeg")
    assert refused(w, job, id) == Code.UPLOAD_MISMATCH
    assert document.document(w.kit, w.dan, job)["evidence"] == {}


def test_overwritten_after_the_seal_the_first_bytes_stay_the_evidence(w: World, job: UUID) -> None:
    id = uuid4()
    ticket = request(w, w.tess, job, id)
    put(w, ticket)
    sealed = uploads.seal(w.kit, w.tess, job, id)
    [(key, version)] = stored(w, job, id)
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


def test_any_s3_may_name_its_versions_at_length(each_world: World) -> None:
    class Wordy(MemoryObjects):
        def stat(self, key: str) -> MemoryObject | None:
            found = each_world.memory.stat(key)
            return found and replace(found, version="v" * 1024)

    job, id = open_job(each_world, each_world.tess), uuid4()
    put(each_world, request(each_world, each_world.tess, job, id))
    uploads.seal(replace(each_world.kit, objects=Wordy()), each_world.tess, job, id)
    assert item_of(each_world, id).object_version == "v" * 1024


def test_only_who_announced_it_seals_it(world: World) -> None:
    job, id = open_job(world, world.tess, world.theo), uuid4()
    put(world, request(world, world.tess, job, id))
    for other in (world.theo, world.dan, world.eva):
        with pytest.raises(Problem) as problem:
            uploads.seal(world.kit, other, job, id)
        assert problem.value.code == Code.NOT_FOUND


def test_a_photo_has_a_largest_size(world: World) -> None:
    job = open_job(world, world.tess)
    with pytest.raises(Problem) as problem:
        request(world, world.tess, job, uuid4(), File(b"x" * (UPLOAD_MAX + 1)))
    assert (problem.value.code, problem.value.detail) == (
        Code.TOO_LARGE,
        "A photo may have up to 5 MB.",
    )
    assert request(world, world.tess, job, uuid4(), File(b"x" * UPLOAD_MAX)).state == "pending"


class TestNeverFinished:
    """An upload that was never sealed is swept after a day, with all that arrived of it."""

    def test_it_is_swept_and_can_begin_again(self, w: World, job: UUID) -> None:
        id, young = uuid4(), uuid4()
        put(w, request(w, w.tess, job, id))
        w.clock.pass_by(hours=24)
        request(w, w.tess, job, young)
        w.clock.pass_by(seconds=1)
        assert sweeps.sweep_uploads(w.kit) == 1
        assert stored(w, job, id) == []
        assert put(w, request(w, w.tess, job, id)) == 200
        assert uploads.seal(w.kit, w.tess, job, id)["id"] == str(id)
        assert sweeps.sweep_uploads(w.kit) == 0

    def test_sealed_ones_and_notes_stay(self, w: World, job: UUID) -> None:
        id = uuid4()
        put(w, request(w, w.tess, job, id))
        uploads.seal(w.kit, w.tess, job, id)
        w.clock.pass_by(days=400)
        assert sweeps.sweep_uploads(w.kit) == 0
        assert strays_swept(w) == 0
        assert len(stored(w, job, id)) == 1

    def test_strays_beside_a_sealed_photo_are_swept(self, w: World, job: UUID) -> None:
        id = uuid4()
        put(w, request(w, w.tess, job, id))
        uploads.seal(w.kit, w.tess, job, id)
        kept = stored(w, job, id)
        for name in ("original", "small.jpg", "small.jpg"):
            w.kit.objects.put(object_key(job, id, name), b"half-way", media_type="image/jpeg")
        assert strays_swept(w) == 3
        assert stored(w, job, id) == kept

    def test_a_sweep_that_was_cut_off_is_finished_by_the_next(self, world: World) -> None:
        job, id = open_job(world, world.tess), uuid4()
        ticket = request(world, world.tess, job, id)
        put(world, ticket)
        world.clock.pass_by(hours=25)
        world.memory.away = True
        with pytest.raises(ConnectionError):
            sweeps.sweep_uploads(world.kit)
        world.memory.away = False
        # Between the two nothing of it can be acknowledged, or it would be lost to the second.
        assert refused(world, job, id) == Code.UPLOAD_MISSING
        with pytest.raises(Problem) as problem:
            request(world, world.tess, job, id)
        assert problem.value.code == Code.BUSY
        assert sweeps.sweep_uploads(world.kit) == 1
        assert stored(world, job, id) == []

    def test_an_address_handed_out_late_is_good_for_its_whole_time(
        self, w: World, job: UUID
    ) -> None:
        id = uuid4()
        request(w, w.tess, job, id)
        w.clock.pass_by(hours=23, minutes=59)
        late = request(w, w.tess, job, id)
        w.clock.pass_by(minutes=2)
        assert sweeps.sweep_uploads(w.kit) == 0
        assert put(w, late) == 200
        assert uploads.seal(w.kit, w.tess, job, id)["received_at"] == stamp(w.clock.at)

    def test_of_two_sweeps_the_slower_one_leaves_what_came_after_the_first(
        self, world: World
    ) -> None:
        job, id = open_job(world, world.tess), uuid4()
        put(world, request(world, world.tess, job, id))
        world.clock.pass_by(hours=25)

        class Slow(MemoryObjects):
            def versions(self, prefix: str) -> list[tuple[str, str]]:
                sweeps.sweep_uploads(world.kit)
                photo(world, world.tess, job, PHOTO, id=id)
                return world.memory.versions(prefix)

            def delete(self, key: str, version: str) -> None:
                world.memory.delete(key, version)

        sweeps.sweep_uploads(replace(world.kit, objects=Slow()))
        [(_key, version)] = stored(world, job, id)
        assert item_of(world, id).object_version == version


def strays_swept(w: World) -> int:
    """The number of strays swept after two workers began on a delivery and the second ended it."""
    for _ in range(2):
        delivery = deliveries.claim(w.kit, [RENDITIONS], lease="x", puts_objects=[RENDITIONS])
        w.clock.at += deliveries.LEASE
    assert delivery is not None
    deliveries.settle(w.kit, delivery)
    w.clock.pass_by(hours=2)
    return sweeps.sweep_strays(w.kit)


def item_of(w: World, id: UUID) -> EvidenceItem:
    with w.kit.reading() as db:
        return db.get_one(EvidenceItem, id)


class TestStoreAway:
    """Requesting works without S3; sealing says that it is away, and nothing is lost."""

    def test_asked_again_it_is_sealed(self, world: World) -> None:
        job, id = open_job(world, world.tess), uuid4()
        world.memory.away = True
        ticket = request(world, world.tess, job, id)
        with pytest.raises(ConnectionError):
            uploads.seal(world.kit, world.tess, job, id)
        world.memory.away = False
        put(world, ticket)
        assert uploads.seal(world.kit, world.tess, job, id)["id"] == str(id)

    def test_a_sealed_photo_answers_without_it(self, world: World) -> None:
        job, id = open_job(world, world.tess), uuid4()
        put(world, request(world, world.tess, job, id))
        sealed = uploads.seal(world.kit, world.tess, job, id)
        world.memory.away = True
        assert uploads.seal(world.kit, world.tess, job, id) == sealed
