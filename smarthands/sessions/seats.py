"""Seats in a session: one for each person, taken and taken again."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.access.sessions import seat_of
from smarthands.access.verbs import DESK
from smarthands.actor import Actor
from smarthands.kit import Transaction
from smarthands.model import LiveSession, Participant
from smarthands.model.person import Role


def seats(db: Session, session_id: UUID) -> list[Participant]:
    """A session's seats in the order in which they were first taken."""
    return seats_of(db, [session_id]).get(session_id, [])


def seats_of(db: Session, session_ids: list[UUID]) -> dict[UUID, list[Participant]]:
    """The seats of many sessions, by session, in one query."""
    query = select(Participant).where(Participant.session_id.in_(session_ids))
    by_session: dict[UUID, list[Participant]] = {}
    for seat in db.scalars(query.order_by(Participant.joined_at, Participant.id)):
        by_session.setdefault(seat.session_id, []).append(seat)
    return by_session


def take_seat(tx: Transaction, actor: Actor, session: LiveSession) -> Participant:
    """Give the actor her seat, the first time or again."""
    seat = seat_of(tx.db, session.id, actor.person_id)
    if seat is None:
        seat = Participant(
            id=uuid4(),
            session_id=session.id,
            person_id=actor.person_id,
            name=actor.name,
            role=_role_in_call(actor),
            person_role=actor.role or "",
            joined_at=tx.now,
        )
        tx.db.add(seat)
    seat.left_at = None
    tx.db.flush()
    return seat


def _role_in_call(actor: Actor) -> str:
    """A person who guides from a desk is the session's expert, whatever else she is."""
    return Role.EXPERT if actor.role in DESK or actor.role is None else actor.role
