"""Deliveries: what workers owe for a fact, claimed with a lease; done at least once, and never by
two workers at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, case, delete, func, select, update

from smarthands.kit import Kit
from smarthands.model import Delivery, Heartbeat
from smarthands.model.delivery import CHORE
from smarthands.upkeep.turn_order import TurnOrder

ALIVE_SECONDS = 15
LEASE = timedelta(seconds=ALIVE_SECONDS)
"""Each beat renews a lease: what a dead worker held is taken up this long after its last beat."""
RETRY_SECONDS = (5, 15, 60, 300, 900, 3600)
MAX_FAILURES = len(RETRY_SECONDS) + 1
OUTAGE_SECONDS = (1, 2, 5, 10, 30)
NOT_A_CHORE = ~Heartbeat.name.startswith(CHORE)


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
    """One delivery in a worker's hands. `lease` proves the claim when it is settled.

    `attempts` counts the claims, this one included; `failures` those that the work itself failed.
    """

    id: int
    consumer: str
    stream: str
    seq: int
    subject_id: UUID
    sender: str
    attempts: int
    failures: int
    lease: str


def lanes_due(kit: Kit, lanes: Sequence[Sequence[str]]) -> list[bool]:
    """Whether each lane's consumers have a delivery that is due: one look of an idle worker."""
    looks = _looks(tuple(tuple(consumers) for consumers in lanes))
    now = kit.now()
    with kit.reading() as db:
        row = db.connection().execute(looks, {"now": now}).one()
        return [id is not None for id in row]


@cache
def _looks(lanes: tuple[tuple[str, ...], ...]) -> Select[int]:
    """The statement of a look, built once: a worker at rest executes it four times a second."""
    now = bindparam("now", type_=Delivery.due_at.type)
    return select(*(_due(now, consumers).scalar_subquery() for consumers in lanes))


def claim(
    kit: Kit,
    consumers: Collection[str],
    *,
    lease: str,
    puts_objects: Collection[str] = (),
    senders: TurnOrder | None = None,
    streams: TurnOrder | None = None,
) -> ClaimedDelivery | None:
    """Take the next due delivery. A lease that ran out (its worker died) can be taken again.

    Senders take turns, and so do the streams of each: what has something in work is not served, and
    what was served comes after all others.
    `puts_objects` names the consumers whose earlier attempt may have left objects that no row
    names: the sweep of strays looks for those once the delivery has ended.
    """
    with kit.reading() as db:  # an idle look takes no write lock from anybody
        if db.scalar(_due(kit.now(), consumers, senders, streams)) is None:
            return None
    with kit.transaction() as tx:
        due = _due(tx.now, consumers, senders, streams)
        id = tx.db.scalar(due.with_for_update(skip_locked=True))
        if id is None:
            return None
        row = tx.db.get_one(Delivery, id)
        row.lease, row.due_at = lease, tx.now + LEASE
        row.attempts += 1
        row.unswept = row.attempts > 1 and row.consumer in puts_objects
        return _claimed(row, lease)


def _due(
    now: datetime | BindParameter[datetime],
    consumers: Collection[str],
    senders: TurnOrder | None = None,
    streams: TurnOrder | None = None,
) -> Select[int]:
    due = select(Delivery.id).where(
        Delivery.state == "waiting",
        Delivery.due_at <= now,
        Delivery.consumer.in_(consumers),
    )
    for column, turns in ((Delivery.sender, senders), (Delivery.stream, streams)):
        if turns and turns.in_work:
            due = due.where(column.not_in(turns.in_work))
        if turns and turns.served:
            places = {key: place for place, key in enumerate(turns.served)}
            due = due.order_by(case(places, value=column, else_=-1))
    return due.order_by(Delivery.due_at, Delivery.id).limit(1)


def _claimed(row: Delivery, lease: str) -> ClaimedDelivery:
    return ClaimedDelivery(
        id=row.id,
        consumer=row.consumer,
        stream=row.stream,
        seq=row.seq,
        subject_id=row.subject_id,
        sender=row.sender,
        attempts=row.attempts,
        failures=row.failures,
        lease=lease,
    )


def settle(kit: Kit, delivery: ClaimedDelivery) -> None:
    with kit.transaction() as tx:
        tx.db.execute(
            update(Delivery)
            .where(Delivery.id == delivery.id, Delivery.lease == delivery.lease)
            # A delivery that is done is kept, and swept, counting from now.
            .values(state="done", due_at=tx.now, lease=None, last_problem=None)
        )


def postpone(
    kit: Kit, delivery: ClaimedDelivery, problem: str, *, most_failures: int = MAX_FAILURES
) -> bool:
    """Try again later, or give up after the last of `most_failures` (False)."""
    failures = delivery.failures + 1
    last = failures >= most_failures
    wait = RETRY_SECONDS[min(failures, len(RETRY_SECONDS)) - 1]
    _put_off(kit, delivery, wait, problem, failures=failures, state="failed" if last else "waiting")
    return not last


def wait_out(kit: Kit, delivery: ClaimedDelivery, problem: str) -> None:
    """Try again soon, however long it lasts: the store or the database is away."""
    wait = OUTAGE_SECONDS[min(delivery.attempts, len(OUTAGE_SECONDS)) - 1]
    _put_off(kit, delivery, wait, problem)


def _put_off(
    kit: Kit, delivery: ClaimedDelivery, seconds: int, problem: str, **values: object
) -> None:
    with kit.transaction() as tx:
        tx.db.execute(
            update(Delivery)
            .where(Delivery.id == delivery.id, Delivery.lease == delivery.lease)
            .values(
                due_at=tx.now + timedelta(seconds=seconds),
                lease=None,
                last_problem=problem[:1000],
                **values,
            )
        )


def given_up(kit: Kit) -> int:
    """The number of deliveries that failed for the last time: an operator looks at these."""
    with kit.reading() as db:
        failed = select(func.count()).select_from(Delivery).where(Delivery.state == "failed")
        return db.scalar(failed) or 0


def beat(kit: Kit, name: str, *, leases: Collection[str] = (), confined: bool = True) -> None:
    """A worker's sign of life, which also renews the leases that it holds. `confined` says whether
    the processes in which it decodes are walled off."""
    with kit.transaction() as tx:
        if leases:
            tx.db.execute(
                update(Delivery)
                .where(Delivery.lease.in_(leases), Delivery.state == "waiting")
                .values(due_at=tx.now + LEASE)
            )
        heartbeat = tx.db.get(Heartbeat, name)
        if heartbeat is None:
            tx.db.add(Heartbeat(name=name, at=tx.now, confined=confined))
        else:
            heartbeat.at = tx.now
        old = tx.now - timedelta(hours=1)
        tx.db.execute(delete(Heartbeat).where(Heartbeat.at < old, NOT_A_CHORE))


def worker_alive(kit: Kit) -> bool:
    with kit.reading() as db:
        beats = select(Heartbeat.at).where(NOT_A_CHORE).order_by(Heartbeat.at.desc())
        latest = db.scalar(beats.limit(1))
    return latest is not None and kit.now() - latest < timedelta(seconds=ALIVE_SECONDS)


def workers_confined(kit: Kit) -> bool:
    """Whether every worker that lives decodes behind walls."""
    since = kit.now() - timedelta(seconds=ALIVE_SECONDS)
    unconfined = select(Heartbeat.name).where(
        NOT_A_CHORE, Heartbeat.at > since, Heartbeat.confined.is_(False)
    )
    with kit.reading() as db:
        return db.scalar(unconfined.limit(1)) is None
