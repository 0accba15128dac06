"""Marks on pictures, drawn in a session."""

from typing import Any
from uuid import UUID

from schemas.base import Nothing
from schemas.marks import MarkView, NewMark
from server.http.request import actor, kit
from server.http.routing import Routes
from smarthands.evidence import marks
from smarthands.evidence.uploads import Capture

blueprint = Routes("marks", __name__, url_prefix="/api", description="Marks on pictures")


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/marks")
@blueprint.arguments(NewMark)
@blueprint.response(201, MarkView)
def draw(body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """Draw on a photo of the job."""
    capture = Capture(body.pop("drawn_at"), body.pop("device_time"))
    return marks.draw(kit(), actor(), job_id, session_id, capture=capture, **body)


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/marks/<uuid:mark_id>/undo")
@blueprint.arguments(Nothing)
@blueprint.response(200, MarkView)
def undo(_body: dict[str, Any], job_id: UUID, session_id: UUID, mark_id: UUID) -> Any:
    """Take one's own mark back."""
    return marks.undo(kit(), actor(), job_id, session_id, mark_id)
