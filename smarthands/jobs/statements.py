"""Statements: a phone tells of a step, perhaps much later and perhaps more than once.

A statement has an id, so that a retry gets the first answer and does nothing; the time at which it
happened; and the number of the last event of the job that the phone had. A step that something
since then forbids is not taken: the statement waits for the desk, and its author is asked nothing.
"""

import json
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from smarthands import event_search, events
from smarthands.access.jobs import LATE, job_for, once_assigned
from smarthands.actor import Actor
from smarthands.errors import Problem, conflict
from smarthands.jobs.late_statements import keep_waiting, waits_since
from smarthands.jobs.steps import NO_WORDS, STEPS, Step, StepWords, take, take_as_told, words_of
from smarthands.jobs.transitions import last_transition
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, Statement
from smarthands.model.statement import StatedVerb, StatementState
from smarthands.phone_clock import ToldMoment
from smarthands.views.values import JsonDict


@dataclass(frozen=True, slots=True)
class Told(ToldMoment):
    """What a phone says of a step beside its words: see `model.statement.Statement`."""

    id: UUID = field(kw_only=True)


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
        earlier = tx.db.get(Statement, told.id)
        if earlier and earlier.author_id == actor.person_id:
            # The first answer stays hers, whatever has become of the job and of her part in it.
            return _first_answer(earlier, job_id, verb, words, told)
        job, was_off = _job_told_of(tx, actor, job_id, step, told)
        if earlier:
            raise _id_taken()
        statement = _statement(tx, actor, job, verb, words, told)
        if was_off or _is_late(tx, job, step, words, statement):
            answer = Answer(statement=keep_waiting(tx, actor, job, statement))
        else:
            statement.state = StatementState.APPLIED
            answer = Answer(job=take_as_told(tx, actor, job, statement))
        statement.answer = json.dumps(answer._asdict())
        tx.db.add(statement)
        return answer


def _job_told_of(
    tx: Transaction, actor: Actor, job_id: UUID, step: Step, told: Told
) -> tuple[Job, bool]:
    """The job, and whether the author was taken off it without knowing."""
    assigned = once_assigned(tx.db, actor, job_id, tx.now)
    if assigned and not assigned.knew(tx.db, told.seen):
        return assigned.job, True
    return job_for(tx.db, actor, job_id, to=step.verb), False


def _first_answer(
    earlier: Statement, job_id: UUID, verb: StatedVerb, words: StepWords, told: Told
) -> Answer:
    first = (earlier.job_id, earlier.verb, words_of(earlier), earlier.happened_at, earlier.seen)
    if first != (job_id, verb, words, told.happened_at, told.seen):
        raise _id_taken()
    return Answer(**json.loads(earlier.answer))


def _id_taken() -> Problem:
    return conflict("This id is taken by another statement. Use a new one.")


def _statement(
    tx: Transaction, actor: Actor, job: Job, verb: StatedVerb, words: StepWords, told: Told
) -> Statement:
    return Statement(
        id=told.id,
        job_id=job.id,
        **actor.authorship,
        verb=verb,
        reason=words.reason,
        fault=words.fault,
        work=words.work,
        happened_at=told.happened_at,
        device_time=told.device_time,
        at=told.by_our_clock(tx.now),
        seen=told.seen,
        received_at=tx.now,
        state=StatementState.WAITING,
    )


def _is_late(tx: Transaction, job: Job, step: Step, words: StepWords, statement: Statement) -> bool:
    """Whether the desk decides: the step stands on one that waits for it already; it happened too
    long ago; or something that its author had not seen forbids it, or would be undone by it."""
    seen = statement.seen
    if seen is not None and waits_since(tx, statement, seen):
        return True
    if step.is_so(job, words):
        return False
    if statement.at < tx.now - LATE:
        return True
    if seen is None:
        return False
    if job.state not in step.sources:
        return seen < last_transition(tx.db, job).seq
    return _was_decided(tx, job, step, statement, seen)


def _was_decided(tx: Transaction, job: Job, step: Step, statement: Statement, seen: int) -> bool:
    """Whether somebody else has decided since then what the step would undo."""
    since = event_search.newest_of(tx.db, job.stream, step.undone_by, after=seen)
    return any(
        events.body_of(event).get("actor", {}).get("id") != str(statement.author_id)
        for event in since
    )
