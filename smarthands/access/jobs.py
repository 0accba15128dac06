"""The jobs that exist for an actor, and the job that an actor may change."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, false, func, select
from sqlalchemy.orm import Session

from smarthands.access.verbs import CLIENT, DESK, GUEST, TECHNICIAN, Verb, require
from smarthands.actor import Actor
from smarthands.errors import not_found
from smarthands.event_kinds import EventKind
from smarthands.kit import Transaction
from smarthands.model import Event, Job, JobTechnician, Join

LATE = timedelta(days=7)
"""A phone without network comes back within days, but a time of capture can be made up for ever."""
# Each photo asks this twice, so it is written once.
_ONCE_ASSIGNED = (
    select(Job, JobTechnician.left_at)
    .join(JobTechnician, JobTechnician.job_id == Job.id)
    .where(Job.id == bindparam("job"), JobTechnician.person_id == bindparam("person"))
    .where(JobTechnician.left_at.is_(None) | (JobTechnician.left_at >= bindparam("since")))
    .with_for_update(of=Job)
)


def visible_jobs(actor: Actor) -> Select[Job]:
    """The jobs that exist for this actor; list, fetch, follow and share all use this select."""
    jobs = select(Job)
    if actor.kind == "share":
        return jobs.where(Job.id == actor.job_id)
    if actor.role in DESK:
        return jobs
    if actor.role == TECHNICIAN:
        own = select(JobTechnician.job_id).where(
            JobTechnician.person_id == actor.person_id, JobTechnician.left_at.is_(None)
        )
        return jobs.where(Job.id.in_(own))
    if actor.role == GUEST:
        # A guest's login ends with her link, so a guest who is signed in holds an open link.
        hers = select(Join.job_id).where(Join.person_id == actor.person_id)
        return jobs.where(Job.id.in_(hers.where(Join.revoked_at.is_(None))))
    if actor.role == CLIENT:
        return jobs.where(Job.organization_id == actor.organization_id)
    return jobs.where(false())


def job_for(
    db: Session, actor: Actor, job_id: UUID, *, to: Verb | None = None, locked: bool = False
) -> Job:
    """One job, fetched and authorized and, when it or something on it is to be changed, locked, in
    one query."""
    query = visible_jobs(actor).where(Job.id == job_id)
    job = db.scalar(query.with_for_update() if to or locked else query)
    if job is None:
        raise not_found("job")
    if to:
        require(actor, to, job)
    return job


class AssignedJob(NamedTuple):
    """A job, and the time at which the technician was taken off it; None while she is on it."""

    job: Job
    left_at: datetime | None

    def knew(self, db: Session, seen: int | None) -> bool:
        """Whether a technician who was taken off had the event that says so when she had that of
        number `seen`. A phone that tells no number is taken to know."""
        if self.left_at is None or seen is None:
            return True
        removal = select(func.max(Event.seq)).where(
            Event.stream == self.job.stream,
            Event.kind == EventKind.JOB_ASSIGNED,
            Event.at == self.left_at,
        )
        return seen >= (db.scalar(removal) or 0)


def once_assigned(db: Session, actor: Actor, job_id: UUID, now: datetime) -> AssignedJob | None:
    """The job, locked, that a technician is on, or was taken off in the last days."""
    if actor.role != TECHNICIAN:
        return None
    hers = {"job": job_id, "person": actor.person_id, "since": now - LATE}
    row = db.execute(_ONCE_ASSIGNED, hers).first()
    return AssignedJob(*row) if row else None


class ReachedJob(NamedTuple):
    """A job, locked. `left`: the actor was taken off it; `late`: before she did what she tells of,
    and without knowing."""

    job: Job
    left: bool = False
    late: bool = False


def job_told_of(
    db: Session,
    actor: Actor,
    job_id: UUID,
    now: datetime,
    *,
    to: Verb | None,
    at: datetime | None = None,
    seen: int | None = None,
) -> ReachedJob:
    """The job for what somebody did at `at` by our clock, perhaps long ago; None when that was
    checked before.

    A technician who was taken off it in the last days can still tell what she did by then, since
    her phone may have been without network; and what she did afterwards, as late, if the job's last
    event that her phone had, the one of number `seen`, came before the one that took her off.
    """
    if assigned := once_assigned(db, actor, job_id, now):
        job, left_at = assigned
        in_time = left_at is None or at is None or at <= left_at
        if in_time or not assigned.knew(db, seen):
            return ReachedJob(job, left=left_at is not None, late=not in_time)
    return ReachedJob(job_for(db, actor, job_id, to=to, locked=True))


def locked_job(tx: Transaction, job_id: UUID) -> Job:
    """A job for the system's own work. Its row is locked until the transaction ends, so writers of
    one job come one after the other."""
    return tx.db.get_one(Job, job_id, with_for_update=True)
