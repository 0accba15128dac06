"""The attendance of a session, as the broker needs it, and the presence of somebody in it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from smarthands.access.jobs import job_for
from smarthands.access.photos import photo_rule
from smarthands.access.sessions import seat_of, session_by_id
from smarthands.actor import Actor
from smarthands.errors import conflict, forbidden, not_found
from smarthands.events import last_seq
from smarthands.kit import Kit
from smarthands.model import Job, LiveSession, Participant, Site
from smarthands.model.place import VideoPath
from smarthands.model.session import SessionState
from smarthands.sessions.reading import session_shown
from smarthands.sessions.seats import seats
from smarthands.views.values import JsonDict


@dataclass(frozen=True, slots=True)
class Attendance:
    """The seats of a session that has not ended.

    `participant`: the actor's own seat; None for a media node. `watchers`: the seats whose page was
    last on a wall. `direct`: the site lets no picture or sound go through us. `photo_rule`: what
    the site allows of pictures. `session`: the whole session as readers see it. `seq`: the job's
    last event; of two looks, the one with the higher `seq` is the later.
    """

    job_id: UUID
    seq: int
    participant: UUID | None
    watchers: frozenset[UUID]
    direct: bool
    photo_rule: str
    session: JsonDict

    @property
    def participants(self) -> list[JsonDict]:
        participants: list[JsonDict] = self.session["participants"]
        return participants

    @property
    def watching(self) -> bool:
        """Whether the actor's own page was last on a wall."""
        return self.participant in self.watchers


def for_person(kit: Kit, actor: Actor, session_id: UUID) -> Attendance:
    """The attendance for a person, who must hold a seat in a session that has not ended."""
    with kit.reading() as db:
        session = session_by_id(db, session_id)
        if actor.kind != "person":
            raise not_found("session")
        job = job_for(db, actor, session.job_id)
        seat = seat_of(db, session.id, actor.person_id)
        if seat is None or seat.left_at is not None:
            raise forbidden("You have no seat in this session. Join it first.")
        return _attendance(db, job, session, seat)


def for_node(kit: Kit, session_id: UUID) -> Attendance:
    """The attendance for a media node, which holds no seat."""
    with kit.reading() as db:
        session = session_by_id(db, session_id)
        return _attendance(db, db.get_one(Job, session.job_id), session, None)


def _attendance(db: Session, job: Job, session: LiveSession, own: Participant | None) -> Attendance:
    if session.state == SessionState.ENDED:
        raise conflict("This call has ended.")
    # `seq` is read before the rest: an event that comes in between is then pushed again, not lost.
    seq = last_seq(db, job.stream)
    site = db.get_one(Site, job.site_id)
    watchers = frozenset(seat.id for seat in seats(db, session.id) if seat.watching)
    participant = own.id if own else None
    direct, rule = site.video_path == VideoPath.DIRECT, site.photo_rule_in_force.value
    return Attendance(job.id, seq, participant, watchers, direct, rule, session_shown(db, session))


def photo_rule_at(kit: Kit, job_id: UUID) -> str:
    """The rule for pictures that holds at a job's site now."""
    with kit.reading() as db:
        return photo_rule(db, db.get_one(Job, job_id)).value


def mark_present(kit: Kit, session_ids: list[UUID]) -> None:
    """Note that somebody is in these sessions now, so the time without anyone starts anew."""
    with kit.transaction() as tx:
        tx.db.execute(
            update(LiveSession)
            .where(LiveSession.id.in_(session_ids))
            .values(last_present_at=tx.now)
            .execution_options(synchronize_session=False)
        )
