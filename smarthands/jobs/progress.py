"""The states of a job, from request to completion: one verb is one transition and one event."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from smarthands.access.jobs import job_for
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.jobs.crew import assign_to, technicians_named
from smarthands.jobs.facts import record, view
from smarthands.kit import Kit, Transaction
from smarthands.model import Job
from smarthands.model.job import ENDED_STATES, JobState
from smarthands.people.join_links import end_guests
from smarthands.views.values import JsonDict, changes

UNDER_WAY = frozenset({JobState.OPEN, JobState.ASSIGNED, JobState.ACKNOWLEDGED, JobState.ON_SITE})

STATE_NAMES = {
    JobState.REQUESTED: "requested",
    JobState.OPEN: "open",
    JobState.ASSIGNED: "assigned",
    JobState.ACKNOWLEDGED: "acknowledged",
    JobState.ON_SITE: "under way on site",
    JobState.ON_HOLD: "on hold",
    JobState.COMPLETED: "completed",
    JobState.CANCELED: "canceled",
}


def open_requested(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.OPEN_JOB)
        if job.state in UNDER_WAY:
            return view(tx.db, job)
        _from(job, {JobState.REQUESTED}, "opened")
        return _move(tx, actor, job, EventKind.JOB_OPENED, state=JobState.OPEN, opened_at=tx.now)


def assign(kit: Kit, actor: Actor, job_id: UUID, *, technician_ids: Iterable[UUID]) -> JsonDict:
    """Assign or reassign a job; an empty list takes everyone off it."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.ASSIGN_JOB)
        _from(job, UNDER_WAY | {JobState.ON_HOLD}, "assigned")
        assign_to(tx, actor, job, technicians_named(tx.db, technician_ids))
        return view(tx.db, job)


def acknowledge(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.ACKNOWLEDGE_JOB)
        if job.state in {JobState.ACKNOWLEDGED, JobState.ON_SITE}:
            return view(tx.db, job)
        _from(job, {JobState.ASSIGNED}, "acknowledged")
        return _move(
            tx,
            actor,
            job,
            EventKind.JOB_ACKNOWLEDGED,
            state=JobState.ACKNOWLEDGED,
            acknowledged_at=tx.now,
        )


def arrive(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    """The technician is on site. Her arrival acknowledges the job, if she had not done so."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.ARRIVE)
        if job.state == JobState.ON_SITE:
            return view(tx.db, job)
        _from(job, {JobState.ASSIGNED, JobState.ACKNOWLEDGED}, "arrived at")
        return _move(
            tx,
            actor,
            job,
            EventKind.JOB_ARRIVED,
            state=JobState.ON_SITE,
            arrived_at=tx.now,
            acknowledged_at=job.acknowledged_at or tx.now,
        )


def hold(kit: Kit, actor: Actor, job_id: UUID, *, reason: str) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.HOLD_JOB)
        if job.state == JobState.ON_HOLD and job.hold_reason == reason:
            return view(tx.db, job)
        _from(job, UNDER_WAY, "put on hold")
        return _move(
            tx,
            actor,
            job,
            EventKind.JOB_HELD,
            note=reason,
            state=JobState.ON_HOLD,
            held_from=job.state,
            held_at=tx.now,
            hold_reason=reason,
        )


def resume(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.RESUME_JOB)
        if job.state in UNDER_WAY:
            return view(tx.db, job)
        _from(job, {JobState.ON_HOLD}, "resumed")
        return _move(
            tx,
            actor,
            job,
            EventKind.JOB_RESUMED,
            state=job.held_from or JobState.OPEN,
            held_from=None,
            held_at=None,
            hold_reason=None,
        )


def complete(kit: Kit, actor: Actor, job_id: UUID, *, fault: str, work: str) -> JsonDict:
    """Complete a job, and end its guests with it. `fault` says what was wrong and `work` what was
    done: the client reads these two lines first."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.COMPLETE_JOB)
        if job.state == JobState.COMPLETED and (job.fault, job.work) == (fault, work):
            return view(tx.db, job)
        _from(job, UNDER_WAY, "completed")
        completed = _move(
            tx,
            actor,
            job,
            EventKind.JOB_COMPLETED,
            state=JobState.COMPLETED,
            completed_at=tx.now,
            fault=fault,
            work=work,
        )
        end_guests(tx, actor, job)
        return completed


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
            state=JobState.ASSIGNED if crew else JobState.OPEN,
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
        if job.state == JobState.CANCELED:
            return view(tx.db, job)
        _from(job, UNDER_WAY | {JobState.REQUESTED, JobState.ON_HOLD}, "canceled")
        canceled = _move(
            tx,
            actor,
            job,
            EventKind.JOB_CANCELED,
            note=reason,
            state=JobState.CANCELED,
            held_from=None,
            held_at=None,
            hold_reason=None,
            canceled_at=tx.now,
            cancel_reason=reason,
        )
        end_guests(tx, actor, job)
        return canceled


def _from(job: Job, states: Iterable[JobState], done: str) -> None:
    if job.state not in set(states):
        raise conflict(
            f"This job is {STATE_NAMES[JobState(job.state)]}, so it can't be {done} now."
        )


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
