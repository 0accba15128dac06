"""What workers owe, claimed with a lease: at least once, and never two at a time."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from smarthands.evidence.sealing import RENDITIONS
from smarthands.kit import Kit
from smarthands.model import Delivery, Heartbeat

ALIVE_SECONDS = 15
LEASE = timedelta(seconds=ALIVE_SECONDS)
"""Renewed by each beat: what a dead worker held is taken up this long after its last one."""
RETRY_SECONDS = (5, 15, 60, 300, 900, 3600)
MAX_FAILURES = len(RETRY_SECONDS) + 1
OUTAGE_SECONDS = (1, 2, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class Owed:
    """One claimed delivery. `lease` proves the claim when it is settled.

    `attempts` counts the claims, this one included; `failures` those that the work itself failed.
    """

    id: int
    consumer: str
    stream: str
    seq: int
    subject_id: UUID
    attempts: int
    failures: int
    lease: str

    @property
    def last_chance(self) -> bool:
        """Whether one more failure of the work itself is the last."""
        return self.failures + 1 >= MAX_FAILURES


def claim(kit: Kit, consumers: list[str], *, lease: str) -> Owed | None:
    """Take the next due delivery. A lease that ran out (its worker died) can be taken again."""
    with kit.transaction() as tx:
        due = (
            select(Delivery.id)
            .where(
                Delivery.state == "waiting",
                Delivery.due_at <= tx.now,
                Delivery.consumer.in_(consumers),
            )
            .order_by(Delivery.due_at, Delivery.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        id = tx.db.scalar(due)
        if id is None:
            return None
        row = tx.db.get_one(Delivery, id)
        row.lease, row.due_at = lease, tx.now + LEASE
        row.attempts += 1
        row.unswept = row.attempts > 1 and row.consumer == RENDITIONS
        return _owed(row, lease)


def _owed(row: Delivery, lease: str) -> Owed:
    return Owed(
        id=row.id,
        consumer=row.consumer,
        stream=row.stream,
        seq=row.seq,
        subject_id=row.subject_id,
        attempts=row.attempts,
        failures=row.failures,
        lease=lease,
    )


def settle(kit: Kit, owed: Owed) -> None:
    with kit.transaction() as tx:
        tx.db.execute(
            update(Delivery)
            .where(Delivery.id == owed.id, Delivery.lease == owed.lease)
            # What is done is kept, and swept, counting from now.
            .values(state="done", due_at=tx.now, lease=None, last_problem=None)
        )


def postpone(kit: Kit, owed: Owed, problem: str) -> bool:
    """Try again later, or give up after the last failure (False)."""
    failures = owed.failures + 1
    last = owed.last_chance
    wait = RETRY_SECONDS[min(failures, len(RETRY_SECONDS)) - 1]
    _put_off(kit, owed, wait, problem, failures=failures, state="failed" if last else "waiting")
    return not last


def wait_out(kit: Kit, owed: Owed, problem: str) -> None:
    """What the work needs (store, database) is away: try again soon, however long that lasts."""
    wait = OUTAGE_SECONDS[min(owed.attempts, len(OUTAGE_SECONDS)) - 1]
    _put_off(kit, owed, wait, problem)


def _put_off(kit: Kit, owed: Owed, seconds: int, problem: str, **values: object) -> None:
    with kit.transaction() as tx:
        tx.db.execute(
            update(Delivery)
            .where(Delivery.id == owed.id, Delivery.lease == owed.lease)
            .values(
                due_at=tx.now + timedelta(seconds=seconds),
                lease=None,
                last_problem=problem[:1000],
                **values,
            )
        )


def given_up(kit: Kit) -> int:
    """How many deliveries failed for the last time: an operator's to look at."""
    with kit.reading() as db:
        failed = select(func.count()).select_from(Delivery).where(Delivery.state == "failed")
        return db.scalar(failed) or 0


def beat(kit: Kit, name: str, *, lease: str | None = None) -> None:
    """A worker's sign of life, which also renews the lease it holds."""
    with kit.transaction() as tx:
        if lease is not None:
            tx.db.execute(
                update(Delivery)
                .where(Delivery.lease == lease, Delivery.state == "waiting")
                .values(due_at=tx.now + LEASE)
            )
        known = tx.db.get(Heartbeat, name)
        if known is None:
            tx.db.add(Heartbeat(name=name, at=tx.now))
        else:
            known.at = tx.now
        old = tx.now - timedelta(hours=1)
        tx.db.execute(delete(Heartbeat).where(Heartbeat.at < old))


def worker_alive(kit: Kit) -> bool:
    with kit.reading() as db:
        latest = db.scalar(select(Heartbeat.at).order_by(Heartbeat.at.desc()).limit(1))
    return latest is not None and kit.now() - latest < timedelta(seconds=ALIVE_SECONDS)
