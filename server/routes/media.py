"""Facts that media nodes send, and nobody else may: gaps, recorded files, stills of the video."""

from typing import Any
from uuid import UUID

from schemas.base import NothingSchema
from schemas.evidence import EvidenceViewSchema, UploadTicketSchema
from schemas.recorded_files import (
    FileViewSchema,
    NewFileSchema,
    NewPartSchema,
    SignedPartSchema,
    WholeFileSchema,
)
from schemas.sessions.gaps import GapViewSchema, NewGapSchema
from schemas.sessions.stills import StillUploadSchema
from server.auth.request_auth import actor, for_nodes
from server.http.request import kit
from server.http.routing import Routes
from smarthands.evidence import video_stills
from smarthands.evidence.capture import FileClaim
from smarthands.recordings import files, parts, sealing
from smarthands.recordings.parts import CompletedPart
from smarthands.recordings.sealing import CompletedFile
from smarthands.sessions import gaps
from smarthands.sessions.gaps import Missing

blueprint = Routes("media", __name__, url_prefix="/api/media", description="Media nodes")


@blueprint.post("/sessions/<uuid:session_id>/gaps")
@blueprint.arguments(NewGapSchema)
@blueprint.response(201, GapViewSchema)
@for_nodes
def note_interruption(body: dict[str, Any], session_id: UUID) -> Any:
    """Record that a participant's picture and sound were missing for a while."""
    return gaps.note_interruption(kit(), actor(), session_id, **body)


@blueprint.post("/recordings/<uuid:recording_id>/files")
@blueprint.arguments(NewFileSchema)
@blueprint.response(201, FileViewSchema)
@for_nodes
def begin(body: dict[str, Any], recording_id: UUID) -> Any:
    """Begin a file of the media that one participant sends."""
    return files.begin(kit(), actor(), recording_id, **body)


@blueprint.post("/recordings/<uuid:recording_id>/files/<uuid:file_id>/parts")
@blueprint.arguments(NewPartSchema)
@blueprint.response(201, SignedPartSchema)
@for_nodes
def announce_part(body: dict[str, Any], recording_id: UUID, file_id: UUID) -> Any:
    """Announce a part and get an address to PUT exactly these bytes to."""
    return parts.announce_part(kit(), actor(), recording_id, file_id, **body)


@blueprint.post("/recordings/<uuid:recording_id>/files/<uuid:file_id>/complete")
@blueprint.arguments(WholeFileSchema)
@blueprint.response(200, EvidenceViewSchema)
@for_nodes
def complete(body: dict[str, Any], recording_id: UUID, file_id: UUID) -> Any:
    """Turn the parts into evidence, after S3 itself has confirmed the hash of them all."""
    return sealing.complete(kit(), actor(), recording_id, file_id, completed=_completed(body))


@blueprint.post("/sessions/<uuid:session_id>/stills/<uuid:still_id>/upload")
@blueprint.arguments(StillUploadSchema)
@blueprint.response(201, UploadTicketSchema)
@for_nodes
def upload_still(body: dict[str, Any], session_id: UUID, still_id: UUID) -> Any:
    """Announce the picture of the video that answers a still."""
    return video_stills.request_upload(
        kit(),
        actor(),
        session_id,
        still_id,
        claim=FileClaim(video_stills.JPEG, body["size"], body["sha256"]),
        participant=body["participant"],
        taken_at=body["at"],
    )


@blueprint.post("/sessions/<uuid:session_id>/stills/<uuid:still_id>/seal")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, EvidenceViewSchema)
@for_nodes
def seal_still(_body: dict[str, Any], session_id: UUID, still_id: UUID) -> Any:
    """Acknowledge the upload; the still is answered."""
    return video_stills.seal(kit(), actor(), session_id, still_id)


def _completed(body: dict[str, Any]) -> CompletedFile:
    return CompletedFile(
        size=body["size"],
        sha256=body["sha256"],
        seconds=body["seconds"],
        parts=[CompletedPart(**part) for part in body["parts"]],
        gaps=[Missing(gap["at"], gap["seconds"], gap["reason"]) for gap in body["gaps"]],
    )
