"""The list of jobs: filters, search, keyset pages, and what a row shows of its job."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import Session

from smarthands import events
from smarthands.access.jobs import visible_jobs
from smarthands.actor import Actor
from smarthands.jobs.deciding import waiting_on, where_something_waits
from smarthands.jobs.facts import views
from smarthands.kit import Kit
from smarthands.model import (
    Asset,
    EvidenceItem,
    Job,
    JobAsset,
    JobTechnician,
    Organization,
    Rendition,
    Site,
)
from smarthands.model.evidence import EvidenceState
from smarthands.paging import Page, decode_cursor, encode_cursor
from smarthands.search import contains
from smarthands.views.job import job_number
from smarthands.views.values import JsonDict


@dataclass(frozen=True, slots=True)
class JobFilter:
    """The filters of a list, which combine; an empty one lets everything through."""

    states: tuple[str, ...] = ()
    priority: int | None = None
    site: UUID | None = None
    organization: UUID | None = None
    technician: UUID | None = None
    waiting: bool = False
    q: str = ""


def list_jobs(
    kit: Kit, actor: Actor, filters: JobFilter, *, after: str | None = None, limit: int = 50
) -> Page[JsonDict]:
    """The jobs that this actor may see, the newest first. The key of a page is the number of a job,
    which only grows."""
    query = _filtered(visible_jobs(actor), filters)
    if filters.waiting:
        query = where_something_waits(query) if actor.internal else query.where(false())
    if after:
        query = query.where(Job.number < decode_cursor(after, int)[0])
    with kit.reading() as db:
        jobs = list(db.scalars(query.order_by(Job.number.desc()).limit(limit + 1)))
        rows = _rows(db, actor, jobs[:limit])
    next_page = encode_cursor(jobs[limit - 1].number) if len(jobs) > limit else None
    return Page(rows, next_page)


def _filtered(query: Select[Job], filters: JobFilter) -> Select[Job]:
    if filters.states:
        query = query.where(Job.state.in_(filters.states))
    if filters.priority:
        query = query.where(Job.priority == filters.priority)
    if filters.site:
        query = query.where(Job.site_id == filters.site)
    if filters.organization:
        query = query.where(Job.organization_id == filters.organization)
    if filters.technician:
        crew = select(JobTechnician.job_id).where(
            JobTechnician.person_id == filters.technician, JobTechnician.left_at.is_(None)
        )
        query = query.where(Job.id.in_(crew))
    return query.where(_matches(filters.q.strip())) if filters.q.strip() else query


def _matches(q: str) -> Any:
    # A search reads every job and asset, so each is folded once; nobody types a line break.
    assets = select(Asset.id).where(contains(Asset.tag + "\n" + Asset.serial, q))
    by_asset = select(JobAsset.job_id).where(JobAsset.asset_id.in_(assets))
    words = Job.title + "\n" + Job.reference + "\n" + Job.description
    conditions = [contains(words, q), Job.id.in_(by_asset)]
    digits = q.upper().removeprefix(job_number(0)[:-1])
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        conditions.append(Job.number == int(digits))
    return or_(*conditions)


def _rows(db: Session, actor: Actor, jobs: list[Job]) -> list[JsonDict]:
    ids = [job.id for job in jobs]
    job_sites = select(Site).where(Site.id.in_({job.site_id for job in jobs}))
    sites = {site.id: site for site in db.scalars(job_sites)}
    owners = select(Organization).where(Organization.id.in_({job.organization_id for job in jobs}))
    organizations = {each.id: each.name for each in db.scalars(owners)}
    counts, covers = _evidence_of(db, actor, ids)
    waiting = waiting_on(db, actor, ids)
    seqs = events.last_seqs(db, [job.stream for job in jobs])
    return [
        job_shown
        | {
            "seq": seqs.get(job.stream, 0),
            "site_name": sites[job.site_id].name,
            "time_zone": sites[job.site_id].time_zone,
            "organization_name": organizations[job.organization_id],
            "evidence_count": counts.get(job.id, 0),
            "waiting": waiting[job.id],
            "cover": str(covers[job.id]) if job.id in covers else None,
        }
        for job, job_shown in zip(jobs, views(db, jobs), strict=True)
    ]


def _evidence_of(
    db: Session, actor: Actor, ids: list[UUID]
) -> tuple[dict[UUID, int], dict[UUID, UUID]]:
    """For each job, the number of items that this reader sees and the latest photo that can be
    shown."""
    visible = (
        EvidenceItem.state == EvidenceState.SEALED,
        EvidenceItem.audience.in_(actor.audiences),
        EvidenceItem.withdrawn_at.is_(None),
    )
    counted = (
        select(EvidenceItem.job_id, func.count(EvidenceItem.id).label("number"))
        .where(EvidenceItem.job_id.in_(ids), *visible)
        .group_by(EvidenceItem.job_id)
    )
    counts = {row.job_id: row.number for row in db.execute(counted)}
    latest = (
        select(EvidenceItem.id)
        .join(Rendition, (Rendition.evidence_id == EvidenceItem.id) & (Rendition.name == "small"))
        .where(EvidenceItem.job_id == Job.id, *visible)
        .order_by(EvidenceItem.received_at.desc(), EvidenceItem.id)
        .limit(1)
        .correlate(Job)
        .scalar_subquery()
    )
    covers = db.execute(select(Job.id, latest).where(Job.id.in_(ids)))
    return counts, {job_id: cover for job_id, cover in covers if cover}
