"""The progress of a job: one address per verb."""

from typing import Any
from uuid import UUID

from schemas.base import NothingSchema, ReasonSchema
from schemas.jobs import AssignmentSchema, CompletionSchema, JobViewSchema
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


@blueprint.post("/<uuid:job_id>/acknowledge")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, JobViewSchema)
def acknowledge(_body: dict[str, Any], job_id: UUID) -> Any:
    """Acknowledge a job: the technician has taken it up."""
    return progress.acknowledge(kit(), actor(), job_id)


@blueprint.post("/<uuid:job_id>/arrive")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, JobViewSchema)
def arrive(_body: dict[str, Any], job_id: UUID) -> Any:
    """Arrive: the technician is on site."""
    return progress.arrive(kit(), actor(), job_id)


@blueprint.post("/<uuid:job_id>/hold")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, JobViewSchema)
def hold(body: dict[str, Any], job_id: UUID) -> Any:
    """Put a job on hold, with the reason."""
    return progress.hold(kit(), actor(), job_id, **body)


@blueprint.post("/<uuid:job_id>/resume")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, JobViewSchema)
def resume(_body: dict[str, Any], job_id: UUID) -> Any:
    """Go on where the job was held."""
    return progress.resume(kit(), actor(), job_id)


@blueprint.post("/<uuid:job_id>/complete")
@blueprint.arguments(CompletionSchema)
@blueprint.response(200, JobViewSchema)
def complete(body: dict[str, Any], job_id: UUID) -> Any:
    """Say what was wrong and what was done."""
    return progress.complete(kit(), actor(), job_id, **body)


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
