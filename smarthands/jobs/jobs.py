"""Jobs: requested or opened, and edited. Their states after that are in `progress`."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from smarthands import events
from smarthands.access.jobs import job_for
from smarthands.access.places import kept_site, visible_assets, visible_sites
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import conflict, invalid
from smarthands.event_kinds import EventKind
from smarthands.jobs.crew import assign_to, technicians_named
from smarthands.jobs.facts import record, view
from smarthands.kit import Kit, Transaction
from smarthands.model import Asset, Job, JobAsset, NumberSeries, Person, Site
from smarthands.model.job import ENDED_STATES, JobKind, JobState
from smarthands.model.person import Role
from smarthands.views.job import job_view
from smarthands.views.values import JsonDict, changes

FIRST_NUMBER = 1001
REQUEST_FIELDS = (
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
        if previous := tx.db.get(Job, id):
            return _same_or_conflict(tx.db, previous, job, assets)
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


def _same_or_conflict(db: Session, previous: Job, job: Job, assets: list[UUID]) -> JsonDict:
    """The job that a retry finds. A retry is compared with the first event, since the job may have
    been edited meanwhile."""
    job.number = previous.number
    retry = job_view(job, asset_ids=assets, technicians=())
    [first_event] = events.after(db, previous.stream, 0, 1)
    request = json.loads(first_event.body)["details"]["job"] if first_event.body else retry
    same = all(request[field] == retry[field] for field in REQUEST_FIELDS)
    if not same or previous.requested_by != job.requested_by:
        raise conflict("This id is taken by another job. Use a new one.")
    return view(db, previous)


def edit(kit: Kit, actor: Actor, job_id: UUID, **fields: Any) -> JsonDict:
    """Change the fields of a job, in any state that has not ended."""
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


def _next_number(db: Session) -> int:
    number = db.scalar(
        update(NumberSeries)
        .where(NumberSeries.name == "jobs")
        .values(value=NumberSeries.value + 1)
        .returning(NumberSeries.value)
        .execution_options(synchronize_session=False)
    )
    if number is not None:
        return number
    db.add(NumberSeries(name="jobs", value=FIRST_NUMBER))
    db.flush()
    return FIRST_NUMBER


def _site(db: Session, actor: Actor, site_id: UUID) -> Site:
    site = db.scalar(visible_sites(actor).where(Site.id == site_id))
    if site is None:
        raise invalid("site_id", "There is no such site. Choose one from the list.")
    return kept_site(db, site.id)


def _assets(db: Session, actor: Actor, site: Site, ids: Iterable[UUID]) -> list[UUID]:
    wanted = set(ids)
    at_site = set(
        db.scalars(
            visible_assets(actor)
            .where(Asset.id.in_(wanted), Asset.site_id == site.id)
            .with_only_columns(Asset.id)
        )
    )
    if wanted - at_site:
        raise invalid("asset_ids", "One of these assets is not at this site.")
    return sorted(at_site)


def _link_assets(db: Session, job: Job, ids: Iterable[UUID]) -> None:
    db.execute(delete(JobAsset).where(JobAsset.job_id == job.id))
    for id in ids:
        db.add(JobAsset(job_id=job.id, asset_id=id))
    db.flush()
