"""The progress of a job by the office's hand: one address per verb."""

from typing import Any
from uuid import UUID

from schemas.base import NothingSchema, ReasonSchema
from schemas.jobs import AssignmentSchema, JobViewSchema
from server.auth.request_auth import actor
from server.http.request import kit
from server.http.routing import Routes
from smarthands.jobs import progress

blueprint = Routes("progress", __name__, url_prefix="/api/jobs", description="Progress of jobs")


@blueprint.post("/<uuid:job_id>/open")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, JobViewSchema)
def open_requested(_body: dict[str, Any], job_id: UUID) -> Any:
    """Take up a client's request."""
    return progress.open_requested(kit(), actor(), job_id)


@blueprint.post("/<uuid:job_id>/assign")
@blueprint.arguments(AssignmentSchema)
@blueprint.response(200, JobViewSchema)
def assign(body: dict[str, Any], job_id: UUID) -> Any:
    """Assign or reassign technicians."""
    return progress.assign(kit(), actor(), job_id, **body)


@blueprint.post("/<uuid:job_id>/reopen")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, JobViewSchema)
def reopen(body: dict[str, Any], job_id: UUID) -> Any:
    """Take up an ended job again."""
    return progress.reopen(kit(), actor(), job_id, **body)


@blueprint.post("/<uuid:job_id>/cancel")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, JobViewSchema)
def cancel(body: dict[str, Any], job_id: UUID) -> Any:
    """Call a job off."""
    return progress.cancel(kit(), actor(), job_id, **body)
