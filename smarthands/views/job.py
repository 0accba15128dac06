"""A job as its readers see it."""

from collections.abc import Iterable
from uuid import UUID

from smarthands.model import Job
from smarthands.model.job import ENDED_STATES
from smarthands.views.values import JsonDict, moment


def job_view(
    job: Job,
    *,
    asset_ids: Iterable[UUID],
    technicians: Iterable[JsonDict],
    photo_policy: JsonDict | None = None,
) -> JsonDict:
    """`photo_policy` is the site's. A job that has ended shows none, since nothing is taken on it:
    a later change of the policy then changes nothing of the job."""
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
        "photo_policy": None if job.state in ENDED_STATES else photo_policy,
    }


def job_number(number: int) -> str:
    return f"SH-{number}"


def _summary(job: Job) -> JsonDict | None:
    if job.completed_at is None:
        return None
    return {"fault": job.fault or "", "work": job.work or ""}
