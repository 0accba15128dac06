"""The seats of people who are out of a session for good are taken from them, so that nobody waits
for them any more."""

from uuid import UUID

from sqlalchemy import select

from smarthands.access.jobs import locked_job
from smarthands.access.verbs import ON_SITE
from smarthands.access.watchers import people_on_site
from smarthands.actor import Actor, system
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, Join, LiveSession, Participant, Person
from smarthands.model.session import SessionState
from smarthands.sessions import consent, facts
from smarthands.sessions.reading import open_session
from smarthands.sessions.seats import seats


def unseat(tx: Transaction, actor: Actor, job: Job) -> None:
    """Take the seats of people who were taken off the job, whose link was revoked or has expired,
    or who were deactivated. The session goes on: those who take their place may be on the way. The
    job is locked."""
    session = open_session(tx.db, job.id)
    lost = _lost_seats(tx, job.id, session) if session else []
    if session is None or not lost:
        return
    for seat in lost:
        seat.left_at = tx.now
    facts.record(tx, actor, job, session, EventKind.SESSION_UNSEATED)
    consent.after_leaving(tx, actor, job, session)


def unseat_everywhere(tx: Transaction, actor: Actor, person: Person) -> None:
    """Take a deactivated person's seat in every session that goes on."""
    jobs = (
        select(LiveSession.job_id)
        .join(Participant, Participant.session_id == LiveSession.id)
        .where(LiveSession.state != SessionState.ENDED)
        .where(Participant.person_id == person.id, Participant.left_at.is_(None))
        .order_by(LiveSession.job_id)
    )
    for job_id in list(tx.db.scalars(jobs)):
        unseat(tx, actor, locked_job(tx, job_id))


def unseat_expired(kit: Kit) -> None:
    """Take the seats of guests whose link has expired, and their login with it; a sweep."""
    query = (
        select(LiveSession.job_id)
        .join(Participant, Participant.session_id == LiveSession.id)
        .join(Join, Join.person_id == Participant.person_id)
        .where(LiveSession.state != SessionState.ENDED, Participant.left_at.is_(None))
        .where(Join.expires_at <= kit.now())
    )
    with kit.reading() as db:
        jobs = set(db.scalars(query))
    for job_id in jobs:
        with kit.transaction() as tx:
            unseat(tx, system("sessions"), locked_job(tx, job_id))


def _lost_seats(tx: Transaction, job_id: UUID, session: LiveSession) -> list[Participant]:
    held = [seat for seat in seats(tx.db, session.id) if seat.left_at is None]
    people = [seat.person_id for seat in held]
    inactive = select(Person.id).where(Person.id.in_(people), Person.deactivated_at.is_not(None))
    expired = select(Join.person_id).where(Join.person_id.in_(people), Join.expires_at <= tx.now)
    shut_out = {*tx.db.scalars(inactive), *tx.db.scalars(expired)}
    on_site = people_on_site(tx.db, job_id)
    return [
        seat
        for seat in held
        if seat.person_id in shut_out or (seat.role in ON_SITE and seat.person_id not in on_site)
    ]
