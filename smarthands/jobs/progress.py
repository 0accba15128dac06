"""How a job moves: from request to completion. One verb, one transition, one event."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from smarthands.access.jobs import job_for
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.jobs.jobs import assign_to, record, technicians_named, view
from smarthands.kit import Kit, Transaction
from smarthands.model import Job
from smarthands.model.job import ENDED_STATES
from smarthands.model.job import JobState as State
from smarthands.views.values import JsonDict, changes

UNDER_WAY = frozenset({State.OPEN, State.ASSIGNED, State.ACKNOWLEDGED, State.ON_SITE})

NAMES = {
    State.REQUESTED: "requested",
    State.OPEN: "open",
    State.ASSIGNED: "assigned",
    State.ACKNOWLEDGED: "acknowledged",
    State.ON_SITE: "under way on site",
    State.ON_HOLD: "on hold",
    State.COMPLETED: "completed",
    State.CANCELED: "canceled",
}


def open_requested(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.OPEN_JOB)
        if job.state in UNDER_WAY:
            return view(tx.db, job)
        _from(job, {State.REQUESTED}, "opened")
        return _move(tx, actor, job, EventKind.JOB_OPENED, state=State.OPEN, opened_at=tx.now)


def assign(kit: Kit, actor: Actor, job_id: UUID, *, technician_ids: Iterable[UUID]) -> JsonDict:
    """Assign and reassign. An empty list takes everyone off the job."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.ASSIGN_JOB)
        _from(job, UNDER_WAY | {State.ON_HOLD}, "assigned")
        assign_to(tx, actor, job, technicians_named(tx.db, technician_ids))
        return view(tx.db, job)


def acknowledge(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.ACKNOWLEDGE_JOB)
        if job.state in {State.ACKNOWLEDGED, State.ON_SITE}:
            return view(tx.db, job)
        _from(job, {State.ASSIGNED}, "acknowledged")
        return _move(
            tx,
            actor,
            job,
            EventKind.JOB_ACKNOWLEDGED,
            state=State.ACKNOWLEDGED,
            acknowledged_at=tx.now,
        )


def arrive(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    """She is on site. Who arrives has acknowledged, asked or not."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.ARRIVE)
        if job.state == State.ON_SITE:
            return view(tx.db, job)
        _from(job, {State.ASSIGNED, State.ACKNOWLEDGED}, "arrived at")
        return _move(
            tx,
            actor,
            job,
            EventKind.JOB_ARRIVED,
            state=State.ON_SITE,
            arrived_at=tx.now,
            acknowledged_at=job.acknowledged_at or tx.now,
        )


def hold(kit: Kit, actor: Actor, job_id: UUID, *, reason: str) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.HOLD_JOB)
        if job.state == State.ON_HOLD and job.hold_reason == reason:
            return view(tx.db, job)
        _from(job, UNDER_WAY, "put on hold")
        return _move(
            tx,
            actor,
            job,
            EventKind.JOB_HELD,
            note=reason,
            state=State.ON_HOLD,
            held_from=job.state,
            held_at=tx.now,
            hold_reason=reason,
        )


def resume(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.RESUME_JOB)
        if job.state in UNDER_WAY:
            return view(tx.db, job)
        _from(job, {State.ON_HOLD}, "resumed")
        return _move(
            tx,
            actor,
            job,
            EventKind.JOB_RESUMED,
            state=job.held_from or State.OPEN,
            held_from=None,
            held_at=None,
            hold_reason=None,
        )


def complete(kit: Kit, actor: Actor, job_id: UUID, *, fault: str, work: str) -> JsonDict:
    """What was wrong and what was done: the first two lines that the client reads."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.COMPLETE_JOB)
        if job.state == State.COMPLETED and (job.fault, job.work) == (fault, work):
            return view(tx.db, job)
        _from(job, UNDER_WAY, "completed")
        return _move(
            tx,
            actor,
            job,
            EventKind.JOB_COMPLETED,
            state=State.COMPLETED,
            completed_at=tx.now,
            fault=fault,
            work=work,
        )


def reopen(kit: Kit, actor: Actor, job_id: UUID, *, reason: str) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.REOPEN_JOB)
        if job.state in UNDER_WAY:
            return view(tx.db, job)
        _from(job, ENDED_STATES, "reopened")
        crew = view(tx.db, job)["technicians"]
        return _move(
            tx,
            actor,
            job,
            EventKind.JOB_REOPENED,
            note=reason,
            state=State.ASSIGNED if crew else State.OPEN,
            opened_at=job.opened_at or tx.now,
            acknowledged_at=None,
            arrived_at=None,
            completed_at=None,
            fault=None,
            work=None,
            canceled_at=None,
            cancel_reason=None,
        )


def cancel(kit: Kit, actor: Actor, job_id: UUID, *, reason: str) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.CANCEL_JOB)
        if job.state == State.CANCELED:
            return view(tx.db, job)
        _from(job, UNDER_WAY | {State.REQUESTED, State.ON_HOLD}, "canceled")
        return _move(
            tx,
            actor,
            job,
            EventKind.JOB_CANCELED,
            note=reason,
            state=State.CANCELED,
            held_from=None,
            held_at=None,
            hold_reason=None,
            canceled_at=tx.now,
            cancel_reason=reason,
        )


def _from(job: Job, states: Iterable[State], done: str) -> None:
    if job.state not in set(states):
        raise conflict(f"This job is {NAMES[State(job.state)]}, so it can't be {done} now.")


def _move(
    tx: Transaction,
    actor: Actor,
    job: Job,
    kind: EventKind,
    *,
    note: str | None = None,
    **values: Any,
) -> JsonDict:
    before = view(tx.db, job)
    for key, value in values.items():
        setattr(job, key, value)
    tx.db.flush()
    after = view(tx.db, job)
    record(tx, actor, job, kind, changes(before, after), note=note)
    return after
