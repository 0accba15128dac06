"""Two questions, one home each: does it exist for you (a select), and may you do this (a table).

docs/access.md shows both as a matrix; tests/access holds the code to it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from smarthands.actor import MEDIA, Actor
from smarthands.errors import forbidden, not_found
from smarthands.model import (
    Asset,
    EvidenceItem,
    Job,
    JobTechnician,
    Join,
    Organization,
    Person,
    Site,
)
from smarthands.model.evidence import EvidenceState
from smarthands.model.job import JobState
from smarthands.model.person import Role

ADMINISTRATOR, DISPATCHER, EXPERT = Role.ADMINISTRATOR, Role.DISPATCHER, Role.EXPERT
TECHNICIAN, GUEST, CLIENT = Role.TECHNICIAN, Role.GUEST, Role.CLIENT
OFFICE = frozenset({ADMINISTRATOR, DISPATCHER})
DESK = OFFICE | {EXPERT}
TEAM = DESK | {TECHNICIAN}
ON_SITE = frozenset({TECHNICIAN, GUEST})
# A phone without network comes back within days; a time of capture can be made up for ever.
LATE = timedelta(days=7)


class Verb(StrEnum):
    """What may be done, named once; `docs/access.md` has a line for each."""

    REQUEST_JOB = "request a job"
    OPEN_JOB = "open a job"
    EDIT_JOB = "edit a job"
    ASSIGN_JOB = "assign a job"
    ACKNOWLEDGE_JOB = "acknowledge a job"
    ARRIVE = "arrive"
    HOLD_JOB = "hold a job"
    RESUME_JOB = "resume a job"
    COMPLETE_JOB = "complete a job"
    REOPEN_JOB = "reopen a job"
    CANCEL_JOB = "cancel a job"
    ADD_EVIDENCE = "add evidence"
    DESCRIBE_EVIDENCE = "describe evidence"
    WITHDRAW_EVIDENCE = "withdraw evidence"
    SEE_ORIGINAL = "see an original"
    SHARE_JOB = "share a job"
    GET_HELP = "get help"
    CALL_TECHNICIAN = "call the technician"
    JOIN_SESSION = "join a session"
    MARK = "mark a picture"
    RECORD = "record a session"
    CONSENT = "consent to a recording"
    KEEP_MEDIA = "keep what a media node sends"
    INVITE_GUEST = "invite a guest technician"
    KEEP_PLACES = "keep sites and assets"
    KEEP_ORGANIZATIONS = "keep organizations"
    KEEP_PEOPLE = "keep people"
    READ_PEOPLE = "read people"
    READ_ORGANIZATION_EVENTS = "read an organization's events"


def _role_in(*roles: Role) -> Callable[[Actor, Any], bool]:
    allowed = frozenset(roles)
    return lambda actor, _thing: actor.role in allowed


def _own_request_or(allowed: frozenset[Role]) -> Callable[[Actor, Any], bool]:
    """A client may still change or call off what nobody has opened yet."""
    return lambda actor, job: (
        actor.role in allowed or (actor.role == CLIENT and job.state == JobState.REQUESTED)
    )


def _author_or(allowed: frozenset[Role]) -> Callable[[Actor, Any], bool]:
    return lambda actor, item: (
        actor.role in allowed or (actor.role in ON_SITE and str(item.author_id) == actor.id)
    )


MAY: dict[Verb, Callable[[Actor, Any], bool]] = {
    Verb.REQUEST_JOB: _role_in(CLIENT),
    Verb.OPEN_JOB: _role_in(*OFFICE),
    Verb.EDIT_JOB: _own_request_or(OFFICE),
    Verb.ASSIGN_JOB: _role_in(*OFFICE),
    Verb.ACKNOWLEDGE_JOB: _role_in(*OFFICE, TECHNICIAN),
    Verb.ARRIVE: _role_in(*OFFICE, TECHNICIAN),
    Verb.HOLD_JOB: _role_in(*OFFICE, TECHNICIAN),
    Verb.RESUME_JOB: _role_in(*OFFICE, TECHNICIAN),
    Verb.COMPLETE_JOB: _role_in(*OFFICE, TECHNICIAN),
    Verb.REOPEN_JOB: _role_in(*OFFICE),
    Verb.CANCEL_JOB: _own_request_or(OFFICE),
    Verb.ADD_EVIDENCE: _role_in(*TEAM, GUEST),
    Verb.DESCRIBE_EVIDENCE: _author_or(DESK),
    Verb.WITHDRAW_EVIDENCE: _author_or(DESK),
    Verb.SEE_ORIGINAL: _role_in(*TEAM),
    Verb.SHARE_JOB: _role_in(*DESK),
    Verb.GET_HELP: _role_in(*ON_SITE),
    Verb.CALL_TECHNICIAN: _role_in(*DESK),
    Verb.JOIN_SESSION: _role_in(*TEAM, GUEST),
    Verb.MARK: _role_in(*DESK),
    Verb.RECORD: _role_in(*DESK),
    Verb.CONSENT: _role_in(*TEAM, GUEST),
    Verb.KEEP_MEDIA: lambda actor, _thing: actor == MEDIA,
    Verb.INVITE_GUEST: _role_in(*DESK),
    Verb.KEEP_PLACES: _role_in(*OFFICE),
    Verb.KEEP_ORGANIZATIONS: _role_in(*OFFICE),
    Verb.KEEP_PEOPLE: _role_in(ADMINISTRATOR),
    Verb.READ_PEOPLE: _role_in(*DESK),
    Verb.READ_ORGANIZATION_EVENTS: _role_in(ADMINISTRATOR),
}


def may(actor: Actor, verb: Verb, thing: Any = None) -> bool:
    return MAY[verb](actor, thing)


def require(actor: Actor, verb: Verb, thing: Any = None) -> None:
    if not may(actor, verb, thing):
        raise forbidden(f"Your role may not {verb.value}. Ask a dispatcher.")


def visible_jobs(actor: Actor) -> Select[Job]:
    """All jobs that exist for this actor: list, fetch, follow and share use this one select."""
    jobs = select(Job)
    if actor.kind == "share":
        return jobs.where(Job.id == actor.job_id)
    if actor.role in DESK:
        return jobs
    if actor.role == TECHNICIAN:
        own = select(JobTechnician.job_id).where(
            JobTechnician.person_id == actor.person_id, JobTechnician.left_at.is_(None)
        )
        return jobs.where(Job.id.in_(own))
    if actor.role == GUEST:
        # Her login ends with the link, so whoever is signed in holds an open one.
        hers = select(Join.job_id).where(Join.person_id == actor.person_id)
        return jobs.where(Job.id.in_(hers.where(Join.revoked_at.is_(None))))
    if actor.role == CLIENT:
        return jobs.where(Job.organization_id == actor.organization_id)
    return jobs.where(false())


def visible_evidence(actor: Actor, job_id: UUID) -> Select[EvidenceItem]:
    """A job's sealed items as far as the actor's audience goes; the job itself is checked first."""
    return select(EvidenceItem).where(
        EvidenceItem.job_id == job_id,
        EvidenceItem.state == EvidenceState.SEALED,
        EvidenceItem.audience.in_(actor.audiences),
    )


def visible_sites(actor: Actor) -> Select[Site]:
    sites = select(Site)
    if actor.role in DESK:
        return sites
    if actor.kind == "person" and actor.role == CLIENT:
        return sites.where(Site.organization_id == actor.organization_id)
    return sites.where(Site.id.in_(visible_jobs(actor).with_only_columns(Job.site_id)))


def visible_assets(actor: Actor) -> Select[Asset]:
    return select(Asset).where(Asset.site_id.in_(visible_sites(actor).with_only_columns(Site.id)))


def visible_organizations(actor: Actor) -> Select[Organization]:
    organizations = select(Organization)
    if actor.role in DESK:
        return organizations
    through_jobs = visible_jobs(actor).with_only_columns(Job.organization_id)
    own = Organization.id == actor.organization_id if actor.organization_id else false()
    return organizations.where(own | Organization.id.in_(through_jobs))


def visible_people(actor: Actor) -> Select[Person]:
    # Guests are no people of the house: they are listed with the links they came by.
    everyone = Person.role != GUEST if may(actor, Verb.READ_PEOPLE) else false()
    own = Person.id == actor.person_id if actor.kind == "person" else false()
    return select(Person).where(everyone | own)


def job_for(db: Session, actor: Actor, job_id: UUID, *, to: Verb | None = None) -> Job:
    """Fetch, authorize and, when it is to be changed, lock: in one breath."""
    query = visible_jobs(actor).where(Job.id == job_id)
    job = db.scalar(query.with_for_update() if to else query)
    if job is None:
        raise not_found("job")
    if to:
        require(actor, to, job)
    return job


def job_to_add_to(
    db: Session, actor: Actor, job_id: UUID, now: datetime, *, captured_at: datetime | None = None
) -> Job:
    """The job, locked, for new evidence. Whoever was taken off it in the last days can still bring
    what she had captured by then: her phone may have been without network. A `captured_at` of None:
    that was checked before."""
    if actor.role == TECHNICIAN:
        once_hers = (
            select(Job)
            .join(JobTechnician, JobTechnician.job_id == Job.id)
            .where(Job.id == job_id, JobTechnician.person_id == actor.person_id)
            .with_for_update(of=Job)
        )
        since = max(captured_at or now - LATE, now - LATE)
        still = JobTechnician.left_at.is_(None) | (JobTechnician.left_at >= since)
        if job := db.scalar(once_hers.where(still)):
            return job
    return job_for(db, actor, job_id, to=Verb.ADD_EVIDENCE)


def evidence_for(
    db: Session, actor: Actor, job_id: UUID, item_id: UUID, *, to: Verb | None = None
) -> EvidenceItem:
    """A sealed item on a job that the actor can see."""
    job_for(db, actor, job_id)
    query = visible_evidence(actor, job_id).where(EvidenceItem.id == item_id)
    item = db.scalar(query.with_for_update() if to else query)
    if item is None:
        raise not_found("evidence")
    if to:
        require(actor, to, item)
    return item


def site_for(db: Session, actor: Actor, site_id: UUID, *, to: Verb | None = None) -> Site:
    site = db.scalar(visible_sites(actor).where(Site.id == site_id))
    if site is None:
        raise not_found("site")
    if to:
        require(actor, to, site)
    return site


def asset_for(db: Session, actor: Actor, asset_id: UUID, *, to: Verb | None = None) -> Asset:
    asset = db.scalar(visible_assets(actor).where(Asset.id == asset_id))
    if asset is None:
        raise not_found("asset")
    if to:
        require(actor, to, asset)
    return asset


def organization_for(
    db: Session, actor: Actor, organization_id: UUID, *, to: Verb | None = None
) -> Organization:
    organization = db.scalar(visible_organizations(actor).where(Organization.id == organization_id))
    if organization is None:
        raise not_found("organization")
    if to:
        require(actor, to, organization)
    return organization


def person_for(db: Session, actor: Actor, person_id: UUID, *, to: Verb | None = None) -> Person:
    person = db.scalar(visible_people(actor).where(Person.id == person_id))
    if person is None:
        raise not_found("person")
    if to:
        require(actor, to, person)
    return person
