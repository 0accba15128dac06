"""The people that exist for an actor."""

from uuid import UUID

from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from smarthands.access.verbs import GUEST, Verb, may, require
from smarthands.actor import Actor
from smarthands.errors import not_found
from smarthands.model import Person


def visible_people(actor: Actor) -> Select[Person]:
    # Guests are listed with the links that they came by, and not among the people.
    everyone = Person.role != GUEST if may(actor, Verb.READ_PEOPLE) else false()
    own = Person.id == actor.person_id if actor.kind == "person" else false()
    return select(Person).where(everyone | own)


def person_for(db: Session, actor: Actor, person_id: UUID, *, to: Verb | None = None) -> Person:
    person = db.scalar(visible_people(actor).where(Person.id == person_id))
    if person is None:
        raise not_found("person")
    if to:
        require(actor, to, person)
    return person
