"""People: invite, edit, deactivate, reactivate, reset, sign out everywhere."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from smarthands.access.organizations import provider
from smarthands.access.people import person_for, visible_people
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import conflict, forbidden, invalid
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import Organization, Person
from smarthands.model.evidence import Audience
from smarthands.model.organization import OrganizationKind
from smarthands.model.person import LinkPurpose, Role
from smarthands.paging import Page, page_of
from smarthands.people.confirming import require_confirmed
from smarthands.people.one_time_links import OpenLink, open_link
from smarthands.people.sign_in import revoke_logins
from smarthands.sessions.unseating import unseat_everywhere
from smarthands.spelling import one_line

SELF_EDITABLE = {"name", "language", "email"}


def invite(
    kit: Kit,
    actor: Actor,
    *,
    id: UUID,
    name: str,
    email: str,
    role: str,
    organization_id: UUID | None = None,
    language: str = "en",
) -> tuple[Person, OpenLink]:
    """A new person and the one-time link that signs her in.

    A retry with the same id gets a fresh link, which is an event too, since it lets somebody in.
    """
    email = one_line(email).lower()
    with kit.transaction() as tx:
        require(actor, Verb.KEEP_PEOPLE)
        organization = _organization_for(tx, role, organization_id)
        if person := tx.db.get(Person, id):
            previous = (person.email, person.role, person.organization_id)
            if previous != (email, role, organization.id):
                raise conflict("This id belongs to someone else already. Use a new one.")
            _record_invitation(tx, actor, person)
            return person, open_link(kit, tx, person, LinkPurpose.INVITE)
        if tx.db.scalar(select(Person.id).where(Person.email == email)):
            raise invalid("email", "Someone with this address is here already.")
        person = Person(
            id=id,
            organization_id=organization.id,
            name=name,
            email=email,
            role=role,
            language=language,
            created_at=tx.now,
        )
        tx.db.add(person)
        tx.db.flush()
        _record_invitation(tx, actor, person)
        return person, open_link(kit, tx, person, LinkPurpose.INVITE)


def edit(kit: Kit, actor: Actor, person_id: UUID, **changes: Any) -> Person:
    """An administrator edits anyone; anyone edits her own name, language and, once she has
    confirmed herself, email. A guest keeps her name: the others know her by the one of her link."""
    with kit.transaction() as tx:
        person = person_for(tx.db, actor, person_id)
        own, guest = str(person.id) == actor.id, actor.role == Role.GUEST
        if guest and "name" in changes:
            raise forbidden("A guest keeps the name that the desk knows. Ask it to change it.")
        if not own or not set(changes) <= SELF_EDITABLE or (guest and "email" in changes):
            require(actor, Verb.KEEP_PEOPLE)
        if own and "email" in changes:
            require_confirmed(kit, tx.db, actor)
        if "email" in changes:
            changes["email"] = one_line(changes["email"]).lower()
            taken = select(Person.id).where(
                Person.email == changes["email"], Person.id != person.id
            )
            if tx.db.scalar(taken):
                raise invalid("email", "Someone with this address is here already.")
        if "role" in changes:
            _check_role_change(tx, person, changes["role"])
        changed = {key: value for key, value in changes.items() if getattr(person, key) != value}
        if not changed:
            return person
        for key, value in changed.items():
            setattr(person, key, value)
        _record(tx, actor, person, EventKind.PERSON_EDITED, {k: str(v) for k, v in changed.items()})
        return person


def deactivate(kit: Kit, actor: Actor, person_id: UUID) -> Person:
    """Sign a person out everywhere and let her sign in no more; what she did stays."""
    with kit.transaction() as tx:
        person = person_for(tx.db, actor, person_id, to=Verb.KEEP_PEOPLE)
        if not person.active:
            return person
        if person.role == Role.ADMINISTRATOR:
            _keep_one_administrator(tx, person)
        person.deactivated_at = tx.now
        revoke_logins(tx, person)
        _record(tx, actor, person, EventKind.PERSON_DEACTIVATED, {})
        unseat_everywhere(tx, actor, person)
        return person


def reactivate(kit: Kit, actor: Actor, person_id: UUID) -> Person:
    """Let a deactivated person sign in again."""
    with kit.transaction() as tx:
        person = person_for(tx.db, actor, person_id, to=Verb.KEEP_PEOPLE)
        if person.active:
            return person
        person.deactivated_at = None
        _record(tx, actor, person, EventKind.PERSON_REACTIVATED, {})
        return person


def reset(kit: Kit, actor: Actor, person_id: UUID) -> tuple[Person, OpenLink]:
    """Forget a person's password, end her logins and hand out a new one-time link."""
    with kit.transaction() as tx:
        person = person_for(tx.db, actor, person_id, to=Verb.KEEP_PEOPLE)
        if not person.active:
            raise conflict("This person is deactivated. Reactivate her first.")
        person.password_hash = None
        revoke_logins(tx, person)
        _record(tx, actor, person, EventKind.PERSON_RESET, {})
        return person, open_link(kit, tx, person, LinkPurpose.RESET)


