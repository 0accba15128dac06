"""Shares: made by the team, opened by whoever holds the link."""

from typing import Any
from uuid import UUID

from schemas.base import EventQuerySchema, NothingSchema
from schemas.documents import SharedJobSchema
from schemas.events import EventPageSchema
from schemas.shares import ListedShareSchema, NewShareSchema, ShareListSchema
from server.http.request import actor, address, house, kit, public
from server.http.routing import Routes
from server.routes.evidence import to_picture
from smarthands.actor import Actor
from smarthands.errors import Code, Problem, not_found
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
    """Take a link back, pictures included."""
    return shares.revoke(kit(), actor(), job_id, share_id)


@blueprint.get("/shares/<token>")
@blueprint.response(200, SharedJobSchema)
@public
def open_share(token: str) -> Any:
    """What a share's link shows."""
    return shares.view(kit(), holder(token))


@blueprint.get("/shares/<token>/events")
@blueprint.arguments(EventQuerySchema, location="query")
@blueprint.response(200, EventPageSchema)
@public
def share_events(query: dict[str, Any], token: str) -> Any:
    """The shared job's events after a `seq`."""
    who = holder(token)
    return document.job_events(kit(), who, job_of(who), **query)


@blueprint.get("/shares/<token>/evidence/<uuid:item_id>/pictures/<any(small, large):name>")
@blueprint.response(302)
@public
def share_picture(token: str, item_id: UUID, name: str) -> Any:
    """To a shared picture, by an address that lives a minute."""
    who = holder(token)
    return to_picture(reading.picture_url(kit(), who, job_of(who), item_id, name))


def holder(token: str) -> Actor:
    """Whoever holds a share's token. Guessing is slowed; a known token is never refused."""
    try:
        return shares.actor_for_share(kit(), token)
    except Problem as problem:
        if problem.code == Code.NOT_FOUND:
            house().doorkeeper.count("share", address())
        raise


def job_of(who: Actor) -> UUID:
    if who.job_id is None:
        raise not_found("job")
    return who.job_id
