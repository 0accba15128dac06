"""The lanes of a worker run side by side, so that a consumer that hangs holds up none of another
lane."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import select

from smarthands.evidence.sealing import RENDITIONS
from smarthands.kit import Kit
from smarthands.model import Delivery
from smarthands.upkeep import deliveries
from smarthands.upkeep.deliveries import LEASE, ClaimedDelivery
from tests.builders import pictures
from tests.builders.jobs import File, open_job, photo
from tests.builders.stepped_worker import CONSUMERS, SteppedWorker
from tests.builders.world import World
from workers.loop import Worker
from workers.registry import Consumer, Lane

HANG_SECONDS = 20.0
"""The seconds for which the receiver of a slow webhook does not answer."""


class Hanging:
    """A consumer of lane *network* whose receiver answers only once it is let go."""

    def __init__(self) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()
        self.consumer = Consumer("webhook", self.do, Lane.NETWORK)

    def do(self, _kit: Kit, _delivery: ClaimedDelivery) -> None:
        self.begun.set()
        self.let_go.wait(HANG_SECONDS)

    @property
    def hangs(self) -> bool:
        return self.begun.is_set() and not self.let_go.is_set()


@contextmanager
def running(worker: Worker) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield thread
    finally:
        worker.stop()
        thread.join(HANG_SECONDS)


def until(happens: Callable[[], bool], seconds: float = HANG_SECONDS) -> bool:
    end = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def owe(world: World, consumer: str) -> None:
    with world.kit.transaction() as tx:
        tx.db.add(Delivery(consumer=consumer, stream="x", seq=1, subject_id=uuid4(), due_at=tx.now))


def states(world: World) -> dict[str, str]:
    with world.kit.reading() as db:
        return {row.consumer: row.state for row in db.scalars(select(Delivery))}


def test_a_webhook_that_hangs_delays_no_picture(each_world: World) -> None:
    world, hanging = each_world, Hanging()
    job = open_job(world, world.tess)
    owe(world, "webhook")
    with running(SteppedWorker(world.kit, [*CONSUMERS, hanging.consumer])):
        assert hanging.begun.wait(HANG_SECONDS)
        photo(world, world.tess, job, File(pictures.photo()), id=uuid4())
        started = time.monotonic()
        assert until(lambda: states(world)[RENDITIONS] == "done")
        assert time.monotonic() - started < HANG_SECONDS
        assert hanging.hangs
        assert states(world)["webhook"] == "waiting"
        hanging.let_go.set()
        assert until(lambda: states(world)["webhook"] == "done")


def test_a_lane_works_on_one_delivery_at_a_time(world: World) -> None:
    first, second = Hanging(), Hanging()
    consumers = [first.consumer, Consumer("alert", second.do, Lane.NETWORK)]
    owe(world, "webhook")
    with running(SteppedWorker(world.kit, consumers)):
        assert first.begun.wait(HANG_SECONDS)
        owe(world, "alert")
        time.sleep(0.5)
        assert not second.begun.is_set()
        first.let_go.set()
        assert second.begun.wait(HANG_SECONDS)
        second.let_go.set()


def test_one_beat_renews_the_lease_of_every_lane(world: World) -> None:
    network, documents = Hanging(), Hanging()
    names = ["webhook", "invoice"]
    consumers = [network.consumer, Consumer("invoice", documents.do, Lane.DOCUMENTS)]
    for name in names:
        owe(world, name)
    worker = SteppedWorker(world.kit, consumers)
    with running(worker):
        assert network.begun.wait(HANG_SECONDS)
        assert documents.begun.wait(HANG_SECONDS)
        for _ in range(4):
            world.clock.at += LEASE / 2
            worker.beat()
            assert deliveries.claim(world.kit, names, lease="another worker's") is None
        network.let_go.set()
        documents.let_go.set()
        assert until(lambda: set(states(world).values()) == {"done"})


def test_a_worker_that_is_stopped_finishes_its_deliveries_and_beats_until_then(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.loop.BEAT_SECONDS", 0.02)
    hanging = Hanging()
    owe(world, "webhook")
    worker = SteppedWorker(world.kit, [hanging.consumer])
    with running(worker) as thread:
        assert hanging.begun.wait(HANG_SECONDS)
        worker.stop()
        world.clock.at += LEASE / 2
        time.sleep(0.5)
        world.clock.at += LEASE / 2
        assert thread.is_alive()
        assert deliveries.claim(world.kit, ["webhook"], lease="another worker's") is None
        hanging.let_go.set()
        thread.join(HANG_SECONDS)
    assert states(world) == {"webhook": "done"}


def test_give_up_runs_before_the_delivery_is_given_up(world: World) -> None:
    order: list[str] = []

    def fails(_kit: Kit, _delivery: ClaimedDelivery) -> None:
        raise RuntimeError("the other side makes no sense")

    def give_up(_kit: Kit, _delivery: ClaimedDelivery) -> None:
        order.append(states(world)["webhook"])

    consumer = Consumer("webhook", fails, Lane.NETWORK, give_up=give_up, most_failures=3)
    owe(world, "webhook")
    worker = SteppedWorker(world.kit, [consumer])
    for failures in range(1, 4):
        assert worker.step()
        assert len(order) == (failures == 3)
        world.clock.pass_by(hours=1)
    assert (order, states(world)) == (["waiting"], {"webhook": "failed"})
    assert not worker.step()


def test_a_lane_that_breaks_ends_the_worker_with_its_error(world: World) -> None:
    with world.kit.transaction() as tx:
        tx.db.connection().exec_driver_sql("ALTER TABLE deliveries RENAME TO elsewhere")
    with pytest.raises(Exception, match="deliveries"):
        SteppedWorker(world.kit).run()
