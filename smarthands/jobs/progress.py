"""The progress of a job by the office's hand: one verb is one transition and one event. The steps
that people on site take are in `steps`, and come as `statements`."""

from collections.abc import Iterable
from uuid import UUID

from smarthands.access.jobs import job_for
from smarthands.access.places import kept_site
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.event_kinds import EventKind
from smarthands.jobs.crew import assign_to, technicians_named
from smarthands.jobs.facts import view
from smarthands.jobs.transitions import UNDER_WAY, move, require_state
from smarthands.kit import Kit
from smarthands.model.job import ENDED_STATES, JobState
from smarthands.people.join_links import end_guests
from smarthands.views.values import JsonDict


def open_requested(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.OPEN_JOB)
        if job.state in UNDER_WAY:
            return view(tx.db, job)
        require_state(job, {JobState.REQUESTED}, "opened")
        return move(tx, actor, job, EventKind.JOB_OPENED, state=JobState.OPEN, opened_at=tx.now)


def assign(kit: Kit, actor: Actor, job_id: UUID, *, technician_ids: Iterable[UUID]) -> JsonDict:
    """Assign or reassign a job; an empty list takes everyone off it."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.ASSIGN_JOB)
        require_state(job, UNDER_WAY | {JobState.ON_HOLD}, "assigned")
        assign_to(tx, actor, job, technicians_named(tx.db, technician_ids))
        return view(tx.db, job)


def reopen(kit: Kit, actor: Actor, job_id: UUID, *, reason: str) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.REOPEN_JOB)
        if job.state in UNDER_WAY:
            return view(tx.db, job)
        require_state(job, ENDED_STATES, "reopened")
        kept_site(tx.db, job.site_id)
        crew = view(tx.db, job)["technicians"]
        return move(
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
        require_state(job, UNDER_WAY | {JobState.REQUESTED, JobState.ON_HOLD}, "canceled")
        canceled = move(
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
