"""The events of a session and of its stills: each carries the noun as it is after the change."""

from collections.abc import Sequence
from datetime import timedelta

from smarthands.actor import Actor
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import NO_TIME, Transaction
from smarthands.model import Job, LiveSession, Still
from smarthands.model.evidence import Audience
from smarthands.sessions.reading import session_shown
from smarthands.views.still import still_view


def record(
    tx: Transaction,
    actor: Actor,
    job: Job,
    subject: LiveSession | Still,
    kind: EventKind,
    *,
    deliver: Sequence[str] = (),
    later: timedelta = NO_TIME,
) -> None:
    """Record a fact of the session or still for everyone on its job. The job is locked."""
    tx.db.flush()
    if isinstance(subject, Still):
        noun, view = "still", still_view(subject)
    else:
        noun, view = "session", session_shown(tx.db, subject)
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=Subject(noun, str(subject.id)),
        audience=Audience.CLIENT,
        details={noun: view},
        deliver=deliver,
        later=later,
    )
