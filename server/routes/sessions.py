"""The live session's facts: one address per verb. Signals go by socket; see docs/protocol.md."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, jsonify

from schemas.base import NothingSchema
from schemas.evidence import EvidenceViewSchema
from schemas.sessions.report import QualitySchema
from schemas.sessions.sessions import (
    CallListSchema,
    MessageViewSchema,
    NewMessageSchema,
    NewSessionSchema,
    SeatViewSchema,
    SessionViewSchema,
)
from schemas.sessions.stills import NewStillSchema, StillViewSchema
from server.auth.budgets import spend
from server.auth.ice import ice_servers
from server.auth.request_auth import actor
from server.http.request import context, kit
from server.http.routing import Routes
from smarthands.evidence import told_lines
from smarthands.phone_clock import ToldMoment
from smarthands.sessions import calls, report, ringing, stills
from smarthands.sessions.calls import TakenSeat

blueprint = Routes("sessions", __name__, url_prefix="/api", description="Live sessions")


@blueprint.get("/calls")
@blueprint.response(200, CallListSchema)
def list_calls() -> Any:
    """The calls that ring for me, and the sessions in which I have a seat."""
    return ringing.calls(kit(), actor())


@blueprint.post("/jobs/<uuid:job_id>/sessions")
@blueprint.arguments(NewSessionSchema)
@blueprint.response(201, SeatViewSchema)
def ask(body: dict[str, Any], job_id: UUID) -> Any:
    """Get help with a job, or call its technician."""
    return _seat(calls.ask(kit(), actor(), job_id, **body))


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/claim")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, SeatViewSchema)
def claim(_body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """Answer a ring; the first has it."""
    return _seat(calls.claim(kit(), actor(), job_id, session_id))


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/join")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, SeatViewSchema)
def join(_body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """Take one's seat, the first time or again."""
    return _seat(calls.join(kit(), actor(), job_id, session_id))


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/leave")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, SessionViewSchema)
def leave(_body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """Give one's seat up."""
    return calls.leave(kit(), actor(), job_id, session_id)


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/end")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, SessionViewSchema)
def end(_body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """End it for everyone."""
    return calls.end(kit(), actor(), job_id, session_id)


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/messages")
@blueprint.arguments(NewMessageSchema)
@blueprint.response(HTTPStatus.CREATED, MessageViewSchema)
@blueprint.alt_response(
    HTTPStatus.ACCEPTED,
    schema=EvidenceViewSchema,
    description="Its author was taken off the job before, without knowing. The line is a late note "
    "of the job, and nothing is left to do.",
)
def say(body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """A line of chat."""
    spend("message", job_id)
    id, text = body.pop("id"), body.pop("text")
    told = ToldMoment(**body) if body else None
    line = told_lines.tell(kit(), actor(), job_id, session_id, id=id, text=text, told=told)
    if line.note is None:
        return line.message
    response: Response = jsonify(EvidenceViewSchema().dump(line.note))
    response.status_code = HTTPStatus.ACCEPTED
    return response


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/stills")
@blueprint.arguments(NewStillSchema)
@blueprint.response(201, StillViewSchema)
def request_still(body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """Ask the phone for a picture; the photo that answers has the still's id."""
    return stills.request(kit(), actor(), job_id, session_id, **body)


@blueprint.post("/jobs/<uuid:job_id>/sessions/<uuid:session_id>/quality")
@blueprint.arguments(QualitySchema)
@blueprint.response(204)
def note_quality(body: dict[str, Any], job_id: UUID, session_id: UUID) -> Any:
    """Send the quality of one's own connection, for the report."""
    report.note_quality(kit(), actor(), job_id, session_id, quality=body)


def _seat(seat: TakenSeat) -> dict[str, Any]:
    node = context().nodes() > 0
    servers = ice_servers(context().settings, str(seat.participant), kit().now(), node=node)
    return {"session": seat.session, "participant": seat.participant, "ice_servers": servers}
