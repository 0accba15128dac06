"""The live session that an actor may use, and the seat that she holds in it.

A missing session is reported as NotFound before Forbidden is considered, and the job that the actor
can't see before both.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.access.jobs import job_for, job_told_of, locked_job
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import Problem, forbidden, not_found
from smarthands.kit import Transaction
from smarthands.model import Job, LiveSession, Participant
from smarthands.model.session import SessionState


def session_by_id(db: Session, session_id: UUID) -> LiveSession:
    """Any session, for a media node and for those whose seat is asked for next."""
    session = db.get(LiveSession, session_id)
    if session is None:
        raise not_found("session")
    return session


def session_for(
    db: Session, actor: Actor, job_id: UUID, session_id: UUID, *, to: Verb
) -> LiveSession:
    """A session on a job that the actor can see, without a lock."""
    job = job_for(db, actor, job_id)
    session = _on_job(db, job, session_id)
    require(actor, to, session)
    return session


def session_to_change(
    tx: Transaction,
    actor: Actor,
    job_id: UUID,
    session_id: UUID,
    *,
    to: Verb,
    entry: Verb = Verb.JOIN_SESSION,
) -> tuple[Job, LiveSession]:
    """A session with its job locked; `entry` is required before the session is looked for."""
    job = job_for(tx.db, actor, job_id, to=entry)
    session = _on_job(tx.db, job, session_id)
    require(actor, to, session)
    return job, session


def seated_session(
    tx: Transaction, actor: Actor, job_id: UUID, session_id: UUID, *, to: Verb
) -> tuple[Job, LiveSession]:
    """A session with its job locked, for what only a participant may do, also after she has left
    or the session has ended: what she did before may arrive late."""
    job, session = session_to_change(tx, actor, job_id, session_id, to=to)
    require_seat(tx.db, actor, session)
    return job, session


class ReachedSession(NamedTuple):
    """A session with its job locked; `late` as of `ReachedJob`."""

    job: Job
    session: LiveSession
    late: bool


def session_told_of(
    tx: Transaction,
    actor: Actor,
    job_id: UUID,
    session_id: UUID,
    *,
    to: Verb,
    at: datetime,
    seen: int | None,
) -> ReachedSession:
    """A session for what a participant did at `at` by our clock, perhaps long ago: also after she
    was taken off the job."""
    job, _, late = job_told_of(tx.db, actor, job_id, tx.now, to=to, at=at, seen=seen)
    session = _on_job(tx.db, job, session_id)
    require(actor, to, session)
    require_seat(tx.db, actor, session)
    return ReachedSession(job, session, late)


def locked_session(tx: Transaction, session_id: UUID) -> tuple[Job, LiveSession] | None:
    """A session for the system's own work: the job is locked, then the session is read again,
    since it may have changed while the lock was waited for. None when there is no such session."""
    session = tx.db.get(LiveSession, session_id)
    if session is None:
        return None
    job = locked_job(tx, session.job_id)
    session = tx.db.get_one(LiveSession, session_id, populate_existing=True, with_for_update=True)
    return job, session


def seat_of(db: Session, session_id: UUID, person_id: UUID) -> Participant | None:
    """A person's seat in a session, also one that she has left."""
    return db.scalar(
        select(Participant).where(
            Participant.session_id == session_id, Participant.person_id == person_id
        )
    )


def seat_in(db: Session, session_id: UUID, participant_id: UUID) -> Participant:
    """The seat of this id in this session."""
    seat = db.get(Participant, participant_id)
    if seat is None or seat.session_id != session_id:
        raise not_found("participant")
    return seat


def require_seat(db: Session, actor: Actor, session: LiveSession) -> Participant:
    """The actor's seat, also one that she has left."""
    seat = seat_of(db, session.id, actor.person_id)
    if seat is None:
        raise _not_in_call()
    return seat


def require_kept_seat(db: Session, actor: Actor, session: LiveSession) -> Participant:
    """The actor's seat, which she must not have left unless the session has ended."""
    seat = require_seat(db, actor, session)
    if seat.left_at and session.state != SessionState.ENDED:
        raise _not_in_call()
    return seat


def _on_job(db: Session, job: Job, session_id: UUID) -> LiveSession:
    session = db.get(LiveSession, session_id)
    if session is None or session.job_id != job.id:
        raise not_found("session")
    return session


def _not_in_call() -> Problem:
    return forbidden("You are not in this call. Join it first.")
