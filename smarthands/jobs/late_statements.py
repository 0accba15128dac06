"""Statements that came too late to take effect: the desk accepts or refuses each."""

from uuid import UUID

from sqlalchemy import func, select

from smarthands import event_search, events
from smarthands.access.jobs import job_for
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict, not_found, too_many
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.jobs.facts import view
from smarthands.jobs.steps import STEPS, take_as_told, words_of
from smarthands.jobs.transitions import STATE_NAMES
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, Statement
from smarthands.model.evidence import Audience
from smarthands.model.job import JobState
from smarthands.model.statement import StatedVerb, StatementState
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


def waits_since(tx: Transaction, statement: Statement, seen: int) -> bool:
    """Whether an earlier step of the same author on the job waits for the desk, and her phone did
    not know that when it had the event of number `seen`."""
    made = event_search.newest_of(
        tx.db, f"job/{statement.job_id}", [EventKind.STATEMENT_MADE], after=seen
    )
    ids = [UUID(events.body_of(event)["subject"]["id"]) for event in made if event.body]
    waiting = select(Statement.id).where(
        Statement.id.in_(ids),
        Statement.author_id == statement.author_id,
        Statement.state == StatementState.WAITING,
    )
    return tx.db.scalar(waiting.limit(1)) is not None


def accept(kit: Kit, actor: Actor, job_id: UUID, statement_id: UUID) -> JsonDict:
    """Take the step of a waiting statement, and return the job. It counts from its own time: only
    what its author had seen before it lies before it."""
    with kit.transaction() as tx:
        job, statement = _decided_on(tx, actor, job_id, statement_id, StatementState.ACCEPTED)
        if statement.state == StatementState.ACCEPTED:
            return view(tx.db, job)
        _require_acceptable(job, statement)
        taken = take_as_told(tx, actor, job, statement, up_to=statement.seen)
        _decide(tx, actor, job, statement, StatementState.ACCEPTED)
        return taken


def refuse(kit: Kit, actor: Actor, job_id: UUID, statement_id: UUID, *, reason: str) -> JsonDict:
    """Leave the job as it is, with the reason. The statement stays, for the provider's own people
    to read."""
    with kit.transaction() as tx:
        job, statement = _decided_on(tx, actor, job_id, statement_id, StatementState.REFUSED)
        if statement.state != StatementState.REFUSED:
            _decide(tx, actor, job, statement, StatementState.REFUSED, reason)
        return statement_view(statement)


def _require_acceptable(job: Job, statement: Statement) -> None:
    step = STEPS[StatedVerb(statement.verb)]
    if job.state not in step.sources and not step.is_so(job, words_of(statement)):
        state = STATE_NAMES[JobState(job.state)]
        raise conflict(
            f"This job is {state}, so it can't be {step.done} now."
            " Change that first, or refuse this."
        )


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
