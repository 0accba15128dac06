"""A job's technicians: who is active, and what assigning them does to the job."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.actor import Actor
from smarthands.errors import invalid
from smarthands.event_kinds import EventKind
from smarthands.jobs.facts import record, view
from smarthands.kit import Transaction
from smarthands.model import Job, JobTechnician, Person
from smarthands.model.job import JobState
from smarthands.model.person import Role
from smarthands.sessions.unseating import unseat
from smarthands.views.values import changes


def assign_to(tx: Transaction, actor: Actor, job: Job, technicians: list[Person]) -> None:
    """Set a job's technicians. The job keeps its state while one of its crew stays; an entirely new
    crew starts over."""
    before = view(tx.db, job)
    crew = {person["id"] for person in before["technicians"]}
    stays = any(str(person.id) in crew for person in technicians)
    query = select(JobTechnician).where(JobTechnician.job_id == job.id)
    members = {member.person_id: member for member in tx.db.scalars(query)}
    for member in members.values():
        member.left_at = member.left_at or tx.now
    for position, person in enumerate(technicians):
        member = members.get(person.id) or JobTechnician(job_id=job.id, person_id=person.id)
        member.position, member.name, member.left_at = position, person.name, None
        tx.db.add(member)
    if not stays:
        fresh = JobState.ASSIGNED if technicians else JobState.OPEN
        if job.state == JobState.ON_HOLD:
            job.held_from = fresh
        else:
            job.state = fresh
        job.acknowledged_at = job.arrived_at = None
    tx.db.flush()
    if changed := changes(before, view(tx.db, job)):
        record(tx, actor, job, EventKind.JOB_ASSIGNED, changed)
        unseat(tx, actor, job)


def technicians_named(db: Session, ids: Iterable[UUID]) -> list[Person]:
    """The active technicians of these ids, in the order of the request."""
    wanted = list(dict.fromkeys(ids))
    technicians = {
        person.id: person
        for person in db.scalars(
            select(Person).where(
                Person.id.in_(wanted),
                Person.role == Role.TECHNICIAN,
                Person.deactivated_at.is_(None),
            )
        )
    }
    if len(technicians) != len(wanted):
        raise invalid("technician_ids", "One of these is not an active technician.")
    return [technicians[id] for id in wanted]
