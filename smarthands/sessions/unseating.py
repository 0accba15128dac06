"""Seats of those who are out of a session for good: nobody waits for them any more."""

from uuid import UUID

from sqlalchemy import select

from smarthands.access.verbs import ON_SITE
from smarthands.actor import Actor, system
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, Join, LiveSession, Participant, Person
from smarthands.model.evidence import Audience
from smarthands.model.session import SessionState
from smarthands.sessions import consent
from smarthands.sessions.seats import on_site, open_session, seats, shown


def unseat(tx: Transaction, actor: Actor, job: Job) -> None:
    """Take the seats of whoever was taken off the job, whose link was taken back or is over, or for
    whom every door is shut. The session goes on: who takes their place may be on the way. The job
    is locked."""
    session = open_session(tx.db, job.id)
    gone = _gone(tx, job.id, session) if session else []
    if session is None or not gone:
        return
    for seat in gone:
        seat.left_at = tx.now
    tx.db.flush()
    tx.record(
        job.stream,
        "session.unseated",
        actor=actor,
        subject=Subject("session", str(session.id)),
        audience=Audience.CLIENT,
        details={"session": shown(tx.db, session)},
    )
    consent.after_leaving(tx, actor, job, session)


def unseat_everywhere(tx: Transaction, actor: Actor, person: Person) -> None:
    """Of somebody who was deactivated, in whatever session she sits."""
    sits = (
        select(LiveSession.job_id)
        .join(Participant, Participant.session_id == LiveSession.id)
        .where(LiveSession.state != SessionState.ENDED)
        .where(Participant.person_id == person.id, Participant.left_at.is_(None))
        .order_by(LiveSession.job_id)
    )
    for job_id in list(tx.db.scalars(sits)):
        unseat(tx, actor, tx.db.get_one(Job, job_id, with_for_update=True))


def unseat_expired(kit: Kit) -> None:
    """Of guests whose link's time is over, and their login's with it. Called now and then."""
    over = (
        select(LiveSession.job_id)
        .join(Participant, Participant.session_id == LiveSession.id)
        .join(Join, Join.person_id == Participant.person_id)
        .where(LiveSession.state != SessionState.ENDED, Participant.left_at.is_(None))
        .where(Join.expires_at <= kit.now())
    )
    with kit.reading() as db:
        jobs = set(db.scalars(over))
    for job_id in jobs:
        with kit.transaction() as tx:
            unseat(tx, system("sessions"), tx.db.get_one(Job, job_id, with_for_update=True))


def _gone(tx: Transaction, job_id: UUID, session: LiveSession) -> list[Participant]:
    there = [seat for seat in seats(tx.db, session.id) if seat.left_at is None]
    people = [seat.person_id for seat in there]
    shut = select(Person.id).where(Person.id.in_(people), Person.deactivated_at.is_not(None))
    over = select(Join.person_id).where(Join.person_id.in_(people), Join.expires_at <= tx.now)
    out = {*tx.db.scalars(shut), *tx.db.scalars(over)}
    known = on_site(tx.db, job_id)
    return [
        seat
        for seat in there
        if seat.person_id in out or (seat.role in ON_SITE and seat.person_id not in known)
    ]
