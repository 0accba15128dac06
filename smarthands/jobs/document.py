"""A job as its readers get it: the document, what stands around it, and its events."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands import events
from smarthands.access.jobs import job_for
from smarthands.access.organizations import organization_for
from smarthands.access.places import site_for
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.evidence.marks import marks_of
from smarthands.evidence.reading import views_of_job
from smarthands.jobs.facts import view
from smarthands.kit import Kit
from smarthands.model import Asset, Job, JobAsset, Join, Share
from smarthands.sessions.reading import sessions_of
from smarthands.views.join_link import join_view
from smarthands.views.place import site_view
from smarthands.views.share import share_view
from smarthands.views.values import JsonDict


def document(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    """The job at `seq`: what applying all its events up to `seq` gives this reader."""
    with kit.reading() as db:
        job = job_for(db, actor, job_id)
        shares = _shares(db, job) if actor.internal else {}
        return {
            "seq": events.last_seq(db, job.stream),
            "job": view(db, job),
            "evidence": views_of_job(db, actor, job.id),
            "shares": shares,
            **sessions_of(db, job.id),
            "marks": marks_of(db, actor, job),
            "joins": _joins(db, job) if actor.internal else {},
        }


def context(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    """The rows around a job that have a life of their own: organization, site, assets."""
    with kit.reading() as db:
        job = job_for(db, actor, job_id)
        assets = select(Asset).join(JobAsset, JobAsset.asset_id == Asset.id)
        return {
            "organization": organization_for(db, actor, job.organization_id),
            "site": site_view(site_for(db, actor, job.site_id), actor),
            "assets": list(db.scalars(assets.where(JobAsset.job_id == job.id).order_by(Asset.tag))),
        }


def job_events(
    kit: Kit, actor: Actor, job_id: UUID, *, after: int = 0, limit: int = 200
) -> JsonDict:
    with kit.reading() as db:
        job = job_for(db, actor, job_id)
        return _event_page(db, actor, job.stream, after, limit)


def organization_events(
    kit: Kit, actor: Actor, organization_id: UUID, *, after: int = 0, limit: int = 200
) -> JsonDict:
    with kit.reading() as db:
        organization = organization_for(db, actor, organization_id)
        require(actor, Verb.READ_ORGANIZATION_EVENTS)
        return _event_page(db, actor, organization.stream, after, limit)


def _event_page(db: Session, actor: Actor, stream: str, after: int, limit: int) -> JsonDict:
    rows = events.after(db, stream, after, limit + 1)
    items = [events.wire(event, actor.audiences) for event in rows[:limit]]
    return {"items": items, "next_after": items[-1]["seq"] if len(rows) > limit else None}


def _joins(db: Session, job: Job) -> dict[str, JsonDict]:
    query = select(Join).where(Join.job_id == job.id).order_by(Join.created_at)
    return {str(join.id): join_view(join) for join in db.scalars(query)}


def _shares(db: Session, job: Job) -> dict[str, JsonDict]:
    query = select(Share).where(Share.job_id == job.id).order_by(Share.created_at)
    return {str(share.id): share_view(share) for share in db.scalars(query)}
