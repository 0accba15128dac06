"""Seats in sessions: who holds one, who is there, which experts are free to be rung."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from smarthands.access.jobs import job_for
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import conflict, forbidden, not_found
from smarthands.events import last_seq
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, JobTechnician, Join, LiveSession, Participant, Person, Site
from smarthands.model.person import Role
from smarthands.model.place import VideoPath
from smarthands.model.session import SessionState
from smarthands.sessions.recording_spans import recorded_in
from smarthands.views.session import session_view
from smarthands.views.values import JsonDict

TALKING = timedelta(minutes=2)
"""A session that nobody was in for longer keeps no expert from being rung."""


def open_session(db: Session, job_id: UUID) -> LiveSession | None:
    return db.scalar(
        select(LiveSession).where(
            LiveSession.job_id == job_id, LiveSession.state != SessionState.ENDED
        )
    )


def session_for(db: Session, actor: Actor, job_id: UUID, session_id: UUID) -> LiveSession:
    """A session on a job that the actor can see."""
    job_for(db, actor, job_id)
    session = db.get(LiveSession, session_id)
    if session is None or session.job_id != job_id:
        raise not_found("session")
    return session


def seats(db: Session, session_id: UUID) -> list[Participant]:
    places = select(Participant).where(Participant.session_id == session_id)
    return list(db.scalars(places.order_by(Participant.joined_at, Participant.id)))


def seat_of(db: Session, session_id: UUID, person_id: UUID) -> Participant | None:
    return db.scalar(
        select(Participant).where(
            Participant.session_id == session_id, Participant.person_id == person_id
        )
    )


def seated(
    tx: Transaction, actor: Actor, job_id: UUID, session_id: UUID, *, to: Verb
) -> tuple[Job, LiveSession]:
    """The job, locked, and the session, for what only somebody with a seat may do, also after the
    end: what was done before it may arrive late. That there is none comes before that she may not.
    """
    job = job_for(tx.db, actor, job_id, to=Verb.JOIN_SESSION)
    session = tx.db.get(LiveSession, session_id)
    if session is None or session.job_id != job.id:
        raise not_found("session")
    require(actor, to, session)
    if seat_of(tx.db, session.id, actor.person_id) is None:
        raise forbidden("You are not in this call. Join it first.")
    return job, session


def shown(db: Session, session: LiveSession) -> JsonDict:
    recorded = recorded_in(db, [session.id]).get(session.id)
    return session_view(session, seats(db, session.id), recorded)


def on_site(db: Session, job_id: UUID) -> set[UUID]:
    """The technicians of a job, and the guests whose link nobody has taken back."""
    crew = select(JobTechnician.person_id).where(
        JobTechnician.job_id == job_id, JobTechnician.left_at.is_(None)
    )
    guests = select(Join.person_id).where(
        Join.job_id == job_id, Join.revoked_at.is_(None), Join.person_id.is_not(None)
    )
    return {*db.scalars(crew), *filter(None, db.scalars(guests))}


@dataclass(frozen=True, slots=True)
class Seating:
    """Who holds a seat, as the broker needs it; `participant` is the actor's own, None a node's.

    `watchers`: those whose page was last on a wall. `direct`: the site lets no picture or sound go
    through us. `session` is the whole of it. `seq` is that of the job's last event: of two looks,
    the one with more is the later.
    """

    job_id: UUID
    seq: int
    participant: UUID | None
    watchers: frozenset[UUID]
    direct: bool
    session: JsonDict

    @property
    def participants(self) -> list[JsonDict]:
        found: list[JsonDict] = self.session["participants"]
        return found

    @property
    def watching(self) -> bool:
        """Whether the actor's own page was."""
        return self.participant in self.watchers


def seating(kit: Kit, actor: Actor, session_id: UUID) -> Seating:
    """Who may enter is who holds a seat in a session that goes on, on a job she can see."""
    with kit.reading() as db:
        session = db.get(LiveSession, session_id)
        if session is None or actor.kind != "person":
            raise not_found("session")
        job = job_for(db, actor, session.job_id)
        seat = seat_of(db, session.id, actor.person_id)
        if seat is None or seat.left_at is not None:
            raise forbidden("You have no seat in this session. Join it first.")
        if session.state == SessionState.ENDED:
            raise conflict("This call has ended.")
        return _seating(db, job, session, seat)


def seating_for_node(kit: Kit, session_id: UUID) -> Seating:
    """The same for a media node, which holds no person's seat."""
    with kit.reading() as db:
        session = db.get(LiveSession, session_id)
        if session is None:
            raise not_found("session")
        if session.state == SessionState.ENDED:
            raise conflict("This call has ended.")
        return _seating(db, db.get_one(Job, session.job_id), session, None)


def _seating(db: Session, job: Job, session: LiveSession, own: Participant | None) -> Seating:
    # Before the rest is read: what comes in between is then told again, and not passed over.
    seq = last_seq(db, job.stream)
    path = db.scalar(select(Site.video_path).where(Site.id == job.site_id))
    direct = path == VideoPath.DIRECT
    watchers = frozenset(seat.id for seat in seats(db, session.id) if seat.watching)
    participant = own.id if own else None
    return Seating(job.id, seq, participant, watchers, direct, shown(db, session))


def mark_present(kit: Kit, session_ids: list[UUID]) -> None:
    """Somebody is there just now: the time without anyone counts anew."""
    with kit.transaction() as tx:
        tx.db.execute(
            update(LiveSession)
            .where(LiveSession.id.in_(session_ids))
            .values(last_present_at=tx.now)
            .execution_options(synchronize_session=False)
        )


def free_experts(kit: Kit, db: Session) -> set[UUID]:
    """Experts who are online and in no live session: those who are rung."""
    experts = select(Person.id).where(
        Person.role == Role.EXPERT,
        Person.deactivated_at.is_(None),
        Person.id.in_(kit.online()),
    )
    talking = (
        select(Participant.person_id)
        .join(LiveSession, LiveSession.id == Participant.session_id)
        .where(LiveSession.state == SessionState.LIVE, Participant.left_at.is_(None))
        # In a session that nobody is in any more, nobody talks.
        .where(LiveSession.last_present_at > kit.now() - TALKING)
    )
    return set(db.scalars(experts.where(Person.id.not_in(talking))))
