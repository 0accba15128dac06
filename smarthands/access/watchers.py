"""The people on a job's site, and the people who are told when something about the job changes."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.model import Job, JobTechnician, Join
from smarthands.model.evidence import Audience


class Watchers(NamedTuple):
    """The people to tell of an event besides the desk, which is told of everything.

    `organization_id`: the client whose people are told; None for an internal event.
    """

    people: frozenset[UUID]
    organization_id: UUID | None


def people_on_site(db: Session, job_id: UUID) -> set[UUID]:
    """The technicians of a job, and the guests whose link was not revoked."""
    return {*_technicians(db, job_id), *_guests(db, job_id)}


def watchers_of(db: Session, job_id: UUID, audience: str) -> Watchers:
    """The people to tell of an event of this audience; guests and clients hear of theirs alone."""
    technicians = frozenset(_technicians(db, job_id))
    if audience != Audience.CLIENT:
        return Watchers(technicians, None)
    organization_id = db.scalar(select(Job.organization_id).where(Job.id == job_id))
    return Watchers(technicians | frozenset(_guests(db, job_id)), organization_id)


def _technicians(db: Session, job_id: UUID) -> list[UUID]:
    query = select(JobTechnician.person_id)
    return list(
        db.scalars(query.where(JobTechnician.job_id == job_id, JobTechnician.left_at.is_(None)))
    )


def _guests(db: Session, job_id: UUID) -> list[UUID]:
    query = select(Join.person_id).where(Join.job_id == job_id, Join.revoked_at.is_(None))
    return [id for id in db.scalars(query.where(Join.person_id.is_not(None))) if id]
