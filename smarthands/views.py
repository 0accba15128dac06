"""Facts as readers see them, JSON-ready. A fetch and an event's details are made by the same
functions, which is why a browser that applies events equals one that fetches."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from smarthands.actor import Actor
from smarthands.events import stamp
from smarthands.model import EvidenceItem, Job, Share, Site

JsonDict = dict[str, Any]


class RenditionFacts(NamedTuple):
    """What readers are told of a rendition; width and height in pixels."""

    name: str
    width: int
    height: int
    sha256: str


def moment(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)


def job_view(job: Job, *, asset_ids: Iterable[UUID], technicians: Iterable[JsonDict]) -> JsonDict:
    return {
        "id": str(job.id),
        "number": job_number(job.number),
        "reference": job.reference,
        "kind": job.kind,
        "priority": job.priority,
        "title": job.title,
        "description": job.description,
        "state": job.state,
        "organization_id": str(job.organization_id),
        "site_id": str(job.site_id),
        "asset_ids": sorted(str(id) for id in asset_ids),
        "technicians": list(technicians),
        "arrive_by": moment(job.arrive_by),
        "requested_at": moment(job.requested_at),
        "opened_at": moment(job.opened_at),
        "acknowledged_at": moment(job.acknowledged_at),
        "arrived_at": moment(job.arrived_at),
        "held_at": moment(job.held_at),
        "hold_reason": job.hold_reason,
        "completed_at": moment(job.completed_at),
        "summary": _summary(job),
        "canceled_at": moment(job.canceled_at),
        "cancel_reason": job.cancel_reason,
    }


def job_number(number: int) -> str:
    return f"SH-{number}"


def _summary(job: Job) -> JsonDict | None:
    if job.completed_at is None:
        return None
    return {"fault": job.fault or "", "work": job.work or ""}


def evidence_view(item: EvidenceItem, renditions: Iterable[RenditionFacts] = ()) -> JsonDict:
    return {
        "id": str(item.id),
        "kind": item.kind,
        "phase": item.phase,
        "caption": item.caption,
        "text": item.text,
        "audience": item.audience,
        "author": {"id": str(item.author_id), "name": item.author_name},
        "captured_at": stamp(item.captured_at),
        "received_at": stamp(item.received_at),
        "sequence": item.sequence,
        "clock_off": item.clock_off,
        "media_type": item.media_type,
        "size": item.size,
        "sha256": item.sha256,
        "width": item.width,
        "height": item.height,
        "renditions": {
            r.name: {"width": r.width, "height": r.height, "sha256": r.sha256} for r in renditions
        },
        "problem": item.problem,
        "withdrawn_at": moment(item.withdrawn_at),
        "withdrawn_reason": item.withdrawn_reason,
    }


def share_view(share: Share) -> JsonDict:
    return {
        "id": str(share.id),
        "label": share.label,
        "created_at": stamp(share.created_at),
        "expires_at": stamp(share.expires_at),
        "revoked_at": moment(share.revoked_at),
    }


def site_view(site: Site, reader: Actor) -> JsonDict:
    """How to get in is told to the provider's own people alone."""
    shown = {
        "id": str(site.id),
        "organization_id": str(site.organization_id),
        "name": site.name,
        "address": site.address,
        "time_zone": site.time_zone,
    }
    return shown | ({"access_instructions": site.access_instructions} if reader.internal else {})


def changes(before: JsonDict, after: JsonDict) -> JsonDict:
    """The fields of `after` that differ: what an event of an edit carries."""
    return {key: value for key, value in after.items() if before.get(key) != value}
