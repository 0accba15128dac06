"""Sessions as their readers find them: on a job, and what rings for somebody."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from smarthands.access.jobs import visible_jobs
from smarthands.access.verbs import DESK, ON_SITE
from smarthands.actor import Actor
from smarthands.kit import Kit
from smarthands.model import Gap, Job, LiveSession, Message, Participant, Site, Still
from smarthands.model.session import SessionKind, SessionState
from smarthands.sessions.recording_spans import recorded_in
from smarthands.sessions.seats import free_experts
from smarthands.views.chat import message_view
from smarthands.views.job import job_number
from smarthands.views.recording import gap_view
from smarthands.views.session import session_view
from smarthands.views.still import still_view
from smarthands.views.values import JsonDict, moment


@dataclass(frozen=True, slots=True)
class Calls:
    """What rings for somebody, and the live sessions she has a seat in."""

    ringing: list[JsonDict]
    live: list[JsonDict]
    experts_online: int


def sessions_of(db: Session, job_id: UUID) -> dict[str, dict[str, JsonDict]]:
    """A job's sessions, what was said in them and asked for: a query for each kind."""
    sessions = list(
        db.scalars(
            select(LiveSession).where(LiveSession.job_id == job_id).order_by(LiveSession.asked_at)
        )
    )
    if not sessions:  # most jobs have none
        return {"sessions": {}, "messages": {}, "stills": {}, "gaps": {}}
    seats = _seats(db, [session.id for session in sessions])
    recorded = recorded_in(db, [session.id for session in sessions])
    messages = select(Message).where(Message.job_id == job_id).order_by(Message.sent_at)
    stills = select(Still).where(Still.job_id == job_id).order_by(Still.requested_at)
    gaps = select(Gap).where(Gap.job_id == job_id).order_by(Gap.at)
    return {
        "sessions": {
            str(s.id): session_view(s, seats.get(s.id, ()), recorded.get(s.id)) for s in sessions
        },
        "messages": {str(m.id): message_view(m) for m in db.scalars(messages)},
        "stills": {str(s.id): still_view(s) for s in db.scalars(stills)},
        "gaps": {str(g.id): gap_view(g) for g in db.scalars(gaps)},
    }


def calls(kit: Kit, actor: Actor) -> Calls:
    """For a page that has just come, or come back: what it missed while nobody rang it."""
    with kit.reading() as db:
        ringing = _cards(db, rings_for(actor))
        own = select(Participant.session_id).where(
            Participant.person_id == actor.person_id, Participant.left_at.is_(None)
        )
        live = _cards(
            db,
            _visible_sessions(actor).where(
                LiveSession.state != SessionState.ENDED, LiveSession.id.in_(own)
            ),
        )
        return Calls(ringing, live, len(free_experts(kit, db)))


def rings_for(actor: Actor) -> Select[LiveSession]:
    """Experts hear those who ask for help, technicians those who call them."""
    sessions = _visible_sessions(actor).where(LiveSession.state == SessionState.RINGING)
    if actor.role in DESK:
        return sessions.where(LiveSession.kind == SessionKind.HELP)
    if actor.role in ON_SITE:
        return sessions.where(LiveSession.kind == SessionKind.CALL)
    return sessions.where(LiveSession.id.is_(None))


def card(db: Session, session_id: UUID) -> JsonDict | None:
    """A call as it is announced to whom it rings."""
    found = _cards(db, select(LiveSession).where(LiveSession.id == session_id))
    return found[0] if found else None


def _visible_sessions(actor: Actor) -> Select[LiveSession]:
    jobs = visible_jobs(actor).with_only_columns(Job.id)
    return select(LiveSession).where(LiveSession.job_id.in_(jobs))


def _cards(db: Session, sessions: Select[LiveSession]) -> list[JsonDict]:
    found = list(db.scalars(sessions.order_by(LiveSession.asked_at)))
    seats = _seats(db, [session.id for session in found])
    recorded = recorded_in(db, [session.id for session in found])
    around = {
        job.id: (job, site)
        for job, site in db.execute(
            select(Job, Site)
            .join(Site, Site.id == Job.site_id)
            .where(Job.id.in_([session.job_id for session in found]))
        )
    }
    return [
        _card(
            session_view(session, seats.get(session.id, ()), recorded.get(session.id)),
            *around[session.job_id],
        )
        for session in found
    ]


def _card(session: JsonDict, job: Job, site: Site) -> JsonDict:
    return {
        "session": session,
        "job_id": str(job.id),
        "job_number": job_number(job.number),
        "job_title": job.title,
        "priority": job.priority,
        "reference": job.reference,
        "site_name": site.name,
        "time_zone": site.time_zone,
        "arrive_by": moment(job.arrive_by),
        "arrived_at": moment(job.arrived_at),
    }


def _seats(db: Session, session_ids: list[UUID]) -> dict[UUID, list[Participant]]:
    places = select(Participant).where(Participant.session_id.in_(session_ids))
    found: dict[UUID, list[Participant]] = {}
    for seat in db.scalars(places.order_by(Participant.joined_at, Participant.id)):
        found.setdefault(seat.session_id, []).append(seat)
    return found
