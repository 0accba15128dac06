"""The end of a session: what follows it, and the end of one that nobody is in any more."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from smarthands.access.sessions import locked_session
from smarthands.actor import Actor, system
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, LiveSession
from smarthands.model.session import EndReason, SessionState
from smarthands.sessions import consent, facts

REPORT = "report"
REPORT_SECONDS = 3
"""The last measurements of the pages arrive within these seconds of the end."""
ABANDONED_AFTER = timedelta(minutes=10)
Abandoned = dict[UUID, datetime]


def end_session(
    tx: Transaction,
    actor: Actor,
    job: Job,
    session: LiveSession,
    reason: EndReason | None = None,
) -> None:
    """End a session for everyone and stop its recording. The job is locked."""
    consent.stop_within(tx, actor, job, session)
    withdrawn = session.state == SessionState.RINGING
    session.state = SessionState.ENDED
    session.ended_at = tx.now
    session.end_reason = reason or (EndReason.WITHDRAWN if withdrawn else EndReason.ENDED)
    if actor.kind == "person":
        session.ended_by, session.ended_by_name = actor.person_id, actor.name
    tx.db.flush()
    later = timedelta(seconds=REPORT_SECONDS)
    facts.record(tx, actor, job, session, EventKind.SESSION_ENDED, deliver=(REPORT,), later=later)


def abandoned(kit: Kit) -> Abandoned:
    """Sessions that nobody has been in for ten minutes, and when somebody was last in each."""
    with kit.reading() as db:
        query = select(LiveSession.id, LiveSession.last_present_at).where(
            LiveSession.state != SessionState.ENDED,
            LiveSession.last_present_at < kit.now() - ABANDONED_AFTER,
        )
        return dict(db.execute(query).all())


def end_abandoned(kit: Kit, seen: Abandoned) -> int:
    """End the sessions that are as abandoned as when they were `seen`, a minute ago; how many.

    A jump of the clock makes every session look abandoned until somebody in it reports presence.
    """
    unchanged = {id for id, at in abandoned(kit).items() if seen.get(id) == at}
    for session_id in unchanged:
        with kit.transaction() as tx:
            locked = locked_session(tx, session_id)
            if locked is None:
                continue
            job, session = locked
            if session.state != SessionState.ENDED and session.last_present_at == seen[session_id]:
                end_session(tx, system("sessions"), job, session, EndReason.ABANDONED)
    return len(unchanged)
