"""The jobs on which something waits for the desk: a step or evidence that came late."""

from collections import Counter
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from smarthands.actor import Actor
from smarthands.model import EvidenceItem, Job, Statement
from smarthands.model.evidence import EvidenceState, Late
from smarthands.model.statement import StatementState

_STATEMENTS = Statement.state == StatementState.WAITING
_EVIDENCE = (
    EvidenceItem.late == Late.WAITING,
    EvidenceItem.state == EvidenceState.SEALED,
    EvidenceItem.withdrawn_at.is_(None),
)


def waiting_on(db: Session, actor: Actor, ids: list[UUID]) -> Counter[UUID]:
    """How much waits on each of these jobs; nothing for readers from outside."""
    if not actor.internal:
        return Counter()
    statements = select(Statement.job_id, func.count()).where(
        Statement.job_id.in_(ids), _STATEMENTS
    )
    evidence = select(EvidenceItem.job_id, func.count()).where(
        EvidenceItem.job_id.in_(ids), *_EVIDENCE
    )
    waiting: Counter[UUID] = Counter()
    for counted in (
        statements.group_by(Statement.job_id),
        evidence.group_by(EvidenceItem.job_id),
    ):
        for job_id, number in db.execute(counted):
            waiting[job_id] += number
    return waiting


def where_something_waits(jobs: Select[Job]) -> Select[Job]:
    """Those of the jobs on which something waits."""
    return jobs.where(
        or_(
            Job.id.in_(select(Statement.job_id).where(_STATEMENTS)),
            Job.id.in_(select(EvidenceItem.job_id).where(*_EVIDENCE)),
        )
    )
