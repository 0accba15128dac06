"""A job as its readers get it: the document, what stands around it, and its events."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands import events
from smarthands.access.jobs import job_for
from smarthands.access.organizations import organization_for
from smarthands.access.places import site_for
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.jobs.facts import view
from smarthands.jobs.parts import part_of
from smarthands.kit import Kit
from smarthands.model import Asset, Event, Job, JobAsset, Join, Share, Statement
from smarthands.model.statement import StatementState
from smarthands.sessions.reading import NONE, sessions_of
from smarthands.views.join_link import join_view
from smarthands.views.place import site_view
from smarthands.views.share import share_view
from smarthands.views.statement import statement_view
from smarthands.views.values import JsonDict

EVENT_BYTES = 300_000
"""A page of events ends with the event that reaches so many bytes."""
EVENT_SLICE = 25


def document(kit: Kit, actor: Actor, job_id: UUID, *, after: str | None = None) -> JsonDict:
    """The job at `seq`: what applying all its events up to `seq` gives this reader.

    Of a job with much in it, `next` is the cursor of the next part of its evidence, messages and
    marks. A reader adds those of all parts to the first, whose `seq` stays: what has changed
    meanwhile comes again by the events after it.
    """
    with kit.reading() as db:
        job = job_for(db, actor, job_id)
        whole = after is None
        internal = whole and actor.internal
        part, following = part_of(db, actor, job, after)
        shown = {
            "seq": events.last_seq(db, job.stream),
            "job": view(db, job),
            "shares": _shares(db, job) if internal else {},
            **(sessions_of(db, job.id) if whole else NONE),
            "joins": _joins(db, job) if internal else {},
            "statements": _statements(db, job) if internal else {},
            **part,
        }
        return shown | ({"next": following} if following else {})


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
    items: list[JsonDict] = []
    room = EVENT_BYTES
    for event in _in_slices(db, stream, after, limit + 1):
        if len(items) == limit or room <= 0:
            return {"items": items, "next_after": items[-1]["seq"]}
        items.append(events.wire(event, actor.audiences))
        room -= len(event.body or "")
    return {"items": items, "next_after": None}


def _in_slices(db: Session, stream: str, after: int, limit: int) -> Iterator[Event]:
    """Up to `limit` events; those that a page has no room for are mostly not even read."""
    while limit > 0:
        rows = events.after(db, stream, after, min(limit, EVENT_SLICE))
        yield from rows
        if len(rows) < EVENT_SLICE:
            return
        after, limit = rows[-1].seq, limit - len(rows)


def _joins(db: Session, job: Job) -> dict[str, JsonDict]:
    query = select(Join).where(Join.job_id == job.id).order_by(Join.created_at)
    return {str(join.id): join_view(join) for join in db.scalars(query)}


def _statements(db: Session, job: Job) -> dict[str, JsonDict]:
    query = select(Statement).where(
        Statement.job_id == job.id, Statement.state != StatementState.APPLIED
    )
    rows = db.scalars(query.order_by(Statement.received_at))
    return {str(statement.id): statement_view(statement) for statement in rows}


def _shares(db: Session, job: Job) -> dict[str, JsonDict]:
    query = select(Share).where(Share.job_id == job.id).order_by(Share.created_at)
    return {str(share.id): share_view(share) for share in db.scalars(query)}
