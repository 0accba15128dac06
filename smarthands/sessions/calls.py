"""The live session: get help, call, claim, join, leave, end. Signals are no facts; see realtime."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from smarthands.access.jobs import job_for
from smarthands.access.verbs import DESK, Verb
from smarthands.actor import Actor, system
from smarthands.errors import Code, Problem, conflict, forbidden, not_found
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, LiveSession, Participant
from smarthands.model.evidence import Audience
from smarthands.model.job import ENDED_STATES
from smarthands.model.person import Role
from smarthands.model.session import EndReason, SessionKind, SessionState
from smarthands.sessions import consent
from smarthands.sessions.seats import free_experts, open_session, seat_of, seats, shown
from smarthands.views.values import JsonDict

REPORT = "report"
REPORT_SECONDS = 3
"""What the pages still tell of the connection arrives by then."""
ABANDONED_AFTER = timedelta(minutes=10)
Abandoned = dict[UUID, datetime]


@dataclass(frozen=True, slots=True)
class Seat:
    """A participant's place in a session, as she is told of it."""

    session: JsonDict
    participant: UUID


def ask(kit: Kit, actor: Actor, job_id: UUID, *, id: UUID) -> Seat:
    """Get help, or call the technician: whoever is on the other side is rung.

    A job has one session at a time; asking again takes one's seat in it, and whoever asks while she
    is being rung has answered.
    """
    helped = actor.role not in DESK
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.GET_HELP if helped else Verb.CALL_TECHNICIAN)
        if session := open_session(tx.db, job.id):
            return _into(tx, actor, job, session)
        if job.state in ENDED_STATES:
            raise conflict("This job has ended. Reopen it before you ask for help.")
        if known := tx.db.get(LiveSession, id):
            if known.job_id != job.id:
                raise conflict("This id is taken by another session. Use a new one.")
            raise conflict("This session has ended. Ask again under a new id.")
        session = LiveSession(
            id=id,
            job_id=job.id,
            kind=SessionKind.HELP if helped else SessionKind.CALL,
            state=SessionState.RINGING,
            asked_by=actor.person_id,
            asked_by_name=actor.name,
            asked_at=tx.now,
            experts_online=len(free_experts(kit, tx.db)),
            last_present_at=tx.now,
        )
        tx.db.add(session)
        tx.db.flush()
        seat = _take_seat(tx, actor, session)
        _record(tx, actor, job, session, "session.asked")
        return Seat(shown(tx.db, session), seat.id)


def claim(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID) -> Seat:
    """Answer a ring. Of several at once one wins; the others are told who has."""
    with kit.transaction() as tx:
        job, session = _session(tx, actor, job_id, session_id, Verb.JOIN_SESSION)
        if session.claimed_by == actor.person_id and session.state == SessionState.LIVE:
            return _into(tx, actor, job, session)  # she may have left in between
        if session.state == SessionState.ENDED:
            raise conflict("This call has ended.")
        if session.state == SessionState.LIVE:
            raise Problem(Code.CLAIMED, f"{session.claimed_by_name} has taken this call.")
        if _same_side(actor, session):
            raise conflict("This call rings for the other side.")
        return _claim(tx, actor, job, session)


def join(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID) -> Seat:
    """Take one's seat, the first time or again. Whoever comes back is the same participant."""
    with kit.transaction() as tx:
        job, session = _session(tx, actor, job_id, session_id, Verb.JOIN_SESSION)
        if session.state == SessionState.ENDED:
            raise conflict("This call has ended.")
        return _into(tx, actor, job, session, claims=False)


def leave(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID) -> JsonDict:
    """Give one's seat up. A session without anyone on one of its sides is over; while it rings, the
    other side is still to come."""
    with kit.transaction() as tx:
        job, session = _session(tx, actor, job_id, session_id, Verb.JOIN_SESSION)
        seat = seat_of(tx.db, session.id, actor.person_id)
        if session.state == SessionState.ENDED or seat is None or seat.left_at:
            return shown(tx.db, session)
        seat.left_at = tx.now
        tx.db.flush()
        _record(tx, actor, job, session, "session.left")
        sides = {
            place.role == Role.EXPERT for place in seats(tx.db, session.id) if not place.left_at
        }
        if len(sides) < (1 if session.state == SessionState.RINGING else 2):
            _end(tx, actor, job, session)
        else:
            consent.after_leaving(tx, actor, job, session)
        return shown(tx.db, session)


def end(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID) -> JsonDict:
    """For everyone, by who is in it or by the desk. Twice is once."""
    with kit.transaction() as tx:
        job, session = _session(tx, actor, job_id, session_id, Verb.JOIN_SESSION)
        # Whoever is called may decline without having come.
        called = session.state == SessionState.RINGING and session.kind == SessionKind.CALL
        seat = seat_of(tx.db, session.id, actor.person_id)
        over = session.state == SessionState.ENDED
        sits = seat is not None and (over or seat.left_at is None)
        if not (sits or called or actor.role in DESK):
            raise forbidden("You are not in this call. Join it first.")
        if not over:
            _end(tx, actor, job, session)
        return shown(tx.db, session)


