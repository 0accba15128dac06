"""Jobs: request or open, edit. What happens to them afterwards is in `progress`."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from smarthands import events
from smarthands.access.jobs import job_for
from smarthands.access.places import visible_assets, visible_sites
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import conflict, invalid
from smarthands.event_kinds import EventKind
from smarthands.events import JsonObject, Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import Asset, Counter, Job, JobAsset, JobTechnician, Person, Site
from smarthands.model.evidence import Audience
from smarthands.model.job import ENDED_STATES, JobKind, JobState
from smarthands.model.person import Role
from smarthands.sessions.unseating import unseat
from smarthands.views.job import job_view
from smarthands.views.values import JsonDict, changes

FIRST_NUMBER = 1001
SAID = (
    *("title", "description", "kind", "priority", "reference"),
    *("site_id", "asset_ids", "arrive_by"),
)


def open_or_request(
    kit: Kit,
    actor: Actor,
    *,
    id: UUID,
    title: str,
    site_id: UUID,
    description: str = "",
    kind: str = JobKind.INCIDENT,
    priority: int = 3,
    reference: str = "",
    asset_ids: Iterable[UUID] = (),
    technician_ids: Iterable[UUID] = (),
    arrive_by: datetime | None = None,
) -> JsonDict:
    """A client requests, a dispatcher opens (and assigns, when technicians are named)."""
    requested = actor.role == Role.CLIENT
    with kit.transaction() as tx:
        require(actor, Verb.REQUEST_JOB if requested else Verb.OPEN_JOB)
        site = _site(tx.db, actor, site_id)
        job = Job(
            id=id,
            reference=reference,
            kind=kind,
            priority=priority,
            title=title,
            description=description,
            state=JobState.REQUESTED if requested else JobState.OPEN,
            organization_id=site.organization_id,
            site_id=site.id,
            requested_by=actor.person_id,
            arrive_by=arrive_by,
        )
        assets = _assets(tx.db, actor, site, asset_ids)
        if known := tx.db.get(Job, id):
            return _same_or_conflict(tx.db, known, job, assets)
        crew = technicians_named(tx.db, () if requested else technician_ids)
        return _add(tx, actor, job, assets, crew)


def _add(
    tx: Transaction, actor: Actor, job: Job, assets: list[UUID], crew: list[Person]
) -> JsonDict:
    job.number = _next_number(tx.db)
    requested = job.state == JobState.REQUESTED
    job.requested_at, job.opened_at = (tx.now, None) if requested else (None, tx.now)
    tx.db.add(job)
    tx.db.flush()
    _link_assets(tx.db, job, assets)
    record(
        tx,
        actor,
        job,
        EventKind.JOB_REQUESTED if requested else EventKind.JOB_OPENED,
        view(tx.db, job),
    )
    if crew:
        assign_to(tx, actor, job, crew)
    return view(tx.db, job)


def _same_or_conflict(db: Session, known: Job, job: Job, assets: list[UUID]) -> JsonDict:
    """A retry is held against what was said first, since the job may have been edited meanwhile."""
    job.number = known.number
    said = job_view(job, asset_ids=assets, technicians=())
    [first] = events.after(db, known.stream, 0, 1)
    words = json.loads(first.body)["details"]["job"] if first.body else said
    same = all(words[key] == said[key] for key in SAID)
    if not same or known.requested_by != job.requested_by:
        raise conflict("This id is taken by another job. Use a new one.")
    return view(db, known)


def edit(kit: Kit, actor: Actor, job_id: UUID, **fields: Any) -> JsonDict:
    """Change what is said about a job, in any state that has not ended."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.EDIT_JOB)
        if job.state in ENDED_STATES:
            raise conflict("This job has ended. Reopen it before you change it.")
        before = view(tx.db, job)
        asset_ids = fields.pop("asset_ids", None)
        if "site_id" in fields:
            site = _site(tx.db, actor, fields["site_id"])
            if site.organization_id != job.organization_id:
                raise invalid("site_id", "That site belongs to another organization.")
            if asset_ids is None and site.id != job.site_id:
                asset_ids = []
        for key, value in fields.items():
            setattr(job, key, value)
        if asset_ids is not None:
            site = tx.db.get_one(Site, job.site_id)
            _link_assets(tx.db, job, _assets(tx.db, actor, site, asset_ids))
        tx.db.flush()
        after = view(tx.db, job)
        if changed := changes(before, after):
            record(tx, actor, job, EventKind.JOB_EDITED, changed)
        return after


