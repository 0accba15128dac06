"""The evidence that exists for an actor, and the job that an actor may add evidence to."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from smarthands.access.jobs import job_for
from smarthands.access.verbs import TECHNICIAN, Verb, require
from smarthands.actor import Actor
from smarthands.errors import not_found
from smarthands.model import EvidenceItem, Job, JobTechnician
from smarthands.model.evidence import EvidenceState

# A phone without network comes back within days, but a time of capture can be made up for ever.
LATE = timedelta(days=7)
# Each photo asks this twice, so it is written once.
_ONCE_ASSIGNED = (
    select(Job)
    .join(JobTechnician, JobTechnician.job_id == Job.id)
    .where(Job.id == bindparam("job"), JobTechnician.person_id == bindparam("person"))
    .where(JobTechnician.left_at.is_(None) | (JobTechnician.left_at >= bindparam("since")))
    .with_for_update(of=Job)
)


def visible_evidence(actor: Actor, job_id: UUID) -> Select[EvidenceItem]:
    """The sealed items of a job in the actor's audiences; the caller checks the job itself
    first."""
    return select(EvidenceItem).where(
        EvidenceItem.job_id == job_id,
        EvidenceItem.state == EvidenceState.SEALED,
        EvidenceItem.audience.in_(actor.audiences),
    )


def shown_evidence(actor: Actor, job_id: UUID) -> Select[EvidenceItem]:
    """The items whose pictures, sounds and files the actor gets: what was withdrawn is shown to the
    provider's own people alone."""
    items = visible_evidence(actor, job_id)
    return items if actor.internal else items.where(EvidenceItem.withdrawn_at.is_(None))


def job_to_add_to(
    db: Session, actor: Actor, job_id: UUID, now: datetime, *, captured_at: datetime | None = None
) -> Job:
    """The job, locked, for new evidence.

    A technician who was taken off it in the last days can still add what she had captured by then,
    since her phone may have been without network. `captured_at` is None when the time of capture
    was checked before.
    """
    if actor.role == TECHNICIAN:
        since = max(captured_at or now - LATE, now - LATE)
        hers = {"job": job_id, "person": actor.person_id, "since": since}
        if job := db.scalar(_ONCE_ASSIGNED, hers):
            return job
    return job_for(db, actor, job_id, to=Verb.ADD_EVIDENCE)


def shown_evidence_for(db: Session, actor: Actor, job_id: UUID, item_id: UUID) -> EvidenceItem:
    """An item, on a job that the actor can see, whose files she gets."""
    job_for(db, actor, job_id)
    item = db.scalar(shown_evidence(actor, job_id).where(EvidenceItem.id == item_id))
    if item is None:
        raise not_found("evidence")
    return item


def evidence_for(
    db: Session, actor: Actor, job_id: UUID, item_id: UUID, *, to: Verb | None = None
) -> EvidenceItem:
    """A sealed item on a job that the actor can see."""
    job_for(db, actor, job_id)
    query = visible_evidence(actor, job_id).where(EvidenceItem.id == item_id)
    item = db.scalar(query.with_for_update() if to else query)
    if item is None:
        raise not_found("evidence")
    if to:
        require(actor, to, item)
    return item
