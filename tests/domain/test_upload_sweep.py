"""An upload that was never sealed is swept after a day, with all that arrived of it."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code, Problem
from smarthands.events import stamp
from smarthands.evidence import uploads
from smarthands.evidence.items import object_key
from smarthands.evidence.sealing import RENDITIONS
from smarthands.upkeep import deliveries, sweeps
from storage.memory import MemoryObjects
from tests.builders.jobs import open_job, photo, request
from tests.builders.world import World
from tests.domain.upload_steps import PHOTO, item_of, put, seal_refusal, stored_versions


@pytest.fixture
def job(w: World) -> UUID:
    return open_job(w, w.tess)


def strays_swept(w: World) -> int:
    """The number of strays swept after two workers began on a delivery and the second ended it."""
    for _ in range(2):
        delivery = deliveries.claim(w.kit, [RENDITIONS], lease="x", puts_objects=[RENDITIONS])
        w.clock.at += deliveries.LEASE
    assert delivery is not None
    deliveries.settle(w.kit, delivery)
    w.clock.pass_by(hours=2)
    return sweeps.sweep_strays(w.kit)


def test_an_unsealed_upload_is_swept_and_can_begin_again(w: World, job: UUID) -> None:
    id, young = uuid4(), uuid4()
    put(w, request(w, w.tess, job, id))
    w.clock.pass_by(hours=24)
    request(w, w.tess, job, young)
    w.clock.pass_by(seconds=1)
    assert sweeps.sweep_uploads(w.kit) == 1
    assert stored_versions(w, job, id) == []
    assert put(w, request(w, w.tess, job, id)) == 200
    assert uploads.seal(w.kit, w.tess, job, id)["id"] == str(id)
    assert sweeps.sweep_uploads(w.kit) == 0


def test_a_sealed_photo_stays(w: World, job: UUID) -> None:
    id = uuid4()
    put(w, request(w, w.tess, job, id))
    uploads.seal(w.kit, w.tess, job, id)
    w.clock.pass_by(days=400)
    assert sweeps.sweep_uploads(w.kit) == 0
    assert strays_swept(w) == 0
    assert len(stored_versions(w, job, id)) == 1


def test_strays_beside_a_sealed_photo_are_swept(w: World, job: UUID) -> None:
    id = uuid4()
    put(w, request(w, w.tess, job, id))
    uploads.seal(w.kit, w.tess, job, id)
    versions = stored_versions(w, job, id)
    for name in ("original", "small.jpg", "small.jpg"):
        w.kit.objects.put(object_key(job, id, name), b"half-way", media_type="image/jpeg")
    assert strays_swept(w) == 3
    assert stored_versions(w, job, id) == versions


def test_a_sweep_that_was_cut_off_is_finished_by_the_next(world: World) -> None:
    job, id = open_job(world, world.tess), uuid4()
    ticket = request(world, world.tess, job, id)
    put(world, ticket)
    world.clock.pass_by(hours=25)
    world.memory.away = True
    with pytest.raises(ConnectionError):
        sweeps.sweep_uploads(world.kit)
    world.memory.away = False
    # No upload is acknowledged between the two sweeps, or the second would delete it.
    assert seal_refusal(world, job, id) == Code.UPLOAD_MISSING
    with pytest.raises(Problem) as problem:
        request(world, world.tess, job, id)
    assert problem.value.code == Code.BUSY
    assert sweeps.sweep_uploads(world.kit) == 1
    assert stored_versions(world, job, id) == []


def test_an_address_that_was_given_late_is_valid_for_its_whole_time(w: World, job: UUID) -> None:
    id = uuid4()
    request(w, w.tess, job, id)
    w.clock.pass_by(hours=23, minutes=59)
    late = request(w, w.tess, job, id)
    w.clock.pass_by(minutes=2)
    assert sweeps.sweep_uploads(w.kit) == 0
    assert put(w, late) == 200
    assert uploads.seal(w.kit, w.tess, job, id)["received_at"] == stamp(w.clock.at)


def test_the_slower_of_two_sweeps_leaves_a_photo_that_came_after_the_first(world: World) -> None:
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
    [(_key, version)] = stored_versions(world, job, id)
    assert item_of(world, id).object_version == version