def assign_to(tx: Transaction, actor: Actor, job: Job, technicians: list[Person]) -> None:
    """Set a job's technicians. Whoever stays keeps the job where it stands; a new crew starts."""
    before = view(tx.db, job)
    crew = {person["id"] for person in before["technicians"]}
    stays = any(str(person.id) in crew for person in technicians)
    known = select(JobTechnician).where(JobTechnician.job_id == job.id)
    places = {place.person_id: place for place in tx.db.scalars(known)}
    for place in places.values():
        place.left_at = place.left_at or tx.now
    for position, person in enumerate(technicians):
        place = places.get(person.id) or JobTechnician(job_id=job.id, person_id=person.id)
        place.position, place.name, place.left_at = position, person.name, None
        tx.db.add(place)
    if not stays:
        fresh = JobState.ASSIGNED if technicians else JobState.OPEN
        if job.state == JobState.ON_HOLD:
            job.held_from = fresh
        else:
            job.state = fresh
        job.acknowledged_at = job.arrived_at = None
    tx.db.flush()
    if changed := changes(before, view(tx.db, job)):
        record(tx, actor, job, EventKind.JOB_ASSIGNED, changed)
        unseat(tx, actor, job)


def view(db: Session, job: Job) -> JsonDict:
    return views(db, [job])[0]


def views(db: Session, jobs: list[Job]) -> list[JsonDict]:
    """The jobs as readers see them: three queries however many they are."""
    ids = [job.id for job in jobs]
    assets: dict[UUID, list[UUID]] = {id: [] for id in ids}
    for link in db.scalars(select(JobAsset).where(JobAsset.job_id.in_(ids))):
        assets[link.job_id].append(link.asset_id)
    crews: dict[UUID, list[JsonDict]] = {id: [] for id in ids}
    crew = select(JobTechnician).where(
        JobTechnician.job_id.in_(ids), JobTechnician.left_at.is_(None)
    )
    for place in db.scalars(crew.order_by(JobTechnician.position)):
        crews[place.job_id].append({"id": str(place.person_id), "name": place.name})
    return [job_view(job, asset_ids=assets[job.id], technicians=crews[job.id]) for job in jobs]


def record(
    tx: Transaction,
    actor: Actor,
    job: Job,
    kind: EventKind,
    changed: JsonObject,
    *,
    note: str | None = None,
) -> None:
    """A fact of a job's progress; clients follow it too. `note` is a reason given in words."""
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=Subject("job", str(job.id)),
        audience=Audience.CLIENT,
        details={"job": dict(changed)} | ({"note": note} if note else {}),
    )


def _next_number(db: Session) -> int:
    taken = db.scalar(
        update(Counter)
        .where(Counter.name == "jobs")
        .values(value=Counter.value + 1)
        .returning(Counter.value)
        .execution_options(synchronize_session=False)
    )
    if taken is not None:
        return taken
    db.add(Counter(name="jobs", value=FIRST_NUMBER))
    db.flush()
    return FIRST_NUMBER


def _site(db: Session, actor: Actor, site_id: UUID) -> Site:
    site = db.scalar(visible_sites(actor).where(Site.id == site_id))
    if site is None:
        raise invalid("site_id", "There is no such site. Choose one from the list.")
    return site


def _assets(db: Session, actor: Actor, site: Site, ids: Iterable[UUID]) -> list[UUID]:
    wanted = set(ids)
    found = set(
        db.scalars(
            visible_assets(actor)
            .where(Asset.id.in_(wanted), Asset.site_id == site.id)
            .with_only_columns(Asset.id)
        )
    )
    if wanted - found:
        raise invalid("asset_ids", "One of these assets is not at this site.")
    return sorted(found)


def technicians_named(db: Session, ids: Iterable[UUID]) -> list[Person]:
    wanted = list(dict.fromkeys(ids))
    found = {
        person.id: person
        for person in db.scalars(
            select(Person).where(
                Person.id.in_(wanted),
                Person.role == Role.TECHNICIAN,
                Person.deactivated_at.is_(None),
            )
        )
    }
    if len(found) != len(wanted):
        raise invalid("technician_ids", "One of these is not an active technician.")
    return [found[id] for id in wanted]


def _link_assets(db: Session, job: Job, ids: Iterable[UUID]) -> None:
    db.execute(delete(JobAsset).where(JobAsset.job_id == job.id))
    for id in ids:
        db.add(JobAsset(job_id=job.id, asset_id=id))
    db.flush()
