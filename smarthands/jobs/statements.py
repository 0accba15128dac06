"""Statements: a phone tells of a step, perhaps much later and perhaps more than once.

A statement has an id, so that a retry gets the first answer and does nothing; the time at which it
happened; and the number of the last event of the job that the phone had. A step that something
since then forbids is not taken: the statement waits for the desk, and its author is asked nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from smarthands.access.jobs import LATE, job_for, once_assigned
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.evidence.capture import by_our_clock
from smarthands.jobs.late_statements import keep_waiting
from smarthands.jobs.steps import NO_WORDS, STEPS, Step, StepWords, take, take_as_told, words_of
from smarthands.jobs.transitions import last_transition
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, Statement
from smarthands.model.statement import StatedVerb, StatementState
from smarthands.views.statement import statement_view
from smarthands.views.values import JsonDict


@dataclass(frozen=True, slots=True)
class Told:
    """What a phone says of a step beside its words: see `model.statement.Statement`."""

    id: UUID
    happened_at: datetime
    device_time: datetime
    seen: int | None = None


class Answer(NamedTuple):
    """The job after the step; or the statement, when the step was not taken."""

    job: JsonDict | None = None
    statement: JsonDict | None = None


def tell(
    kit: Kit,
    actor: Actor,
    job_id: UUID,
    verb: StatedVerb,
    words: StepWords = NO_WORDS,
    told: Told | None = None,
) -> Answer:
    """Take a step of a job: as it is told, or now, when nothing is told of it but the words."""
    step = STEPS[verb]
    with kit.transaction() as tx:
        if told is None:
            job = job_for(tx.db, actor, job_id, to=step.verb)
            return Answer(job=take(tx, actor, job, step, words, tx.now))
        job, was_off = _job_told_of(tx, actor, job_id, step, told)
        if earlier := tx.db.get(Statement, told.id):
            return _first_answer(earlier, actor, job, verb, words, told)
        statement = _statement(tx, actor, job, verb, words, told)
        if was_off or _is_late(tx, job, step, words, statement):
            return Answer(statement=keep_waiting(tx, actor, job, statement))
        taken = take_as_told(tx, actor, job, statement)
        statement.state, statement.answer = StatementState.APPLIED, json.dumps(taken)
        tx.db.add(statement)
        return Answer(job=taken)


def _job_told_of(
    tx: Transaction, actor: Actor, job_id: UUID, step: Step, told: Told
) -> tuple[Job, bool]:
    """The job, and whether the author was taken off it without knowing."""
    assigned = once_assigned(tx.db, actor, job_id, tx.now)
    if assigned and not assigned.knew(tx.db, told.seen):
        return assigned.job, True
    return job_for(tx.db, actor, job_id, to=step.verb), False


def _first_answer(
    earlier: Statement, actor: Actor, job: Job, verb: StatedVerb, words: StepWords, told: Told
) -> Answer:
    first = (earlier.job_id, earlier.author_id, earlier.verb, words_of(earlier))
    is_same = (
        first == (job.id, actor.person_id, verb, words)
        and earlier.happened_at == told.happened_at
        and earlier.seen == told.seen
    )
    if not is_same:
        raise conflict("This id is taken by another statement. Use a new one.")
    if earlier.answer is not None:
        return Answer(job=json.loads(earlier.answer))
    return Answer(statement=statement_view(earlier))


def _statement(
    tx: Transaction, actor: Actor, job: Job, verb: StatedVerb, words: StepWords, told: Told
) -> Statement:
    return Statement(
        id=told.id,
        job_id=job.id,
        author_id=actor.person_id,
        author_name=actor.name,
        author_role=actor.role or "",
        verb=verb,
        reason=words.reason,
        fault=words.fault,
        work=words.work,
        happened_at=told.happened_at,
        device_time=told.device_time,
        at=by_our_clock(told.happened_at, told.device_time, tx.now),
        seen=told.seen,
        received_at=tx.now,
        state=StatementState.WAITING,
    )


def _is_late(tx: Transaction, job: Job, step: Step, words: StepWords, statement: Statement) -> bool:
    if step.is_so(job, words):
        return False
    if statement.at < tx.now - LATE:
        return True
    if statement.seen is None or job.state in step.sources:
        return False
    return statement.seen < last_transition(tx.db, job).seq
