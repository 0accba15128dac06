"""A delivery is claimed by one worker at a time, retried after a failure, and given up at last."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from sqlalchemy import Engine, select

from smarthands.model import Delivery
from smarthands.upkeep import deliveries
from smarthands.upkeep.deliveries import (
    LEASE,
    MAX_FAILURES,
    OUTAGE_SECONDS,
    RETRY_SECONDS,
    ClaimedDelivery,
    claim,
    postpone,
    settle,
    wait_out,
)
from smarthands.upkeep.sweeps import sweep_deliveries
from tests.builders.jobs import open_job, photo
from tests.builders.world import World, make_world, persistently


def add_photos(world: World, photos: int = 1) -> list[UUID]:
    """The ids of new photos, each of which owes its renditions."""
    job = open_job(world, world.tess)
    return [photo(world, world.tess, job) for _ in range(photos)]


def claim_rendition(world: World, lease: str = "one") -> ClaimedDelivery | None:
    return claim(world.kit, ["renditions"], lease=lease)


def rows(world: World) -> list[Delivery]:
    with world.kit.reading() as db:
        return list(db.scalars(select(Delivery).order_by(Delivery.id)))


def test_a_delivery_is_claimed_once_and_settled(world: World) -> None:
    [item] = add_photos(world)
    delivery = claim_rendition(world)
    assert delivery is not None
    assert (delivery.subject_id, delivery.attempts, delivery.consumer) == (item, 1, "renditions")
    assert claim_rendition(world, "two") is None
    settle(world.kit, delivery)
    world.clock.pass_by(days=1)
    assert claim_rendition(world, "two") is None
    assert [row.state for row in rows(world)] == ["done"]


def test_a_consumer_claims_only_its_own_deliveries(world: World) -> None:
    add_photos(world)
    assert claim(world.kit, ["webhooks"], lease="x") is None
    assert claim(world.kit, [], lease="x") is None


def test_the_oldest_delivery_is_claimed_first(world: World) -> None:
    items = add_photos(world, 3)
    claims = [claim_rendition(world, str(number)) for number in range(3)]
    assert [one and one.subject_id for one in claims] == items


def test_no_two_of_four_workers_claim_the_same_delivery(each_world: World) -> None:
    items = add_photos(each_world, 12)

    def work(number: int) -> list[UUID]:
        subjects = []
        while delivery := persistently(
            lambda: claim_rendition(each_world, f"worker {number}"), tries=20
        ):
            subjects.append(delivery.subject_id)
            persistently(lambda: settle(each_world.kit, delivery), tries=20)
        return subjects

    with ThreadPoolExecutor(4) as pool:
        done = [item for subjects in pool.map(work, range(4)) for item in subjects]
    assert sorted(done) == sorted(items)


def test_postgres_skips_a_row_that_is_being_claimed(postgres_engine: Engine) -> None:
    world = make_world(postgres_engine)
    first, second = add_photos(world, 2)
    with world.kit.transaction() as tx:
        tx.db.scalars(select(Delivery).order_by(Delivery.id).limit(1).with_for_update()).one()
        delivery = claim_rendition(world)
    assert delivery is not None
    assert delivery.subject_id == second != first


def test_a_dead_workers_lease_runs_out(world: World) -> None:
    add_photos(world)
    dead = claim_rendition(world, "dead")
    world.clock.at += LEASE
    delivery = claim_rendition(world, "alive")
    assert dead is not None
    assert delivery is not None
    assert delivery.attempts == 2
    # The first worker was slow, not dead: what it reports now no longer counts.
    settle(world.kit, dead)
    postpone(world.kit, dead, "late")
    assert [(row.state, row.lease, row.last_problem) for row in rows(world)] == [
        ("waiting", "alive", None)
    ]


def test_a_delivery_is_retried_ever_later_and_then_given_up(world: World) -> None:
    add_photos(world)
    waits = []
    for attempt in range(1, MAX_FAILURES + 1):
        delivery = claim_rendition(world)
        assert delivery is not None
        assert delivery.attempts == attempt
        again = postpone(world.kit, delivery, "no memory " + "x" * 2000)
        assert again is (attempt < MAX_FAILURES)
        waits.append(rows(world)[0].due_at - world.clock.at)
        world.clock.at = rows(world)[0].due_at
    assert [int(wait.total_seconds()) for wait in waits[:-1]] == list(RETRY_SECONDS)
    assert claim_rendition(world) is None
    [row] = rows(world)
    assert (row.state, len(row.last_problem or "")) == ("failed", 1000)


def test_an_outage_is_waited_out_and_never_counts_as_a_failure(world: World) -> None:
    add_photos(world)
    waits = []
    for _ in range(20):
        delivery = claim_rendition(world)
        assert delivery is not None
        assert delivery.failures == 0
        wait_out(world.kit, delivery, "the store is away")
        waits.append(int((rows(world)[0].due_at - world.clock.at).total_seconds()))
        world.clock.at = rows(world)[0].due_at
    assert waits == [*OUTAGE_SECONDS, *15 * [OUTAGE_SECONDS[-1]]]
    assert claim_rendition(world) is not None


def test_a_heartbeat_extends_the_leases_of_a_worker(world: World) -> None:
    add_photos(world)
    delivery = claim_rendition(world, "slow")
    for _ in range(10):
        world.clock.at += LEASE / 2
        deliveries.beat(world.kit, "worker", leases=["slow"])
        assert claim_rendition(world, "other") is None
    assert delivery is not None
    settle(world.kit, delivery)
    assert [row.state for row in rows(world)] == ["done"]


def test_settled_deliveries_are_deleted_after_a_week(world: World) -> None:
    add_photos(world, 2)
    delivery = claim_rendition(world)
    assert delivery is not None
    settle(world.kit, delivery)
    world.clock.pass_by(days=8)
    sweep_deliveries(world.kit)
    assert [row.state for row in rows(world)] == ["waiting"]


def test_a_worker_is_alive_while_it_beats(world: World) -> None:
    assert deliveries.worker_alive(world.kit) is False
    for name in ("a", "a", "b", str(uuid4())):
        deliveries.beat(world.kit, name)
    assert deliveries.worker_alive(world.kit) is True
    world.clock.pass_by(seconds=deliveries.ALIVE_SECONDS)
    assert deliveries.worker_alive(world.kit) is False
