"""Signing in and out: logins, and the password that starts one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select, update

from smarthands.access.organizations import provider_if_any
from smarthands.actor import Actor, system
from smarthands.errors import Code, Problem
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import Link, Login, Person
from smarthands.model.evidence import Audience
from smarthands.model.person import Role
from smarthands.people.awaiting import awaited
from smarthands.people.idling import is_idle, touch
from smarthands.spelling import one_line

LoginKind = Literal["cookie", "bearer"]
NOTHING: frozenset[str] = frozenset()
BEGUN_FOR = timedelta(minutes=10)
"""The time in which a login that has begun must be completed."""
# This query is built once and selects columns alone, since every request executes it.
BEHIND_TOKEN = (
    select(
        *(Person.id, Person.name, Person.role, Person.organization_id),
        *(Login.id.label("login_id"), Login.last_seen_at, Login.awaits),
    )
    .join(Person, Person.id == Login.person_id)
    .where(Login.token_digest == bindparam("digest"))
    .where(Login.revoked_at.is_(None), Login.expires_at > bindparam("now"))
    .where(Person.deactivated_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new login with its token, which is known at this moment only."""

    login: Login
    person: Person
    token: str


def sign_in_by_password(kit: Kit, email: str, password: str, *, kind: LoginKind) -> SignedIn:
    """Start a login by password. An unknown address is refused as slowly as a wrong password, and
    in the same words."""
    with kit.reading() as db:
        person = db.scalar(select(Person).where(Person.email == one_line(email).lower()))
    fits = kit.passwords.verify(person.password_hash if person else None, password)
    with kit.transaction() as tx:
        current = person and tx.db.get_one(Person, person.id, with_for_update=True)
        # She may have been reset or deactivated while the password was being verified.
        if (
            fits
            and person
            and current
            and current.active
            and current.password_hash == person.password_hash
        ):
            return start_login(kit, tx, current, kind, by="password")
        _record_refusal(tx, current)
    raise _refused()


def _record_refusal(tx: Transaction, person: Person | None) -> None:
    """A refusal is a fact of the person's organization, or of the provider's when nobody has the
    address: both take as long. No event holds the address, which could be a password that was
    typed into the wrong field."""
    if person is not None:
        record(tx, system("door"), person, EventKind.LOGIN_REFUSED, by="password")
    elif organization := provider_if_any(tx.db):
        tx.record(
            f"organization/{organization.id}",
            EventKind.LOGIN_REFUSED,
            actor=system("door"),
            subject=Subject("organization", str(organization.id)),
            audience=Audience.INTERNAL,
            details={"by": "password"},
        )


def actor_for_token(kit: Kit, token: str, *, awaiting: frozenset[str] = NOTHING) -> Actor | None:
    """The person behind a login's token, or None when it is unknown, expired, idle or revoked. A
    login that has only begun is none, unless the caller takes one that is `awaiting` this."""
    with kit.reading() as db:
        row = db.execute(
            BEHIND_TOKEN, {"digest": kit.tokens.digest(token), "now": kit.now()}
        ).first()
    if row is None or is_idle(kit, row.role, row.last_seen_at):
        return None
    if row.awaits is not None and row.awaits not in awaiting:
        return None
    touch(kit, {row.login_id: row.last_seen_at})
    return Actor(
        kind="person",
        id=str(row.id),
        name=row.name,
        role=Role(row.role),
        organization_id=row.organization_id,
        login_id=row.login_id,
    )


def actor_for(person: Person, login: Login | None = None) -> Actor:
    """The person as an actor."""
    return Actor(
        kind="person",
        id=str(person.id),
        name=person.name,
        role=Role(person.role),
        organization_id=person.organization_id,
        login_id=login.id if login else None,
    )


