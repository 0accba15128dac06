"""The steps of a job that people on site tell of: on it, on site, on hold, going on, done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.event_kinds import EventKind
from smarthands.events import JsonObject, stamp
from smarthands.jobs.facts import view
from smarthands.jobs.transitions import UNDER_WAY, last_transition, move, require_state
from smarthands.kit import Transaction
from smarthands.model import Job, Statement
from smarthands.model.job import JobState
from smarthands.model.statement import StatedVerb
from smarthands.people.join_links import end_guests
from smarthands.views.values import JsonDict, author


@dataclass(frozen=True, slots=True)
class StepWords:
    """The words of a step: the reason of a hold, or what was wrong and what was done, which the
    client reads first."""

    reason: str | None = None
    fault: str | None = None
    work: str | None = None


NO_WORDS = StepWords()


@dataclass(frozen=True, slots=True)
class Step:
    """A step: who may take it, from which states, and what it makes of the job.

    `is_so` says of a job that the step would change nothing. `undone_by` are the kinds of others'
    decisions that a step which was told before them would undo, whatever the state allows now.
    """

    verb: Verb
    kind: EventKind
    done: str
    sources: frozenset[JobState]
    undone_by: frozenset[EventKind]
    is_so: Callable[[Job, StepWords], bool]
    values: Callable[[Job, StepWords, datetime], dict[str, Any]]


ENDED_OR_REOPENED = frozenset(
    {EventKind.JOB_COMPLETED, EventKind.JOB_REOPENED, EventKind.JOB_CANCELED}
)

STEPS = {
    StatedVerb.ACKNOWLEDGE: Step(
        Verb.ACKNOWLEDGE_JOB,
        EventKind.JOB_ACKNOWLEDGED,
        "acknowledged",
        frozenset({JobState.ASSIGNED}),
        ENDED_OR_REOPENED,
        lambda job, _words: job.state in {JobState.ACKNOWLEDGED, JobState.ON_SITE},
        lambda _job, _words, at: {"state": JobState.ACKNOWLEDGED, "acknowledged_at": at},
    ),
    # Her arrival acknowledges the job, if she had not done so.
    StatedVerb.ARRIVE: Step(
        Verb.ARRIVE,
        EventKind.JOB_ARRIVED,
        "arrived at",
        frozenset({JobState.ASSIGNED, JobState.ACKNOWLEDGED}),
        ENDED_OR_REOPENED,
        lambda job, _words: job.state == JobState.ON_SITE,
        lambda job, _words, at: {
            "state": JobState.ON_SITE,
            "arrived_at": at,
            "acknowledged_at": job.acknowledged_at or at,
        },
    ),
    StatedVerb.HOLD: Step(
        Verb.HOLD_JOB,
        EventKind.JOB_HELD,
        "put on hold",
        UNDER_WAY,
        ENDED_OR_REOPENED | {EventKind.JOB_RESUMED},
        lambda job, words: job.state == JobState.ON_HOLD and job.hold_reason == words.reason,
        lambda job, words, at: {
            "state": JobState.ON_HOLD,
            "held_from": job.state,
            "held_at": at,
            "hold_reason": words.reason,
        },
    ),
    StatedVerb.RESUME: Step(
        Verb.RESUME_JOB,
        EventKind.JOB_RESUMED,
        "resumed",
        frozenset({JobState.ON_HOLD}),
        ENDED_OR_REOPENED | {EventKind.JOB_HELD},
        lambda job, _words: job.state in UNDER_WAY,
        lambda job, _words, _at: {
            "state": job.held_from or JobState.OPEN,
            "held_from": None,
            "held_at": None,
            "hold_reason": None,
        },
    ),
    StatedVerb.COMPLETE: Step(
        Verb.COMPLETE_JOB,
        EventKind.JOB_COMPLETED,
        "completed",
        UNDER_WAY,
        ENDED_OR_REOPENED | {EventKind.JOB_HELD},
        lambda job, words: (
            job.state == JobState.COMPLETED and (job.fault, job.work) == (words.fault, words.work)
        ),
        lambda _job, words, at: {
            "state": JobState.COMPLETED,
            "completed_at": at,
            "fault": words.fault,
            "work": words.work,
        },
    ),
}


def take(
    tx: Transaction,
    actor: Actor,
    job: Job,
    step: Step,
    words: StepWords,
    at: datetime,
    *,
    told: JsonObject | None = None,
) -> JsonDict:
    """Take a step that happened at `at`. A completed job's guests end with it."""
    if step.is_so(job, words):
        return view(tx.db, job)
    require_state(job, step.sources, step.done)
    values = step.values(job, words, at)
    taken = move(tx, actor, job, step.kind, note=words.reason, told=told, **values)
    if step.kind == EventKind.JOB_COMPLETED:
        end_guests(tx, actor, job)
    return taken


def take_as_told(
    tx: Transaction, actor: Actor, job: Job, statement: Statement, *, up_to: int | None = None
) -> JsonDict:
    """Take the step at the time that the phone told, as far as that lies after the job's last
    transition, or after the last one up to the event of number `up_to`, and is not to come."""
    at = max(last_transition(tx.db, job, up_to=up_to).at, min(statement.at, tx.now))
    told = {
        "id": str(statement.id),
        "by": author(statement),
        "happened_at": stamp(statement.happened_at),
        "device_time": stamp(statement.device_time),
        "at": stamp(at),
        "moved": at != statement.at,
    }
    step = STEPS[StatedVerb(statement.verb)]
    return take(tx, actor, job, step, words_of(statement), at, told=told)


def words_of(statement: Statement) -> StepWords:
    return StepWords(statement.reason, statement.fault, statement.work)
