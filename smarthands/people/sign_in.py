"""Coming in and going out: passwords, one-time links, logins."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from smarthands.actor import Actor, system
from smarthands.errors import Code, Problem, conflict, forbidden, gone, invalid
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import Link, Login, Organization, Person
from smarthands.model.evidence import Audience
from smarthands.model.person import LinkPurpose, Role

LINK_HOURS = 72
MIN_PASSWORD = 10
LoginKind = Literal["cookie", "bearer"]
# Built once, and columns alone: every request executes it.
BEHIND_TOKEN = (
    select(Person.id, Person.name, Person.role, Person.organization_id, Login.id.label("login_id"))
    .join(Person, Person.id == Login.person_id)
    .where(Login.token_digest == bindparam("digest"))
    .where(Login.revoked_at.is_(None), Login.expires_at > bindparam("now"))
    .where(Person.deactivated_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A login and, this once, its token."""

    login: Login
    person: Person
    token: str


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A one-time link as it is handed out."""

    url: str
    link: Link


def sign_in_by_password(kit: Kit, email: str, password: str, *, kind: LoginKind) -> SignedIn:
    """Refuses an unknown address as slowly, and in the same words, as a wrong password."""
    with kit.reading() as db:
        person = db.scalar(select(Person).where(Person.email == email.strip().lower()))
    fits = kit.passwords.verify(person.password_hash if person else None, password)
    if person is None:
        raise _refused()
    with kit.transaction() as tx:
        known = tx.db.get_one(Person, person.id, with_for_update=True)
        # She may have been reset or deactivated while the password was being verified.
        if fits and known.active and known.password_hash == person.password_hash:
            return start_login(kit, tx, known, kind, by="password")
        _record(tx, system("door"), known, EventKind.LOGIN_REFUSED, by="password")
    raise _refused()


def sign_in_by_link(kit: Kit, token: str, *, kind: LoginKind) -> SignedIn:
    """Consume a link. Of several at once, one wins."""
    with kit.transaction() as tx:
        link = _link(tx.db, kit, token)
        person = tx.db.get_one(Person, link.person_id, with_for_update=True)
        claimed = tx.db.execute(
            update(Link)
            .where(Link.id == link.id, Link.consumed_at.is_(None), Link.revoked_at.is_(None))
            .where(Link.expires_at > tx.now)
            .values(consumed_at=tx.now)
            .returning(Link.person_id)
            .execution_options(synchronize_session=False)
        ).first()
        if claimed is None or not person.active:
            raise _spent()
        return start_login(kit, tx, person, kind, by="link")


def look_at_link(kit: Kit, token: str) -> tuple[Link, Person, Organization]:
    """What a link would do, without doing it: chat apps preview links."""
    with kit.reading() as db:
        link = _link(db, kit, token)
        person = db.get_one(Person, link.person_id)
        organization = db.get_one(Organization, person.organization_id)
        spent = link.consumed_at or link.revoked_at or link.expires_at <= kit.now()
    if spent or not person.active:
        raise _spent()
    return link, person, organization


def actor_for_token(kit: Kit, token: str) -> Actor | None:
    """The person behind a login's token, or None when it is unknown, expired or revoked."""
    with kit.reading() as db:
        found = db.execute(
            BEHIND_TOKEN, {"digest": kit.tokens.digest(token), "now": kit.now()}
        ).first()
    if found is None:
        return None
    return Actor(
        kind="person",
        id=str(found.id),
        name=found.name,
        role=Role(found.role),
        organization_id=found.organization_id,
        login_id=found.login_id,
    )


def actor_for(person: Person, login: Login | None = None) -> Actor:
    return Actor(
        kind="person",
        id=str(person.id),
        name=person.name,
        role=Role(person.role),
        organization_id=person.organization_id,
        login_id=login.id if login else None,
    )


def sign_out(kit: Kit, actor: Actor) -> None:
    with kit.transaction() as tx:
        login = tx.db.get(Login, actor.login_id)
        if login is None or login.revoked_at:
            return
        login.revoked_at = tx.now
        _record(tx, actor, tx.db.get_one(Person, login.person_id), EventKind.LOGIN_ENDED, login.id)


def sign_out_everywhere(kit: Kit, actor: Actor) -> None:
    with kit.transaction() as tx:
        person = tx.db.get_one(Person, actor.person_id)
        revoke_logins(tx, person)
        _record(tx, actor, person, EventKind.PERSON_SIGNED_OUT)


def set_password(kit: Kit, actor: Actor, password: str, *, current: str | None) -> None:
    """Set one's own password; every other device is signed out. A guest has no door for one."""
    if actor.role == Role.GUEST:
        raise forbidden("You came by a link, and it is your only door. A password opens nothing.")
    if len(password) < MIN_PASSWORD:
        raise invalid("password", f"Use at least {MIN_PASSWORD} characters.")
    with kit.reading() as db:
        known = db.get_one(Person, actor.person_id).password_hash
    if known is not None and not kit.passwords.verify(known, current or ""):
        raise invalid("current", "That is not your current password.")
    hashed = kit.passwords.hash(password)
    with kit.transaction() as tx:
        person = tx.db.get_one(Person, actor.person_id, with_for_update=True)
        if person.password_hash != known:
            raise conflict("Your password was changed at this moment. Sign in again.")
        person.password_hash = hashed
        revoke_logins(tx, person, but=actor.login_id)
        _record(tx, actor, person, EventKind.PERSON_PASSWORD_SET, actor.login_id)


def open_link(kit: Kit, tx: Transaction, person: Person, purpose: LinkPurpose) -> OpenLink:
    """A new one-time link for a person, as a URL to hand over."""
    link = Link(
        id=uuid4(),
        person_id=person.id,
        purpose=purpose,
        created_at=tx.now,
        expires_at=tx.now + timedelta(hours=LINK_HOURS),
    )
    token = kit.tokens.derive(f"link/{link.id}")
    link.token_digest = kit.tokens.digest(token)
    tx.db.add(link)
    return OpenLink(f"{kit.policy.public_url}/in/{token}", link)


def revoke_logins(tx: Transaction, person: Person, *, but: UUID | None = None) -> None:
    """End every login of a person, and spend the links that could start another."""
    # Whoever is coming in at this moment holds the same lock: she comes before or after, whole.
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


def _link(db: Session, kit: Kit, token: str) -> Link:
    link = db.scalar(select(Link).where(Link.token_digest == kit.tokens.digest(token)))
    if link is None:
        raise Problem(Code.NOT_FOUND, "There is no such link. Check that it was copied whole.")
    return link


def _spent() -> Problem:
    return gone("This link was used already or has expired. Ask your dispatcher for a new one.")


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
    token = kit.tokens.fresh()
    login = Login(
        id=uuid4(),
        person_id=person.id,
        kind=kind,
        token_digest=kit.tokens.digest(token),
        created_at=tx.now,
        expires_at=until or tx.now + timedelta(days=kit.policy.login_days),
    )
    tx.db.add(login)
    _record(
        tx, actor_for(person, login), person, EventKind.LOGIN_STARTED, login.id, by=by, kind=kind
    )
    return SignedIn(login, person, token)


def _record(
    tx: Transaction,
    actor: Actor,
    person: Person,
    event_kind: EventKind,
    login_id: UUID | None = None,
    **details: str,
) -> None:
    tx.record(
        f"organization/{person.organization_id}",
        event_kind,
        actor=actor,
        subject=Subject("person", str(person.id)),
        audience=Audience.INTERNAL,
        details=details | ({"login_id": str(login_id)} if login_id else {}),
    )
