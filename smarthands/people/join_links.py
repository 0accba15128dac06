"""Join links: whoever presses the button first is the guest technician of one job."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.access.jobs import job_for
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import Code, Problem, conflict, gone, invalid, not_found
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, Join, Login, Organization, Person
from smarthands.model.evidence import Audience
from smarthands.model.organization import OrganizationKind
from smarthands.model.person import Role
from smarthands.people.sign_in import LoginKind, SignedIn, actor_for, start_login
from smarthands.sessions.unseating import unseat
from smarthands.views.job import job_number
from smarthands.views.join_link import join_view
from smarthands.views.values import JsonDict


@dataclass(frozen=True, slots=True)
class Peek:
    """What a link would open, without opening it: chat apps preview links."""

    name: str
    organization: str
    job_number: str
    job_title: str
    expires_at: datetime
    taken: bool


def create(
    kit: Kit, actor: Actor, job_id: UUID, *, id: UUID, name: str, expires_at: datetime
) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.INVITE_GUEST)
        if join := tx.db.get(Join, id):
            if (join.job_id, join.name, join.expires_at) != (job.id, name, expires_at):
                raise conflict("This id is taken by another link. Use a new one.")
            return listed(kit, join)
        if expires_at <= tx.now:
            raise invalid("expires_at", "Choose a moment in the future.")
        join = Join(
            id=id,
            job_id=job.id,
            name=name,
            token_digest=kit.tokens.digest(token_of(kit, id)),
            created_by=actor.person_id,
            created_at=tx.now,
            expires_at=expires_at,
        )
        tx.db.add(join)
        tx.db.flush()
        _record(tx, actor, job, join, EventKind.JOIN_CREATED)
        return listed(kit, join)


def revoke(kit: Kit, actor: Actor, job_id: UUID, join_id: UUID) -> JsonDict:
    """The link opens nothing any more, and whoever came in by it is signed out at once."""
    with kit.transaction() as tx:
        job, join = _own(tx, actor, job_id, join_id)
        if join.revoked_at is None:
            join.revoked_at = tx.now
            if join.person_id:
                _end_logins(tx, join.person_id)
            tx.db.flush()
            _record(tx, actor, job, join, EventKind.JOIN_REVOKED)
            unseat(tx, actor, job)
        return listed(kit, join)


def joins(kit: Kit, actor: Actor, job_id: UUID) -> list[JsonDict]:
    with kit.reading() as db:
        job = _inviting(db, actor, job_id)
        query = select(Join).where(Join.job_id == job.id).order_by(Join.created_at)
        return [listed(kit, join) for join in db.scalars(query)]


def address(kit: Kit, actor: Actor, job_id: UUID, join_id: UUID) -> str:
    """What its QR code says."""
    with kit.reading() as db:
        job = _inviting(db, actor, job_id)
        join = db.get(Join, join_id)
        if join is None or join.job_id != job.id:
            raise not_found("join link")
        return url_of(kit, join.id)


def peek(kit: Kit, token: str) -> Peek:
    with kit.reading() as db:
        join = _by_token(db, kit, token)
        job = db.get_one(Job, join.job_id)
        msp = db.scalars(
            select(Organization).where(Organization.kind == OrganizationKind.MSP)
        ).one()
        _require_open(join, kit.now())
        return Peek(
            join.name,
            msp.name,
            job_number(job.number),
            job.title,
            join.expires_at,
            join.taken_at is not None,
        )


def take(kit: Kit, token: str, *, name: str, kind: LoginKind, key: str = "") -> SignedIn:
    """The first to press the button; her login lives as long as the link would have.

    `key` is a secret of her phone's making: with it a press whose answer got lost is made again.
    """
    digest = kit.tokens.digest(key) if key else None
    with kit.transaction() as tx:
        job = tx.db.get_one(Job, _by_token(tx.db, kit, token).job_id, with_for_update=True)
        # Read again under the lock: of two who press at once, one is second.
        join = _by_token(tx.db, kit, token)
        tx.db.refresh(join)
        _require_open(join, tx.now)
        if join.taken_at is not None and join.person_id and digest == join.key_digest is not None:
            person = tx.db.get_one(Person, join.person_id)
            return start_login(kit, tx, person, kind, by="join", until=join.expires_at)
        if join.taken_at is not None:
            raise gone("Someone has joined by this link already. Ask for one of your own.")
        person = _guest(tx, name or join.name)
        join.taken_at, join.person_id, join.name = tx.now, person.id, person.name
        join.key_digest = digest
        tx.db.flush()
        signed_in = start_login(kit, tx, person, kind, by="join", until=join.expires_at)
        _record(tx, actor_for(person), job, join, EventKind.JOIN_TAKEN)
        return signed_in


def token_of(kit: Kit, join_id: UUID) -> str:
    """Derived from the server's secret: the link can be shown again, the database can't tell it."""
    return kit.tokens.derive(f"join/{join_id}")


def url_of(kit: Kit, join_id: UUID) -> str:
    return f"{kit.policy.public_url}/j/{token_of(kit, join_id)}"


def listed(kit: Kit, join: Join) -> JsonDict:
    return join_view(join) | {"url": url_of(kit, join.id)}


def _guest(tx: Transaction, name: str) -> Person:
    msp = select(Organization.id).where(Organization.kind == OrganizationKind.MSP)
    person = Person(
        id=uuid4(),
        organization_id=tx.db.scalars(msp).one(),
        name=name,
        email=None,
        role=Role.GUEST,
        language="en",
        created_at=tx.now,
    )
    tx.db.add(person)
    tx.db.flush()
    return person


def _inviting(db: Session, actor: Actor, job_id: UUID) -> Job:
    """The job, for looking: whoever changes it at this moment is not waited for."""
    job = job_for(db, actor, job_id)
    require(actor, Verb.INVITE_GUEST, job)
    return job


def _own(tx: Transaction, actor: Actor, job_id: UUID, join_id: UUID) -> tuple[Job, Join]:
    job = job_for(tx.db, actor, job_id, to=Verb.INVITE_GUEST)
    join = tx.db.get(Join, join_id)
    if join is None or join.job_id != job.id:
        raise not_found("join link")
    return job, join


def _end_logins(tx: Transaction, person_id: UUID) -> None:
    for login in tx.db.scalars(
        select(Login).where(Login.person_id == person_id, Login.revoked_at.is_(None))
    ):
        login.revoked_at = tx.now


def _by_token(db: Session, kit: Kit, token: str) -> Join:
    join = db.scalar(select(Join).where(Join.token_digest == kit.tokens.digest(token)))
    if join is None:
        raise Problem(Code.NOT_FOUND, "There is no such link. Check that it was copied whole.")
    return join


def _require_open(join: Join, now: datetime) -> None:
    if join.revoked_at or join.expires_at <= now:
        end = "was taken back" if join.revoked_at else "has expired"
        raise gone(f"This link {end}. Ask whoever sent it for a new one.")


def _record(tx: Transaction, actor: Actor, job: Job, join: Join, kind: EventKind) -> None:
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=Subject("join", str(join.id)),
        audience=Audience.INTERNAL,
        details={"join": join_view(join)},
    )
