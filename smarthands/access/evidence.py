"""The evidence that exists for an actor, and the job that an actor may add evidence to."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from smarthands.access.jobs import job_for, job_told_of
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import not_found
from smarthands.model import EvidenceItem, Job
from smarthands.model.evidence import EvidenceState, LateFor


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


class JobToAddTo(NamedTuple):
    """The job, locked, for new evidence, and why that is late, if it is."""

    job: Job
    late_for: LateFor | None = None


def job_to_add_to(
    db: Session,
    actor: Actor,
    job_id: UUID,
    now: datetime,
    *,
    captured_at: datetime | None = None,
    seen: int | None = None,
) -> JobToAddTo:
    """The job for new evidence; `captured_at` is None when this was checked before."""
    reached = job_told_of(db, actor, job_id, now, to=Verb.ADD_EVIDENCE, at=captured_at, seen=seen)
    return JobToAddTo(reached.job, LateFor.CREW if reached.late else None)


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
    """A sealed item on a job that the actor can see. When it is to be changed, the job is locked
    with it, so that nobody adds a mark to what is being withdrawn or accepted."""
    job_for(db, actor, job_id, locked=to is not None)
    query = visible_evidence(actor, job_id).where(EvidenceItem.id == item_id)
    item = db.scalar(query.with_for_update() if to else query)
    if item is None:
        raise not_found("evidence")
    if to:
        require(actor, to, item)
    return item


class ReachedItem(NamedTuple):
    """A sealed item, locked with its job; `late` as of `ReachedJob`."""

    item: EvidenceItem
    late: bool


def evidence_told_of(
    db: Session,
    actor: Actor,
    job_id: UUID,
    item_id: UUID,
    now: datetime,
    *,
    to: Verb,
    at: datetime,
    seen: int | None,
) -> ReachedItem:
    """A sealed item for what somebody did with it at `at` by our clock, perhaps long ago. A
    technician who was taken off the job since then reaches her own items alone."""
    _, left, late = job_told_of(db, actor, job_id, now, to=None, at=at, seen=seen)
    query = visible_evidence(actor, job_id).where(EvidenceItem.id == item_id)
    if left:
        query = query.where(EvidenceItem.author_id == actor.person_id)
    item = db.scalar(query.with_for_update())
    if item is None:
        raise not_found("evidence")
    require(actor, to, item)
    return ReachedItem(item, late)