def settle(kit: Kit, signed_in: SignedIn, *, device: str, previous: str | None) -> None:
    """Name the device of a new login, and end the login whose token came along: what somebody else
    may have put into this browser, or left in it, is of no use from here on."""
    digest = kit.tokens.digest(previous) if previous else ""
    with kit.transaction() as tx:
        tx.db.get_one(Login, signed_in.login.id).device = device
        left = tx.db.scalar(
            select(Login)
            .where(Login.token_digest == digest, Login.id != signed_in.login.id)
            .where(Login.revoked_at.is_(None), Login.expires_at > tx.now)
        )
        if left is not None:
            person = tx.db.get_one(Person, left.person_id)
            left.revoked_at = tx.now
            record(tx, actor_for(person, left), person, EventKind.LOGIN_ENDED, left.id)


def sign_out(kit: Kit, actor: Actor) -> None:
    """End the actor's own login. Twice is once."""
    with kit.transaction() as tx:
        login = tx.db.get(Login, actor.login_id)
        if login is None or login.revoked_at:
            return
        login.revoked_at = tx.now
        record(tx, actor, tx.db.get_one(Person, login.person_id), EventKind.LOGIN_ENDED, login.id)


def sign_out_everywhere(kit: Kit, actor: Actor) -> None:
    """End all of the actor's own logins."""
    with kit.transaction() as tx:
        person = tx.db.get_one(Person, actor.person_id)
        revoke_logins(tx, person)
        record(tx, actor, person, EventKind.PERSON_SIGNED_OUT)


def revoke_logins(tx: Transaction, person: Person, *, but: UUID | None = None) -> None:
    """End every login of a person, and revoke the links that could start another."""
    # A sign-in at this moment holds the same lock, so it is wholly before or wholly after.
    tx.db.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    logins = update(Login).where(Login.person_id == person.id, Login.revoked_at.is_(None))
    if but is not None:
        logins = logins.where(Login.id != but)
    tx.db.execute(logins.values(revoked_at=tx.now))
    tx.db.execute(
        update(Link)
        .where(Link.person_id == person.id, Link.consumed_at.is_(None), Link.revoked_at.is_(None))
        .values(revoked_at=tx.now)
    )


def _refused() -> Problem:
    return Problem(
        Code.SIGNED_OUT,
        "That address and password do not fit together. Try again, or ask for a new link.",
    )


def start_login(
    kit: Kit,
    tx: Transaction,
    person: Person,
    kind: LoginKind,
    *,
    by: str,
    until: datetime | None = None,
) -> SignedIn:
    """A new login; `by` is the way in: password, link or join. It may wait for a second factor."""
    token = kit.tokens.fresh()
    awaits = awaited(kit, tx, person)
    whole = until or tx.now + timedelta(days=kit.policy.login_days)
    login = Login(
        id=uuid4(),
        person_id=person.id,
        kind=kind,
        token_digest=kit.tokens.digest(token),
        created_at=tx.now,
        expires_at=tx.now + BEGUN_FOR if awaits else whole,
        last_seen_at=tx.now,
        confirmed_at=tx.now,
        awaits=awaits,
    )
    tx.db.add(login)
    if awaits is None:
        record_start(tx, person, login, by=by)
    return SignedIn(login, person, token)


def complete(kit: Kit, tx: Transaction, login: Login, person: Person, *, by: str) -> SignedIn:
    """Make a login whole that had only begun. It gets a new token: the one before was handed out
    for less."""
    token = kit.tokens.fresh()
    login.token_digest, login.awaits, login.challenge = kit.tokens.digest(token), None, None
    login.expires_at = tx.now + timedelta(days=kit.policy.login_days)
    login.confirmed_at = login.last_seen_at = tx.now
    record_start(tx, person, login, by=by)
    return SignedIn(login, person, token)


def record_start(tx: Transaction, person: Person, login: Login, *, by: str) -> None:
    who = actor_for(person, login)
    record(tx, who, person, EventKind.LOGIN_STARTED, login.id, by=by, kind=login.kind)


def record(
    tx: Transaction,
    actor: Actor,
    person: Person,
    event_kind: EventKind,
    login_id: UUID | None = None,
    **details: str,
) -> None:
    """Record a fact about a person in the stream of her organization."""
    tx.record(
        f"organization/{person.organization_id}",
        event_kind,
        actor=actor,
        subject=Subject("person", str(person.id)),
        audience=Audience.INTERNAL,
        details=details | ({"login_id": str(login_id)} if login_id else {}),
    )
