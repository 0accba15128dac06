"""Statements that came too late to take effect: the desk accepts or refuses each."""

from uuid import UUID

from sqlalchemy import func, select

from smarthands.access.jobs import job_for
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict, not_found, too_many
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.jobs.facts import view
from smarthands.jobs.steps import take_as_told
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, Statement
from smarthands.model.evidence import Audience
from smarthands.model.statement import StatementState
from smarthands.views.statement import statement_view
from smarthands.views.values import JsonDict, changes

MOST_WAITING = 100
"""The statements of one person on one job that may wait for the desk."""


def keep_waiting(tx: Transaction, actor: Actor, job: Job, statement: Statement) -> JsonDict:
    """Let a statement wait for the desk, and return it."""
    waiting = select(func.count()).where(
        Statement.job_id == job.id,
        Statement.author_id == statement.author_id,
        Statement.state == StatementState.WAITING,
    )
    if (tx.db.scalar(waiting) or 0) >= MOST_WAITING:
        raise too_many("The desk has not looked at so many statements yet.", 600)
    tx.db.add(statement)
    tx.db.flush()
    made = statement_view(statement)
    _record(tx, actor, job, statement, EventKind.STATEMENT_MADE, made)
    return made


def accept(kit: Kit, actor: Actor, job_id: UUID, statement_id: UUID) -> JsonDict:
    """Take the step of a waiting statement, at its own time, and return the job."""
    with kit.transaction() as tx:
        job, statement = _decided_on(tx, actor, job_id, statement_id, StatementState.ACCEPTED)
        if statement.state == StatementState.ACCEPTED:
            return view(tx.db, job)
        taken = take_as_told(tx, actor, job, statement)
        _decide(tx, actor, job, statement, StatementState.ACCEPTED)
        return taken


def refuse(kit: Kit, actor: Actor, job_id: UUID, statement_id: UUID, *, reason: str) -> JsonDict:
    """Leave the job as it is, with the reason. The statement stays, for everyone to read."""
    with kit.transaction() as tx:
        job, statement = _decided_on(tx, actor, job_id, statement_id, StatementState.REFUSED)
        if statement.state != StatementState.REFUSED:
            _decide(tx, actor, job, statement, StatementState.REFUSED, reason)
        return statement_view(statement)


def _decided_on(
    tx: Transaction, actor: Actor, job_id: UUID, statement_id: UUID, decision: StatementState
) -> tuple[Job, Statement]:
    job = job_for(tx.db, actor, job_id, to=Verb.DECIDE_STATEMENT)
    statement = tx.db.get(Statement, statement_id)
    if statement is None or statement.job_id != job.id:
        raise not_found("statement")
    if statement.state not in {StatementState.WAITING, decision}:
        raise conflict("This was decided already. Reload the page to see how.")
    return job, statement


def _decide(
    tx: Transaction,
    actor: Actor,
    job: Job,
    statement: Statement,
    state: StatementState,
    reason: str | None = None,
) -> None:
    before = statement_view(statement)
    statement.state, statement.decided_at, statement.decided_reason = state, tx.now, reason
    statement.decided_by, statement.decided_by_name = actor.person_id, actor.name
    statement.decided_by_role = actor.role
    tx.db.flush()
    after = statement_view(statement)
    decided = changes(before, after)
    kind = EventKind.STATEMENT_ACCEPTED
    if state == StatementState.REFUSED:
        kind = EventKind.STATEMENT_REFUSED
    _record(tx, actor, job, statement, kind, {"id": after["id"], **decided})


def _record(
    tx: Transaction,
    actor: Actor,
    job: Job,
    statement: Statement,
    kind: EventKind,
    shown: JsonDict,
) -> None:
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=Subject("statement", str(statement.id)),
        audience=Audience.INTERNAL,
        details={"statement": shown},
    )
