"""The events of a session: each carries the whole session as it is after the change."""

from collections.abc import Sequence
from datetime import timedelta

from smarthands.actor import Actor
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import NO_TIME, Transaction
from smarthands.model import Job, LiveSession
from smarthands.model.evidence import Audience
from smarthands.sessions.reading import session_shown


def record(
    tx: Transaction,
    actor: Actor,
    job: Job,
    session: LiveSession,
    kind: EventKind,
    *,
    deliver: Sequence[str] = (),
    later: timedelta = NO_TIME,
) -> None:
    """Record a fact of the session for everyone on its job. The job is locked."""
    tx.db.flush()
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=Subject("session", str(session.id)),
        audience=Audience.CLIENT,
        details={"session": session_shown(tx.db, session)},
        deliver=deliver,
        later=later,
    )
