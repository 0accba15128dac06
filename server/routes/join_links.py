"""Join links: made at the desk, taken by the guest who presses the button first."""

import io
from typing import Any
from uuid import UUID

import segno
from flask import Response

from schemas.base import NothingSchema
from schemas.join_links import (
    JoinEditSchema,
    JoinListSchema,
    JoinPeekSchema,
    ListedJoinSchema,
    NewJoinSchema,
    TakeJoinSchema,
)
from schemas.sign_in import SignedInSchema
from server.auth.links import guessing
from server.auth.request_auth import actor, public, require_own_origin
from server.http.request import kit
from server.http.routing import Routes
from server.routes.sign_in import login_response
from smarthands.errors import Code
from smarthands.people import guest_names, join_links
from smarthands.people.sign_in import LoginKind

blueprint = Routes("joins", __name__, url_prefix="/api", description="Join links")


@blueprint.get("/jobs/<uuid:job_id>/joins")
@blueprint.response(200, JoinListSchema)
def list_joins(job_id: UUID) -> Any:
    """A job's join links, with their addresses."""
    return {"items": join_links.joins(kit(), actor(), job_id)}


@blueprint.post("/jobs/<uuid:job_id>/joins")
@blueprint.arguments(NewJoinSchema)
@blueprint.response(201, ListedJoinSchema)
def create_join(body: dict[str, Any], job_id: UUID) -> Any:
    """Make a link for a guest technician."""
    return join_links.create(kit(), actor(), job_id, **body)


@blueprint.patch("/jobs/<uuid:job_id>/joins/<uuid:join_id>")
@blueprint.arguments(JoinEditSchema)
@blueprint.response(200, ListedJoinSchema)
def rename_join(body: dict[str, Any], job_id: UUID, join_id: UUID) -> Any:
    """Put another name on an open link, and give it to the guest who came by it."""
    return guest_names.rename(kit(), actor(), job_id, join_id, **body)


@blueprint.post("/jobs/<uuid:job_id>/joins/<uuid:join_id>/revoke")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, ListedJoinSchema)
def revoke_join(_body: dict[str, Any], job_id: UUID, join_id: UUID) -> Any:
    """Revoke a link; the guest who came in by it is signed out at once."""
    return join_links.revoke(kit(), actor(), job_id, join_id)


@blueprint.get("/jobs/<uuid:job_id>/joins/<uuid:join_id>/qr.svg")
@blueprint.response(200, {"type": "string"}, content_type="image/svg+xml")
def join_code(job_id: UUID, join_id: UUID) -> Any:
    """The link as a QR code."""
    drawn = io.BytesIO()
    code = segno.make(join_links.address(kit(), actor(), job_id, join_id), error="m", micro=False)
    # A unit makes segno write a viewBox, without which the picture would be cut, not scaled.
    drawing = {"scale": 8, "unit": "px", "dark": "#000", "light": "#fff", "xmldecl": False}
    code.save(drawn, kind="svg", border=4, **drawing)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@blueprint.get("/joins/<token>")
@blueprint.response(200, JoinPeekSchema)
@public
def peek_join(token: str) -> Any:
    """The job that a join link would open. A look never uses the link up."""
    with guessing("link"):
        return join_links.peek(kit(), token)


@blueprint.post("/joins/<token>")
@blueprint.arguments(TakeJoinSchema)
@blueprint.response(201, SignedInSchema)
@public
def take_join(body: dict[str, Any], token: str) -> Any:
    """Join: the first guest who presses the button is the technician."""
    kind: LoginKind = "bearer" if body["bearer"] else "cookie"
    if kind == "cookie":
        require_own_origin()
    with guessing("link"), guessing("key", Code.GONE):
        return login_response(
            join_links.take(kit(), token, name=body["name"], kind=kind, key=body.get("key", ""))
        )
