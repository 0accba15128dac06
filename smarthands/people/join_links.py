"""Join links: the first person who presses the button becomes the guest technician of one job."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.access.jobs import job_for, locked_job
from smarthands.access.organizations import provider
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import Code, Problem, conflict, gone, not_found
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.link_tokens import LinkKind, digest_of, how_ended, is_open, require_lifetime, url_of
from smarthands.model import Job, Join, Login, Person
from smarthands.model.evidence import Audience
from smarthands.model.person import Role
from smarthands.people.sign_in import LoginKind, SignedIn, actor_for, start_login
from smarthands.sessions.unseating import unseat
from smarthands.views.job import job_number
from smarthands.views.join_link import join_view
from smarthands.views.values import JsonDict


@dataclass(frozen=True, slots=True)
class Peek:
    """A look at a link that does not take it, since chat apps fetch links to preview them."""

    name: str
    organization: str
    job_number: str
    job_title: str
    expires_at: datetime
    taken: bool


def create(
    kit: Kit, actor: Actor, job_id: UUID, *, id: UUID, name: str, expires_at: datetime
) -> JsonDict:
    """A new link to the job. A retry with the same id gets the same link."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.INVITE_GUEST)
        if join := tx.db.get(Join, id):
            if (join.job_id, join.name, join.expires_at) != (job.id, name, expires_at):
                raise conflict("This id is taken by another link. Use a new one.")
            return listed(kit, join)
        require_lifetime(expires_at, tx.now, days=kit.policy.join_days)
        join = Join(
            id=id,
            job_id=job.id,
            name=name,
            token_digest=digest_of(kit, LinkKind.JOIN, id),
            created_by=actor.person_id,
            created_at=tx.now,
            expires_at=expires_at,
        )
        tx.db.add(join)
        tx.db.flush()
        _record(tx, actor, job, join, EventKind.JOIN_CREATED)
        return listed(kit, join)


def revoke(kit: Kit, actor: Actor, job_id: UUID, join_id: UUID) -> JsonDict:
    """End the link at once; the guest who came by it is signed out and loses her seat."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.INVITE_GUEST)
        join = join_on(tx.db, job, join_id)
        if join.revoked_at is None:
            _end(tx, actor, job, join)
            unseat(tx, actor, job)
        return listed(kit, join)


def end_guests(tx: Transaction, actor: Actor, job: Job) -> None:
    """End the join links of a job that is over, and with them the logins and seats of those who
    came by them. The job is locked."""
    waiting = select(Join).where(Join.job_id == job.id, Join.revoked_at.is_(None))
    for join in tx.db.scalars(waiting.where(Join.expires_at > tx.now).order_by(Join.created_at)):
        _end(tx, actor, job, join)
    unseat(tx, actor, job)


def joins(kit: Kit, actor: Actor, job_id: UUID) -> list[JsonDict]:
    """All join links of a job, with their URLs."""
    with kit.reading() as db:
        job = _inviting(db, actor, job_id)
        query = select(Join).where(Join.job_id == job.id).order_by(Join.created_at)
        return [listed(kit, join) for join in db.scalars(query)]


def address(kit: Kit, actor: Actor, job_id: UUID, join_id: UUID) -> str:
    """A link's URL, which its QR code contains."""
    with kit.reading() as db:
        job = _inviting(db, actor, job_id)
        return url_of(kit, LinkKind.JOIN, join_on(db, job, join_id).id)


def peek(kit: Kit, token: str) -> Peek:
    """A look at a link, for its page before the button is pressed."""
    with kit.reading() as db:
        join = _by_token(db, kit, token)
        job = db.get_one(Job, join.job_id)
        msp = provider(db)
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
    """Sign the first person in who presses the button, for a shift, or for as long as the link
    would have lived.

    `key` is a secret that her phone made up: with it, a press whose answer was lost is repeated.
    """
    digest = kit.tokens.digest(key) if key else None
    with kit.transaction() as tx:
        job = locked_job(tx, _by_token(tx.db, kit, token).job_id)
        # The link is read again under the lock: the second of two presses sees the first.
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
        # The link and the login end together: everything that looks at one sees the other's end.
        join.expires_at = min(join.expires_at, tx.now + timedelta(hours=kit.policy.shift_hours))
        tx.db.flush()
        signed_in = start_login(kit, tx, person, kind, by="join", until=join.expires_at)
        _record(tx, actor_for(person), job, join, EventKind.JOIN_TAKEN)
        return signed_in


def listed(kit: Kit, join: Join) -> JsonDict:
    """A join link as the desk sees it, with its URL."""
    return join_view(join) | {"url": url_of(kit, LinkKind.JOIN, join.id)}


def join_on(db: Session, job: Job, join_id: UUID) -> Join:
    """A join link of this job; NotFound for any other."""
    join = db.get(Join, join_id)
    if join is None or join.job_id != job.id:
        raise not_found("join link")
    return join


def _guest(tx: Transaction, name: str) -> Person:
    person = Person(
        id=uuid4(),
        organization_id=provider(tx.db).id,
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
    """The job without a lock: nobody waits for someone who changes it at this moment."""
    job = job_for(db, actor, job_id)
    require(actor, Verb.INVITE_GUEST, job)
    return job


def _end(tx: Transaction, actor: Actor, job: Job, join: Join) -> None:
    join.revoked_at = tx.now
    if join.person_id:
        _end_logins(tx, join.person_id)
    tx.db.flush()
    _record(tx, actor, job, join, EventKind.JOIN_REVOKED)


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
    if not is_open(join, now):
        end = how_ended(join)
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
