"""Ringing: the calls that a page shows, a call's card, and the experts who are free."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from smarthands.access.jobs import visible_jobs
from smarthands.access.verbs import DESK, ON_SITE
from smarthands.actor import Actor
from smarthands.kit import Kit
from smarthands.model import Job, LiveSession, Participant, Person, Site
from smarthands.model.person import Role
from smarthands.model.session import SessionKind, SessionState
from smarthands.sessions.reading import sessions_shown
from smarthands.views.job import job_number
from smarthands.views.values import JsonDict, moment

TALKING = timedelta(minutes=2)
"""A session that nobody was in for longer keeps no expert from being rung."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls that ring for somebody, and the live sessions that she has a seat in."""

    ringing: list[JsonDict]
    live: list[JsonDict]
    experts_online: int


def calls(kit: Kit, actor: Actor) -> Calls:
    """The calls of a page that has just opened or come back: it may have missed their signals."""
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
    """The sessions that ring for an actor: a request for help rings at the desk, a call on site."""
    sessions = _visible_sessions(actor).where(LiveSession.state == SessionState.RINGING)
    if actor.role in DESK:
        return sessions.where(LiveSession.kind == SessionKind.HELP)
    if actor.role in ON_SITE:
        return sessions.where(LiveSession.kind == SessionKind.CALL)
    return sessions.where(LiveSession.id.is_(None))


def rings_at_desk(session: JsonDict) -> bool:
    """Whether a call rings at the desk, as a request for help does, or on site."""
    return bool(session["kind"] == SessionKind.HELP)


def card(db: Session, session_id: UUID) -> JsonDict | None:
    """A call as it is announced to those whom it rings."""
    cards = _cards(db, select(LiveSession).where(LiveSession.id == session_id))
    return cards[0] if cards else None


def free_experts(kit: Kit, db: Session) -> set[UUID]:
    """Experts who are online and in no live session: a request for help rings these."""
    experts = select(Person.id).where(
        Person.role == Role.EXPERT,
        Person.deactivated_at.is_(None),
        Person.id.in_(kit.online()),
    )
    talking = (
        select(Participant.person_id)
        .join(LiveSession, LiveSession.id == Participant.session_id)
        .where(LiveSession.state == SessionState.LIVE, Participant.left_at.is_(None))
        .where(LiveSession.last_present_at > kit.now() - TALKING)
    )
    return set(db.scalars(experts.where(Person.id.not_in(talking))))


def _visible_sessions(actor: Actor) -> Select[LiveSession]:
    jobs = visible_jobs(actor).with_only_columns(Job.id)
    return select(LiveSession).where(LiveSession.job_id.in_(jobs))


def _cards(db: Session, query: Select[LiveSession]) -> list[JsonDict]:
    sessions = list(db.scalars(query.order_by(LiveSession.asked_at)))
    places = {
        job.id: (job, site)
        for job, site in db.execute(
            select(Job, Site)
            .join(Site, Site.id == Job.site_id)
            .where(Job.id.in_([session.job_id for session in sessions]))
        )
    }
    views = sessions_shown(db, sessions)
    return [
        _card(view, *places[session.job_id]) for session, view in zip(sessions, views, strict=True)
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
        "photo_rule": site.photo_rule_in_force,
        "arrive_by": moment(job.arrive_by),
        "arrived_at": moment(job.arrived_at),
    }
