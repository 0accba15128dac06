"""A job as its readers find it: the list, the document, its context, its events, its pictures."""

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from smarthands import events
from smarthands.access.evidence import evidence_for, visible_evidence
from smarthands.access.jobs import job_for
from smarthands.access.organizations import organization_for
from smarthands.access.places import site_for
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import not_found
from smarthands.jobs.jobs import views as job_views
from smarthands.kit import Kit
from smarthands.model import (
    Asset,
    EvidenceItem,
    Job,
    JobAsset,
    Join,
    Mark,
    Rendition,
    Share,
)
from smarthands.model.evidence import EvidenceKind
from smarthands.sessions.ringing import sessions_of
from smarthands.views.evidence import RenditionFacts, evidence_view
from smarthands.views.join_link import join_view
from smarthands.views.mark import mark_view
from smarthands.views.place import site_view
from smarthands.views.share import share_view
from smarthands.views.values import JsonDict

PICTURE_SECONDS = 60
SENT = {EvidenceKind.PHOTO, EvidenceKind.VOICE_NOTE}
"""As files by people, whose originals are to be saved and not shown."""
ORIGINAL_TYPES = {"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"}


def document(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    """The job at `seq`: what applying all its events up to `seq` gives this reader."""
    with kit.reading() as db:
        job = job_for(db, actor, job_id)
        items = list(
            db.scalars(
                visible_evidence(actor, job.id).order_by(EvidenceItem.received_at, EvidenceItem.id)
            )
        )
        renditions = _renditions(db, EvidenceItem.job_id == job.id)
        shares = _shares(db, job) if actor.internal else {}
        return {
            "seq": events.last_seq(db, job.stream),
            "job": job_views(db, [job])[0],
            "evidence": {
                str(item.id): evidence_view(item, renditions.get(item.id, ())) for item in items
            },
            "shares": shares,
            **sessions_of(db, job.id),
            "marks": _marks(db, actor, job),
            "joins": _joins(db, job) if actor.internal else {},
        }


def context(kit: Kit, actor: Actor, job_id: UUID) -> JsonDict:
    """What stands around a job and has its own life: organization, site, assets."""
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


def picture_url(kit: Kit, actor: Actor, job_id: UUID, item_id: UUID, name: str) -> str:
    """An address for one picture that lives a minute. Withdrawn ones are for the team alone."""
    with kit.reading() as db:
        item = evidence_for(db, actor, job_id, item_id)
        if item.kind == EvidenceKind.NOTE or (item.withdrawn_at and not actor.internal):
            raise not_found("picture")
        if name == "original" and item.kind in SENT:
            require(actor, Verb.SEE_ORIGINAL, item)
            return _original_url(kit, item)
        rendition = db.get(Rendition, (item.id, name))
    if rendition is None:
        raise not_found("picture")
    return kit.objects.sign_get(
        rendition.object_key,
        rendition.object_version,
        media_type="image/jpeg",
        disposition="inline",
        seconds=PICTURE_SECONDS,
    )


def evidence_shown(db: Session, item: EvidenceItem) -> JsonDict:
    return evidence_view(item, _renditions(db, EvidenceItem.id == item.id).get(item.id, ()))


def _original_url(kit: Kit, item: EvidenceItem) -> str:
    # The type was the phone's claim; what could not be read as a picture is bytes to save.
    sound = item.problem is None and item.media_type in ORIGINAL_TYPES
    media_type = item.media_type if sound and item.media_type else "application/octet-stream"
    extension = media_type.removeprefix("image/") if sound else "bin"
    return kit.objects.sign_get(
        item.object_key or "",
        item.object_version or "",
        media_type=media_type,
        disposition=f'attachment; filename="{item.id}.{extension}"',
        seconds=PICTURE_SECONDS,
    )


def _event_page(db: Session, actor: Actor, stream: str, after: int, limit: int) -> JsonDict:
    found = events.after(db, stream, after, limit + 1)
    shown = [events.wire(event, actor.audiences) for event in found[:limit]]
    return {"items": shown, "next_after": shown[-1]["seq"] if len(found) > limit else None}


def _renditions(db: Session, *these: ColumnElement[bool]) -> dict[UUID, list[RenditionFacts]]:
    """By item. Columns alone: a job of a thousand photos has two thousand of them."""
    r = Rendition
    columns = select(r.evidence_id, r.name, r.width, r.height, r.sha256)
    items = columns.join(EvidenceItem, EvidenceItem.id == r.evidence_id).where(*these)
    found: dict[UUID, list[RenditionFacts]] = {}
    for id, name, width, height, sha256 in db.execute(items.order_by(r.name)):
        found.setdefault(id, []).append(RenditionFacts(name, width, height, sha256))
    return found


def _joins(db: Session, job: Job) -> dict[str, JsonDict]:
    query = select(Join).where(Join.job_id == job.id).order_by(Join.created_at)
    return {str(join.id): join_view(join) for join in db.scalars(query)}


def _marks(db: Session, actor: Actor, job: Job) -> dict[str, JsonDict]:
    """On pictures that this reader sees."""
    query = (
        select(Mark)
        .join(EvidenceItem, EvidenceItem.id == Mark.evidence_id)
        .where(Mark.job_id == job.id, EvidenceItem.audience.in_(actor.audiences))
    )
    marks = db.scalars(query.order_by(Mark.drawn_at, Mark.id))
    return {str(mark.id): mark_view(mark) for mark in marks}


def _shares(db: Session, job: Job) -> dict[str, JsonDict]:
    query = select(Share).where(Share.job_id == job.id).order_by(Share.created_at)
    return {str(share.id): share_view(share) for share in db.scalars(query)}
