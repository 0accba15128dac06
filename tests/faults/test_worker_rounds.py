"""The worker's rounds by a clock that the test moves: outages, failures, and kills half-way."""

import json
import threading
import time
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from server.logging import configure
from smarthands.evidence import reading, renditions
from smarthands.evidence.items import object_key
from smarthands.evidence.sealing import RENDITIONS
from smarthands.kit import Kit
from smarthands.model import Delivery, EvidenceItem
from smarthands.sessions import calls
from smarthands.upkeep import deliveries, sweeps
from smarthands.upkeep.deliveries import LEASE, MAX_FAILURES, ClaimedDelivery
from tests.builders import pictures
from tests.builders.jobs import File, open_job, photo
from tests.builders.sessions import guest, live_session
from tests.builders.stepped_worker import SteppedWorker
from tests.builders.world import World
from tests.faults.invariants import named_versions
from workers.consumers import renditions as renditions_consumer
from workers.consumers.renditions import develop

HOURS = 48


@pytest.fixture
def picture(world: World) -> UUID:
    job = open_job(world, world.tess)
    return photo(world, world.tess, job, File(pictures.photo()), id=uuid4())


def state(world: World) -> str:
    with world.kit.reading() as db:
        return db.query(Delivery).one().state


def kept(world: World, id: UUID) -> EvidenceItem:
    with world.kit.reading() as db:
        return db.get_one(EvidenceItem, id)


def problem(world: World, id: UUID) -> str | None:
    return kept(world, id).problem


def rendered(world: World, id: UUID) -> set[str]:
    with world.kit.reading() as db:
        renditions_of_item = reading.item_view(db, db.get_one(EvidenceItem, id))
    return set(renditions_of_item["renditions"])


def test_a_store_that_is_away_for_two_days_costs_no_photo_its_pictures(
    world: World, picture: UUID
) -> None:
    worker = SteppedWorker(world.kit)
    world.memory.away = True
    for _hour in range(HOURS):
        worker.step()
        world.clock.pass_by(hours=1)
    assert state(world) == "waiting"
    world.memory.away = False
    worker.step()
    assert (state(world), rendered(world, picture)) == ("done", {"small", "large"})


def test_a_photo_that_always_fails_is_given_up_and_the_next_one_is_rendered(
    world: World, picture: UUID
) -> None:
    tries: list[ClaimedDelivery] = []

    def fails(_kit: Kit, delivery: ClaimedDelivery) -> None:
        tries.append(delivery)
        raise RuntimeError("a fault of the picture process")

    worker = SteppedWorker(world.kit, [replace(renditions_consumer.CONSUMER, do=fails)])
    for _hour in range(HOURS):
        worker.step()
        world.clock.pass_by(hours=1)
    assert (len(tries), state(world)) == (MAX_FAILURES, "failed")
    assert world.announced.kinds.count("evidence.unreadable") == 1
    assert problem(world, picture) == "failed"


def test_a_delivery_that_was_given_up_can_be_retried(world: World, picture: UUID) -> None:
    """An operator sets the delivery back when the fault is gone."""
    for _ in range(2):
        renditions.keep_problem(world.kit, kept(world, picture), renditions.FAILED)
    develop(world.kit, claimed(world, "later"))
    assert (problem(world, picture), rendered(world, picture)) == (None, {"small", "large"})
    kinds = [json.loads(event.body or "")["details"] for event in world.announced.events]
    assert [d["evidence"][0]["problem"] for d in kinds if "evidence" in d] == [
        None,
        "failed",
        None,
    ]


def test_a_worker_killed_before_its_commit_leaves_nothing_behind_after_the_sweep(
    world: World, picture: UUID
) -> None:
    first = claimed(world, "first")
    put_only(world, first)
    world.clock.pass_by(seconds=LEASE.total_seconds() + 1)
    assert SteppedWorker(world.kit).step()
    keys = set(world.memory.versions("")) - named_versions(world.kit)
    assert len(keys) == 2, "the first worker's two pictures, which no row names"
    world.clock.pass_by(hours=2)
    assert sweeps.sweep_strays(world.kit) == 2
    assert set(world.memory.versions("")) == named_versions(world.kit)


def test_a_worker_that_was_overtaken_while_it_stood_still_changes_nothing(
    world: World, picture: UUID
) -> None:
    slow = claimed(world, "slow")
    world.clock.pass_by(seconds=LEASE.total_seconds() + 1)
    assert SteppedWorker(world.kit).step()
    put_only(world, slow)
    develop(world.kit, slow)
    deliveries.settle(world.kit, slow)
    assert world.announced.kinds.count("evidence.rendered") == 1
    world.clock.pass_by(hours=2)
    sweeps.sweep_strays(world.kit)
    assert set(world.memory.versions("")) == named_versions(world.kit)


def test_a_slow_photo_does_not_make_a_worker_look_dead(world: World, picture: UUID) -> None:
    delivery = claimed(world, "alive")
    for _beat in range(10):
        world.clock.pass_by(seconds=5)
        deliveries.beat(world.kit, "worker/alive", leases=[delivery.lease])
    assert deliveries.claim(world.kit, [RENDITIONS], lease="other") is None
    world.clock.pass_by(seconds=LEASE.total_seconds() + 1)
    seconds = deliveries.claim(world.kit, [RENDITIONS], lease="other")
    assert seconds is not None
    assert seconds.attempts == 2


def test_a_worker_beats_on_after_a_beat_that_failed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure("error")
    monkeypatch.setattr("workers.loop.BEAT_SECONDS", 0.01)
    with world.kit.transaction() as tx:
        tx.db.execute(text("ALTER TABLE heartbeats RENAME TO elsewhere"))
    worker = SteppedWorker(world.kit)
    running = threading.Thread(target=worker.run)
    running.start()
    time.sleep(0.1)
    with world.kit.transaction() as tx:
        tx.db.execute(text("ALTER TABLE elsewhere RENAME TO heartbeats"))
    end = time.monotonic() + 5
    while not deliveries.worker_alive(world.kit) and time.monotonic() < end:
        time.sleep(0.01)
    worker.stop()
    running.join(5)
    assert deliveries.worker_alive(world.kit)


def claimed(world: World, lease: str) -> ClaimedDelivery:
    delivery = deliveries.claim(world.kit, [RENDITIONS], lease=lease)
    assert delivery is not None
    return delivery


def put_only(world: World, delivery: ClaimedDelivery) -> None:
    """Does what a worker does that dies between its last put and its commit."""
    item = renditions.item_to_render(world.kit, delivery.subject_id)
    with world.kit.reading() as db:
        item = item or db.get_one(EvidenceItem, delivery.subject_id)
    for name in ("small", "large"):
        key = object_key(item.job_id, item.id, f"{name}.jpg")
        world.kit.objects.put(key, b"a picture", media_type="image/jpeg")


def test_the_worker_unseats_a_guest_whose_link_has_ended(world: World) -> None:
    job = open_job(world, world.tess)
    session = live_session(world, job)
    calls.join(world.kit, guest(world, job), job, session)
    world.clock.pass_by(hours=9)
    while SteppedWorker(world.kit).step():
        pass
    assert world.announced.kinds[-1] == "session.unseated"