def sign_out_person(kit: Kit, actor: Actor, person_id: UUID) -> Person:
    """End every login of another person."""
    with kit.transaction() as tx:
        person = person_for(tx.db, actor, person_id, to=Verb.KEEP_PEOPLE)
        revoke_logins(tx, person)
        _record(tx, actor, person, EventKind.PERSON_SIGNED_OUT, {})
        return person


def one(kit: Kit, actor: Actor, person_id: UUID) -> Person:
    with kit.reading() as db:
        return person_for(db, actor, person_id)


def page(
    kit: Kit,
    actor: Actor,
    *,
    role: str | None = None,
    active: bool | None = None,
    organization: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Person]:
    query: Select[Person] = visible_people(actor)
    if role:
        query = query.where(Person.role == role)
    if organization:
        query = query.where(Person.organization_id == organization)
    if active is not None:
        is_active = Person.deactivated_at.is_(None)
        query = query.where(is_active if active else ~is_active)
    with kit.reading() as db:
        return page_of(db, query, (func.lower(Person.name), Person.id), after, limit)


def _organization_for(tx: Transaction, role: str, organization_id: UUID | None) -> Organization:
    if role == Role.GUEST:
        raise invalid("role", "Guests come by a join link, and stay guests.")
    if role != Role.CLIENT:
        return provider(tx.db)
    organization = tx.db.get(Organization, organization_id) if organization_id else None
    if organization is None or organization.kind != OrganizationKind.CLIENT:
        raise invalid("organization_id", "Choose the client's organization.")
    return organization


def _check_role_change(tx: Transaction, person: Person, role: str) -> None:
    if Role.GUEST in (role, person.role):
        raise invalid("role", "Guests come by a join link, and stay guests.")
    if (role == Role.CLIENT) != (person.role == Role.CLIENT):
        raise invalid("role", "A client can't become one of the team, or the other way round.")
    if person.role == Role.ADMINISTRATOR and role != Role.ADMINISTRATOR:
        _keep_one_administrator(tx, person)


def _keep_one_administrator(tx: Transaction, person: Person) -> None:
    # The rows are locked, since two administrators may deactivate each other at the same moment.
    administrators = (
        select(Person.id)
        .where(Person.role == Role.ADMINISTRATOR, Person.deactivated_at.is_(None))
        .order_by(Person.id)
        .with_for_update()
    )
    if set(tx.db.scalars(administrators)) <= {person.id}:
        raise conflict("This is the last administrator. Make another one first.")


def _record_invitation(tx: Transaction, actor: Actor, person: Person) -> None:
    details = {"name": person.name, "role": person.role}
    _record(tx, actor, person, EventKind.PERSON_INVITED, details)


def _record(
    tx: Transaction, actor: Actor, person: Person, kind: EventKind, details: dict[str, str]
) -> None:
    tx.record(
        f"organization/{person.organization_id}",
        kind,
        actor=actor,
        subject=Subject("person", str(person.id)),
        audience=Audience.INTERNAL,
        details=details,
    )
