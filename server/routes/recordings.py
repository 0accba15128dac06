"""Recordings: ask for consent, answer, stop, play; the sound of voice notes."""

from typing import Any
from uuid import UUID

from flask import Response

from schemas.base import NothingSchema
from schemas.recordings import AnswerSchema, ChaptersSchema, NewRecordingSchema
from schemas.sessions.sessions import SessionViewSchema
from server.auth.links import share_holder, shared_job
from server.auth.request_auth import actor, public
from server.http.redirects import to_object
from server.http.request import kit
from server.http.routing import Routes
from smarthands.evidence import reading
from smarthands.recordings import playback
from smarthands.sessions import consent

blueprint = Routes("recordings", __name__, url_prefix="/api", description="Recordings")


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/recording")
@blueprint.arguments(NewRecordingSchema)
@blueprint.response(201, SessionViewSchema)
def ask(body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """Ask everybody in the call for consent; asking counts as one's own consent."""
    return consent.ask(kit(), actor(), job_id, session_id, **body)


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/recording/consent")
@blueprint.arguments(AnswerSchema)
@blueprint.response(200, SessionViewSchema)
def answer(body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """Consent to being recorded, or refuse, at any time."""
    return consent.answer(kit(), actor(), job_id, session_id, **body)


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/recording/stop")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, SessionViewSchema)
def stop(_body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """Stop recording, for good."""
    return consent.stop(kit(), actor(), job_id, session_id)


@blueprint.get("/jobs/<uuid:job_id>/evidence/<uuid:item_id>/recording")
@blueprint.response(302)
def play(job_id: UUID, item_id: UUID) -> Response:
    """Redirect to a recording, at an address that a player can seek in."""
    return to_object(playback.recording_url(kit(), actor(), job_id, item_id))


@blueprint.get("/jobs/<uuid:job_id>/evidence/<uuid:item_id>/sound")
@blueprint.response(302)
def listen(job_id: UUID, item_id: UUID) -> Response:
    """Redirect to the sound of a voice note."""
    return to_object(reading.sound_url(kit(), actor(), job_id, item_id))


@blueprint.get("/jobs/<uuid:job_id>/evidence/<uuid:item_id>/chapters")
@blueprint.response(200, ChaptersSchema)
def chapters(job_id: UUID, item_id: UUID) -> Any:
    """The chapters of a recording: events of the session, by second."""
    return {"items": playback.chapters(kit(), actor(), job_id, item_id)}


@blueprint.get("/shares/<token>/evidence/<uuid:item_id>/recording")
@blueprint.response(302)
@public
def play_shared(token: str, item_id: UUID) -> Response:
    """Redirect to a shared recording."""
    holder = share_holder(token)
    return to_object(playback.recording_url(kit(), holder, shared_job(holder), item_id))


@blueprint.get("/shares/<token>/evidence/<uuid:item_id>/sound")
@blueprint.response(302)
@public
def listen_shared(token: str, item_id: UUID) -> Response:
    """Redirect to the sound of a shared voice note."""
    holder = share_holder(token)
    return to_object(reading.sound_url(kit(), holder, shared_job(holder), item_id))


@blueprint.get("/shares/<token>/evidence/<uuid:item_id>/chapters")
@blueprint.response(200, ChaptersSchema)
@public
def shared_chapters(token: str, item_id: UUID) -> Any:
    """The chapters of a shared recording."""
    holder = share_holder(token)
    return {"items": playback.chapters(kit(), holder, shared_job(holder), item_id)}
