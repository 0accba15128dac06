"""The transitions of a job: the states from which one may be made, and the event that records
it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from smarthands import event_search, events
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.events import JsonObject
from smarthands.jobs.facts import record, view
from smarthands.kit import Transaction
from smarthands.model import Job
from smarthands.model.job import JobState
from smarthands.views.values import JsonDict, changes

UNDER_WAY = frozenset({JobState.OPEN, JobState.ASSIGNED, JobState.ACKNOWLEDGED, JobState.ON_SITE})

STATE_NAMES = {
    JobState.REQUESTED: "requested",
    JobState.OPEN: "open",
    JobState.ASSIGNED: "assigned",
    JobState.ACKNOWLEDGED: "acknowledged",
    JobState.ON_SITE: "under way on site",
    JobState.ON_HOLD: "on hold",
    JobState.COMPLETED: "completed",
    JobState.CANCELED: "canceled",
}

TRANSITIONS = (
    EventKind.JOB_REQUESTED,
    EventKind.JOB_OPENED,
    EventKind.JOB_ASSIGNED,
    EventKind.JOB_ACKNOWLEDGED,
    EventKind.JOB_ARRIVED,
    EventKind.JOB_HELD,
    EventKind.JOB_RESUMED,
    EventKind.JOB_COMPLETED,
    EventKind.JOB_REOPENED,
    EventKind.JOB_CANCELED,
)
"""The events after which a job may be in another state."""


class LastTransition(NamedTuple):
    """The number of the event, and the time at which it happened, by our clock."""

    seq: int
    at: datetime


def last_transition(db: Session, job: Job, *, up_to: int | None = None) -> LastTransition:
    """The last transition of a job, or of the job as it was after the event of number `up_to`. The
    first event of each job is one, also for a phone that says that it had seen none."""
    bound = up_to if up_to is None else max(up_to, 1)
    for event in event_search.newest_of(db, job.stream, TRANSITIONS, up_to=bound):
        details = events.body_of(event).get("details", {})
        # A change of the crew is a transition only where the job has another state by it.
        if event.kind != EventKind.JOB_ASSIGNED or "state" in details.get("job", {"state": ""}):
            told = details.get("told")
            return LastTransition(
                event.seq, datetime.fromisoformat(told["at"]) if told else event.at
            )
    raise LookupError(f"no event says how {job.stream} began")


def require_state(job: Job, states: Iterable[JobState], done: str) -> None:
    """Raise a conflict unless the job is in one of the states; `done` says what can't be done."""
    if job.state not in set(states):
        raise conflict(
            f"This job is {STATE_NAMES[JobState(job.state)]}, so it can't be {done} now."
        )


def move(
    tx: Transaction,
    actor: Actor,
    job: Job,
    kind: EventKind,
    *,
    note: str | None = None,
    told: JsonObject | None = None,
    **values: Any,
) -> JsonDict:
    """Set fields of a job and record the event, which has `told`, what a phone said of it."""
    before = view(tx.db, job)
    for key, value in values.items():
        setattr(job, key, value)
    tx.db.flush()
    after = view(tx.db, job)
    record(tx, actor, job, kind, changes(before, after), note=note, told=told)
    return after
