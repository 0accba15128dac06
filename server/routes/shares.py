"""Shares: made by the team, opened by anyone who has the link."""

from typing import Any
from uuid import UUID

from schemas.base import EventQuerySchema, NothingSchema
from schemas.documents import DocumentQuerySchema, SharedJobSchema
from schemas.events import EventPageSchema
from schemas.shares import ListedShareSchema, NewShareSchema, ShareListSchema
from server.auth.links import share_holder, shared_job
from server.auth.request_auth import actor, public
from server.http.redirects import to_object
from server.http.request import kit
from server.http.routing import Routes
from smarthands.evidence import reading
from smarthands.jobs import document, shares

blueprint = Routes("shares", __name__, url_prefix="/api", description="Shares")


@blueprint.get("/jobs/<uuid:job_id>/shares")
@blueprint.response(200, ShareListSchema)
def list_shares(job_id: UUID) -> Any:
    """A job's shares, with their addresses."""
    return {"items": shares.shares(kit(), actor(), job_id)}


@blueprint.post("/jobs/<uuid:job_id>/shares")
@blueprint.arguments(NewShareSchema)
@blueprint.response(201, ListedShareSchema)
def create_share(body: dict[str, Any], job_id: UUID) -> Any:
    """Make a link to a job's evidence."""
    return shares.create(kit(), actor(), job_id, **body)


@blueprint.post("/jobs/<uuid:job_id>/shares/<uuid:share_id>/revoke")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, ListedShareSchema)
def revoke_share(_body: dict[str, Any], job_id: UUID, share_id: UUID) -> Any:
    """Revoke a link; its pictures end with it."""
    return shares.revoke(kit(), actor(), job_id, share_id)


@blueprint.get("/shares/<token>")
@blueprint.arguments(DocumentQuerySchema, location="query")
@blueprint.response(200, SharedJobSchema)
@public
def open_share(query: dict[str, Any], token: str) -> Any:
    """The job that a share's link shows."""
    return shares.view(kit(), share_holder(token), **query)


@blueprint.get("/shares/<token>/events")
@blueprint.arguments(EventQuerySchema, location="query")
@blueprint.response(200, EventPageSchema)
@public
def share_events(query: dict[str, Any], token: str) -> Any:
    """The shared job's events after a `seq`."""
    holder = share_holder(token)
    return document.job_events(kit(), holder, shared_job(holder), **query)


@blueprint.get("/shares/<token>/evidence/<uuid:item_id>/pictures/<any(small, large):name>")
@blueprint.response(302)
@public
def share_picture(token: str, item_id: UUID, name: str) -> Any:
    """Redirect to a shared picture, at an address that lives a minute."""
    holder = share_holder(token)
    return to_object(reading.picture_url(kit(), holder, shared_job(holder), item_id, name))


@blueprint.get("/shares/<token>/evidence/<uuid:item_id>/file")
@blueprint.response(302)
@public
def share_file(token: str, item_id: UUID) -> Any:
    """Redirect to a shared attached file, to be saved, at an address that lives a minute."""
    holder = share_holder(token)
    return to_object(reading.file_url(kit(), holder, shared_job(holder), item_id))
