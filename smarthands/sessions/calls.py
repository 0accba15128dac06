"""The live session: ask for help or call, claim, join, leave, end. Signals are not facts: they
pass through realtime and nothing here keeps them."""

from dataclasses import dataclass
from uuid import UUID

from smarthands.access.budgets import spend
from smarthands.access.jobs import job_for
from smarthands.access.sessions import require_kept_seat, seat_of, session_to_change
from smarthands.access.verbs import DESK, Verb
from smarthands.actor import Actor
from smarthands.errors import Code, Problem, conflict
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, LiveSession, Participant
from smarthands.model.job import ENDED_STATES
from smarthands.model.person import Role
from smarthands.model.session import SessionKind, SessionState
from smarthands.sessions import consent, facts
from smarthands.sessions.ending import end_session
from smarthands.sessions.reading import open_session, session_shown
from smarthands.sessions.ringing import free_experts
from smarthands.sessions.seats import seats, take_seat
from smarthands.views.values import JsonDict


@dataclass(frozen=True, slots=True)
class TakenSeat:
    """The session that an actor has taken her seat in, and the seat's id."""

    session: JsonDict
    participant: UUID


def ask(kit: Kit, actor: Actor, job_id: UUID, *, id: UUID) -> TakenSeat:
    """Ask for help, or call the technician: the people on the other side are rung.

    A job has one session at a time. Asking again takes one's seat in it, and asking while one is
    being rung answers that call.
    """
    helped = actor.role not in DESK
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.GET_HELP if helped else Verb.CALL_TECHNICIAN)
        if session := open_session(tx.db, job.id):
            return _enter(tx, actor, job, session)
        if job.state in ENDED_STATES:
            raise conflict("This job has ended. Reopen it before you ask for help.")
        if previous := tx.db.get(LiveSession, id):
            if previous.job_id != job.id:
                raise conflict("This id is taken by another session. Use a new one.")
            raise conflict("This session has ended. Ask again under a new id.")
        spend(tx, actor, job.id, calls=1)
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
        seat = take_seat(tx, actor, session)
        facts.record(tx, actor, job, session, EventKind.SESSION_ASKED)
        return _taken(tx, session, seat)


def claim(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID) -> TakenSeat:
    """Answer a ring. One of several claims wins; the others are told who has the call."""
    with kit.transaction() as tx:
        job, session = session_to_change(tx, actor, job_id, session_id, to=Verb.JOIN_SESSION)
        if session.claimed_by == actor.person_id and session.state == SessionState.LIVE:
            return _enter(tx, actor, job, session)  # she may have left in between
        if session.state == SessionState.ENDED:
            raise conflict("This call has ended.")
        if session.state == SessionState.LIVE:
            raise Problem(Code.CLAIMED, f"{session.claimed_by_name} has taken this call.")
        if _same_side(actor, session):
            raise conflict("This call rings for the other side.")
        return _claim(tx, actor, job, session)


def join(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID) -> TakenSeat:
    """Take one's seat, the first time or again. A person who comes back is the same participant."""
    with kit.transaction() as tx:
        job, session = session_to_change(tx, actor, job_id, session_id, to=Verb.JOIN_SESSION)
        if session.state == SessionState.ENDED:
            raise conflict("This call has ended.")
        return _enter(tx, actor, job, session, claims=False)


def leave(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID) -> JsonDict:
    """Give one's seat up. A live session without anyone on one of its sides ends; one that still
    rings ends when nobody is left in it."""
    with kit.transaction() as tx:
        job, session = session_to_change(tx, actor, job_id, session_id, to=Verb.JOIN_SESSION)
        seat = seat_of(tx.db, session.id, actor.person_id)
        if session.state == SessionState.ENDED or seat is None or seat.left_at:
            return session_shown(tx.db, session)
        seat.left_at = tx.now
        tx.db.flush()
        facts.record(tx, actor, job, session, EventKind.SESSION_LEFT)
        kept = [seat for seat in seats(tx.db, session.id) if seat.left_at is None]
        sides = {seat.role == Role.EXPERT for seat in kept}
        if len(sides) < (1 if session.state == SessionState.RINGING else 2):
            end_session(tx, actor, job, session)
        else:
            consent.after_leaving(tx, actor, job, session)
        return session_shown(tx.db, session)


def end(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID) -> JsonDict:
    """End the session for everyone: its participants may, and the desk. Twice is once."""
    with kit.transaction() as tx:
        job, session = session_to_change(tx, actor, job_id, session_id, to=Verb.JOIN_SESSION)
        # A technician who is called may decline without having come.
        called = session.state == SessionState.RINGING and session.kind == SessionKind.CALL
        if not called and actor.role not in DESK:
            require_kept_seat(tx.db, actor, session)
        if session.state != SessionState.ENDED:
            end_session(tx, actor, job, session)
        return session_shown(tx.db, session)


def _same_side(actor: Actor, session: LiveSession) -> bool:
    return (actor.role in DESK) == (session.kind == SessionKind.CALL)


def _enter(
    tx: Transaction, actor: Actor, job: Job, session: LiveSession, *, claims: bool = True
) -> TakenSeat:
    """Take one's seat in a session that has not ended; with `claims`, an actor whom the session
    rings answers it."""
    rung = session.state == SessionState.RINGING and not _same_side(actor, session)
    if claims and rung:
        return _claim(tx, actor, job, session)
    seat = seat_of(tx.db, session.id, actor.person_id)
    comes = seat is None or seat.left_at is not None
    if comes and rung:
        raise conflict("This call still rings. Answer it first.")
    seat = take_seat(tx, actor, session)
    if comes:
        consent.ask_anew(tx.db, seat)
        facts.record(tx, actor, job, session, EventKind.SESSION_JOINED)
    return _taken(tx, session, seat)


def _claim(tx: Transaction, actor: Actor, job: Job, session: LiveSession) -> TakenSeat:
    # The job's row is locked, so the second of two claims sees the first.
    session.state = SessionState.LIVE
    session.claimed_by, session.claimed_by_name = actor.person_id, actor.name
    session.claimed_at = session.last_present_at = tx.now
    seat = take_seat(tx, actor, session)
    facts.record(tx, actor, job, session, EventKind.SESSION_CLAIMED)
    return _taken(tx, session, seat)


def _taken(tx: Transaction, session: LiveSession, seat: Participant) -> TakenSeat:
    return TakenSeat(session_shown(tx.db, session), seat.id)
