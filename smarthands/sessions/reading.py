"""Sessions as their readers find them: one, the open one of a job, and all of a job."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.model import Gap, LiveSession, Still
from smarthands.model.session import SessionState
from smarthands.sessions.recording_spans import recorded_in
from smarthands.sessions.seats import seats, seats_of
from smarthands.views.recording import gap_view
from smarthands.views.session import session_view
from smarthands.views.still import still_view
from smarthands.views.values import JsonDict

NONE: dict[str, dict[str, JsonDict]] = {"sessions": {}, "stills": {}, "gaps": {}}


def open_session(db: Session, job_id: UUID) -> LiveSession | None:
    """The session of a job that has not ended; there is one at most."""
    return db.scalar(
        select(LiveSession).where(
            LiveSession.job_id == job_id, LiveSession.state != SessionState.ENDED
        )
    )


def session_shown(db: Session, session: LiveSession) -> JsonDict:
    """A session as its readers see it now."""
    recorded = recorded_in(db, [session.id]).get(session.id)
    return session_view(session, seats(db, session.id), recorded)


def sessions_shown(db: Session, sessions: list[LiveSession]) -> list[JsonDict]:
    """Many sessions as their readers see them: one query for seats, two for recordings."""
    ids = [session.id for session in sessions]
    by_session, recorded = seats_of(db, ids), recorded_in(db, ids)
    return [
        session_view(session, by_session.get(session.id, ()), recorded.get(session.id))
        for session in sessions
    ]


def sessions_of(db: Session, job_id: UUID) -> dict[str, dict[str, JsonDict]]:
    """A job's sessions with their stills and gaps, by id: one query for each kind."""
    query = select(LiveSession).where(LiveSession.job_id == job_id)
    sessions = list(db.scalars(query.order_by(LiveSession.asked_at)))
    if not sessions:  # most jobs have none
        return dict(NONE)
    stills = select(Still).where(Still.job_id == job_id).order_by(Still.requested_at)
    gaps = select(Gap).where(Gap.job_id == job_id).order_by(Gap.at)
    return {
        "sessions": {session["id"]: session for session in sessions_shown(db, sessions)},
        "stills": {str(still.id): still_view(still) for still in db.scalars(stills)},
        "gaps": {str(gap.id): gap_view(gap) for gap in db.scalars(gaps)},
    }