def abandoned(kit: Kit) -> Abandoned:
    """Sessions that nobody has been in for ten minutes by the clock, and when somebody last was."""
    with kit.reading() as db:
        left = select(LiveSession.id, LiveSession.last_present_at).where(
            LiveSession.state != SessionState.ENDED,
            LiveSession.last_present_at < kit.now() - ABANDONED_AFTER,
        )
        return dict(db.execute(left).all())


def end_abandoned(kit: Kit, seen: Abandoned) -> int:
    """End those that look as they did when they were `seen`, a minute ago; how many.

    A clock that has jumped makes every session look abandoned, until whoever is in one says so.
    """
    found = {id for id, at in abandoned(kit).items() if seen.get(id) == at}
    for session_id in found:
        with kit.transaction() as tx:
            job_id = tx.db.get_one(LiveSession, session_id).job_id
            job = tx.db.get_one(Job, job_id, with_for_update=True)
            session = tx.db.get_one(
                LiveSession, session_id, populate_existing=True, with_for_update=True
            )
            if session.state != SessionState.ENDED and session.last_present_at == seen[session_id]:
                _end(tx, system("sessions"), job, session, EndReason.ABANDONED)
    return len(found)


def _session(
    tx: Transaction, actor: Actor, job_id: UUID, session_id: UUID, verb: Verb
) -> tuple[Job, LiveSession]:
    job = job_for(tx.db, actor, job_id, to=verb)
    session = tx.db.get(LiveSession, session_id)
    if session is None or session.job_id != job.id:
        raise not_found("session")
    return job, session


def _same_side(actor: Actor, session: LiveSession) -> bool:
    return (actor.role in DESK) == (session.kind == SessionKind.CALL)


def _into(
    tx: Transaction, actor: Actor, job: Job, session: LiveSession, *, claims: bool = True
) -> Seat:
    """Take one's seat in a session that is open; whoever is rung by it has answered."""
    if claims and session.state == SessionState.RINGING and not _same_side(actor, session):
        return _claim(tx, actor, job, session)
    before = seat_of(tx.db, session.id, actor.person_id)
    comes = before is None or before.left_at is not None
    if comes and session.state == SessionState.RINGING and not _same_side(actor, session):
        raise conflict("This call still rings. Answer it first.")
    seat = _take_seat(tx, actor, session)
    if comes:
        consent.ask_anew(tx.db, seat)
        _record(tx, actor, job, session, "session.joined")
    return Seat(shown(tx.db, session), seat.id)


def _claim(tx: Transaction, actor: Actor, job: Job, session: LiveSession) -> Seat:
    # The job's row is locked, so of two claims one comes second and sees the first.
    session.state = SessionState.LIVE
    session.claimed_by, session.claimed_by_name = actor.person_id, actor.name
    session.claimed_at = session.last_present_at = tx.now
    seat = _take_seat(tx, actor, session)
    _record(tx, actor, job, session, "session.claimed")
    return Seat(shown(tx.db, session), seat.id)


def _take_seat(tx: Transaction, actor: Actor, session: LiveSession) -> Participant:
    seat = seat_of(tx.db, session.id, actor.person_id)
    if seat is None:
        seat = Participant(
            id=uuid4(),
            session_id=session.id,
            person_id=actor.person_id,
            name=actor.name,
            role=_part(actor),
            joined_at=tx.now,
        )
        tx.db.add(seat)
    seat.left_at = None
    tx.db.flush()
    return seat


def _part(actor: Actor) -> str:
    """Whoever guides from a desk is the session's expert, whatever else she is."""
    return Role.EXPERT if actor.role in DESK or actor.role is None else actor.role


def _end(
    tx: Transaction,
    actor: Actor,
    job: Job,
    session: LiveSession,
    reason: EndReason | None = None,
) -> None:
    consent.stop_within(tx, actor, job, session)
    withdrawn = session.state == SessionState.RINGING
    session.state = SessionState.ENDED
    session.ended_at = tx.now
    session.end_reason = reason or (EndReason.WITHDRAWN if withdrawn else EndReason.ENDED)
    if actor.kind == "person":
        session.ended_by, session.ended_by_name = actor.person_id, actor.name
    tx.db.flush()
    _record(tx, actor, job, session, "session.ended", owed=True)


def _record(
    tx: Transaction, actor: Actor, job: Job, session: LiveSession, kind: str, *, owed: bool = False
) -> None:
    tx.db.flush()
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=Subject("session", str(session.id)),
        audience=Audience.CLIENT,
        details={"session": shown(tx.db, session)},
        deliver=(REPORT,) if owed else (),
        later=timedelta(seconds=REPORT_SECONDS),
    )
