"""Evidence: announce, seal, note, describe, withdraw, accept, view."""

from typing import Any
from uuid import UUID

from flask import request

from schemas.base import NothingSchema
from schemas.evidence import (
    DescriptionSchema,
    EvidenceViewSchema,
    NewNoteSchema,
    UploadRequestSchema,
    UploadTicketSchema,
    WithdrawalSchema,
)
from server.auth.request_auth import actor
from server.http.redirects import to_object
from server.http.request import context, kit
from server.http.routing import Routes
from smarthands.evidence import annotations, late, notes, reading, relaying, uploads
from smarthands.evidence.capture import Capture, FileClaim, Label

BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}

blueprint = Routes("evidence", __name__, url_prefix="/api/jobs", description="Evidence")


@blueprint.post("/<uuid:job_id>/uploads")
@blueprint.arguments(UploadRequestSchema)
@blueprint.response(201, UploadTicketSchema)
def request_upload(body: dict[str, Any], job_id: UUID) -> Any:
    """Announce a photo, a voice note or a file and get an address to PUT exactly these bytes to."""
    claim = FileClaim(body["media_type"], body["size"], body["sha256"], body.get("name"))
    return uploads.request_upload(
        kit(),
        actor(),
        job_id,
        id=body["id"],
        claim=claim,
        capture=_capture(body),
        label=_label(body),
    )


@blueprint.put("/<uuid:job_id>/evidence/<uuid:item_id>/content")
@blueprint.doc(requestBody={"required": True, "content": BYTES})
@blueprint.response(204)
def put_content(job_id: UUID, item_id: UUID) -> None:
    """Send the bytes of an announced upload through this server, where the address that was handed
    out can't be reached; seal it afterwards."""
    with context().streamed_bodies.open(request, actor().id) as body:
        relaying.relay(kit(), actor(), job_id, item_id, size=body.size, chunks=body.chunks)
    context().metrics.count_relayed(body.size)


@blueprint.post("/<uuid:job_id>/evidence/<uuid:item_id>/seal")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, EvidenceViewSchema)
def seal(_body: dict[str, Any], job_id: UUID, item_id: UUID) -> Any:
    """Acknowledge an upload, after S3 itself has confirmed its size and SHA-256."""
    return uploads.seal(kit(), actor(), job_id, item_id)


@blueprint.post("/<uuid:job_id>/notes")
@blueprint.arguments(NewNoteSchema)
@blueprint.response(201, EvidenceViewSchema)
def add_note(body: dict[str, Any], job_id: UUID) -> Any:
    """Add a note."""
    return notes.add_note(
        kit(),
        actor(),
        job_id,
        id=body["id"],
        text=body["text"],
        capture=_capture(body),
        label=_label(body),
    )


@blueprint.patch("/<uuid:job_id>/evidence/<uuid:item_id>")
@blueprint.arguments(DescriptionSchema)
@blueprint.response(200, EvidenceViewSchema)
def describe(body: dict[str, Any], job_id: UUID, item_id: UUID) -> Any:
    """Set an item's caption or phase."""
    return annotations.describe(kit(), actor(), job_id, item_id, **body)


@blueprint.post("/<uuid:job_id>/evidence/<uuid:item_id>/withdraw")
@blueprint.arguments(WithdrawalSchema)
@blueprint.response(200, EvidenceViewSchema)
def withdraw(body: dict[str, Any], job_id: UUID, item_id: UUID) -> Any:
    """Take an item out of view, with the reason."""
    return annotations.withdraw(kit(), actor(), job_id, item_id, **body)


@blueprint.post("/<uuid:job_id>/evidence/<uuid:item_id>/accept")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, EvidenceViewSchema)
def accept(_body: dict[str, Any], job_id: UUID, item_id: UUID) -> Any:
    """Accept late evidence: from now on everyone sees it whom its author chose."""
    return late.accept(kit(), actor(), job_id, item_id)


@blueprint.get("/<uuid:job_id>/evidence/<uuid:item_id>/pictures/<any(small, large, original):name>")
@blueprint.response(302)
def picture(job_id: UUID, item_id: UUID, name: str) -> Any:
    """Redirect to a picture, at an address that lives a minute. Originals are for the team."""
    return to_object(reading.picture_url(kit(), actor(), job_id, item_id, name))


@blueprint.get("/<uuid:job_id>/evidence/<uuid:item_id>/file")
@blueprint.response(302)
def file(job_id: UUID, item_id: UUID) -> Any:
    """Redirect to an attached file, to be saved, at an address that lives a minute."""
    return to_object(reading.file_url(kit(), actor(), job_id, item_id))


def _capture(body: dict[str, Any]) -> Capture:
    return Capture(
        captured_at=body["captured_at"],
        device_time=body["device_time"],
        sequence=body["sequence"],
        seen=body["seen"],
        facts=body.get("capture"),
    )


def _label(body: dict[str, Any]) -> Label:
    return Label(body["phase"], body.get("caption", ""), body["audience"], body.get("source"))
