"""Marks on pictures, drawn in a session."""

from typing import Any
from uuid import UUID

from schemas.base import NothingSchema
from schemas.marks import MarkViewSchema, NewMarkSchema
from server.auth.budgets import spend
from server.auth.request_auth import actor
from server.http.request import kit
from server.http.routing import Routes
from smarthands.evidence import marks
from smarthands.evidence.capture import Capture

blueprint = Routes("marks", __name__, url_prefix="/api", description="Marks on pictures")


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/marks")
@blueprint.arguments(NewMarkSchema)
@blueprint.response(201, MarkViewSchema)
def draw(body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """Draw on a photo of the job."""
    spend("mark", job_id)
    capture = Capture(body.pop("drawn_at"), body.pop("device_time"))
    return marks.draw(kit(), actor(), job_id, session_id, capture=capture, **body)


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/marks/<uuid:mark_id>/undo")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, MarkViewSchema)
def undo(_body: dict[str, Any], job_id: UUID, session_id: UUID, mark_id: UUID) -> Any:
    """Take one's own mark back."""
    spend("mark", job_id)
    return marks.undo(kit(), actor(), job_id, session_id, mark_id)
