"""Jobs: list, open or request, read, edit, follow."""

from typing import Any
from uuid import UUID

from flask import jsonify

from schemas.base import EventQuerySchema
from schemas.documents import DocumentQuerySchema, JobContextSchema, JobDocumentSchema
from schemas.events import EventPageSchema
from schemas.jobs import JobEditSchema, JobPageSchema, JobQuerySchema, JobViewSchema, NewJobSchema
from server.auth.request_auth import actor
from server.http.request import kit
from server.http.routing import Routes
from smarthands.actor import Actor
from smarthands.errors import invalid
from smarthands.jobs import document, jobs, listing
from smarthands.jobs.listing import JobFilter

blueprint = Routes("jobs", __name__, url_prefix="/api/jobs", description="Jobs")


@blueprint.get("")
@blueprint.arguments(JobQuerySchema, location="query")
@blueprint.response(200, JobPageSchema)
def list_jobs(query: dict[str, Any]) -> Any:
    """The jobs you may see, newest first."""
    page = {"after": query.pop("after"), "limit": query.pop("limit")}
    return listing.list_jobs(kit(), actor(), _filter(actor(), query), **page)


@blueprint.post("")
@blueprint.arguments(NewJobSchema)
@blueprint.response(201, JobViewSchema)
def open_or_request(body: dict[str, Any]) -> Any:
    """A client requests a job, a dispatcher opens one."""
    return jobs.open_or_request(kit(), actor(), **body)


@blueprint.get("/<uuid:job_id>")
@blueprint.arguments(DocumentQuerySchema, location="query")
@blueprint.response(200, JobDocumentSchema)
def get_job(query: dict[str, Any], job_id: UUID) -> Any:
    """The job and its evidence, at `seq`."""
    # The document is ready for JSON: to dump it again would double the time of a large job.
    return jsonify(document.document(kit(), actor(), job_id, **query))


@blueprint.patch("/<uuid:job_id>")
@blueprint.arguments(JobEditSchema)
@blueprint.response(200, JobViewSchema)
def edit_job(body: dict[str, Any], job_id: UUID) -> Any:
    """Change the fields of a job."""
    return jobs.edit(kit(), actor(), job_id, **body)


@blueprint.get("/<uuid:job_id>/context")
@blueprint.response(200, JobContextSchema)
def job_context(job_id: UUID) -> Any:
    """The job's organization, site and assets."""
    return document.context(kit(), actor(), job_id)


@blueprint.get("/<uuid:job_id>/events")
@blueprint.arguments(EventQuerySchema, location="query")
@blueprint.response(200, EventPageSchema)
def job_events(query: dict[str, Any], job_id: UUID) -> Any:
    """The job's events after a `seq`, as far as you may see their bodies."""
    return document.job_events(kit(), actor(), job_id, **query)


def _filter(actor: Actor, query: dict[str, Any]) -> JobFilter:
    return JobFilter(
        states=query.get("state", ()),
        priority=query.get("priority"),
        site=query.get("site"),
        organization=query.get("organization"),
        technician=_technician(actor, query.get("technician")),
        waiting=query.get("waiting", False),
        q=query.get("q", ""),
    )


def _technician(actor: Actor, text: str | None) -> UUID | None:
    if text is None:
        return None
    try:
        return actor.person_id if text == "me" else UUID(text)
    except ValueError as error:
        raise invalid("technician", "Give a person's id, or `me`.") from error
