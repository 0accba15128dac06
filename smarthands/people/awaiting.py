"""What a new login waits for before it opens anything: a second factor, or setting one up."""

from datetime import timedelta

from sqlalchemy import select

from smarthands.kit import Kit, Transaction
from smarthands.model import Person, SecondFactor
from smarthands.model.person import Awaits


def awaited(kit: Kit, tx: Transaction, person: Person) -> Awaits | None:
    """What a new login of this person waits for: her second factor, or that she sets one up, once
    the time is over in which she may do without."""
    has_factor = select(SecondFactor.id).where(
        SecondFactor.person_id == person.id, SecondFactor.confirmed_at.is_not(None)
    )
    if tx.db.scalar(has_factor.limit(1)):
        return Awaits.FACTOR
    if person.role not in kit.policy.second_factor_roles:
        return None
    if person.second_factor_due_at is None:
        grace = timedelta(days=kit.policy.second_factor_grace_days)
        person.second_factor_due_at = tx.now + grace
    return Awaits.ENROLMENT if person.second_factor_due_at <= tx.now else None
