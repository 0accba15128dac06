"""The jobs that exist for an actor, and the job that an actor may change."""

from uuid import UUID

from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from smarthands.access.verbs import CLIENT, DESK, GUEST, TECHNICIAN, Verb, require
from smarthands.actor import Actor
from smarthands.errors import not_found
from smarthands.kit import Transaction
from smarthands.model import Job, JobTechnician, Join


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


def job_for(db: Session, actor: Actor, job_id: UUID, *, to: Verb | None = None) -> Job:
    """One job, fetched and authorized and, when it is to be changed, locked, in one query."""
    query = visible_jobs(actor).where(Job.id == job_id)
    job = db.scalar(query.with_for_update() if to else query)
    if job is None:
        raise not_found("job")
    if to:
        require(actor, to, job)
    return job


def locked_job(tx: Transaction, job_id: UUID) -> Job:
    """A job for the system's own work. Its row is locked until the transaction ends, so writers of
    one job come one after the other."""
    return tx.db.get_one(Job, job_id, with_for_update=True)
