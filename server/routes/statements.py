"""The steps of a job that people on site tell of, and what came too late: one address per verb."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, jsonify

from schemas.base import NothingSchema, ReasonSchema
from schemas.jobs import JobViewSchema
from schemas.statements import CompletionSchema, HoldSchema, StatementViewSchema, ToldSchema
from server.auth.request_auth import actor
from server.http.request import kit
from server.http.routing import Routes
from smarthands.jobs import late_statements
from smarthands.jobs.statements import Told, tell
from smarthands.jobs.steps import StepWords
from smarthands.model.statement import StatedVerb

blueprint = Routes(
    "statements", __name__, url_prefix="/api/jobs", description="Steps told from the site"
)


def _answers(view: Callable[..., Any]) -> Any:
    """Document the two answers to a step: the job after it; or, if others had acted meanwhile, the
    statement that waits for the desk."""
    taken = blueprint.response(HTTPStatus.OK, JobViewSchema)
    waits = blueprint.alt_response(
        HTTPStatus.ACCEPTED,
        schema=StatementViewSchema,
        description="The step was not taken. It waits for the desk, and nothing is left to do.",
    )
    return taken(waits(view))


@blueprint.post("/<uuid:job_id>/acknowledge")
@blueprint.arguments(ToldSchema)
@_answers
def acknowledge(body: dict[str, Any], job_id: UUID) -> Any:
    """Acknowledge a job: the technician has taken it up."""
    return _tell(job_id, StatedVerb.ACKNOWLEDGE, body)


@blueprint.post("/<uuid:job_id>/arrive")
@blueprint.arguments(ToldSchema)
@_answers
def arrive(body: dict[str, Any], job_id: UUID) -> Any:
    """Arrive: the technician is on site."""
    return _tell(job_id, StatedVerb.ARRIVE, body)


@blueprint.post("/<uuid:job_id>/hold")
@blueprint.arguments(HoldSchema)
@_answers
def hold(body: dict[str, Any], job_id: UUID) -> Any:
    """Put a job on hold, with the reason."""
    return _tell(job_id, StatedVerb.HOLD, body)


@blueprint.post("/<uuid:job_id>/resume")
@blueprint.arguments(ToldSchema)
@_answers
def resume(body: dict[str, Any], job_id: UUID) -> Any:
    """Go on where the job was held."""
    return _tell(job_id, StatedVerb.RESUME, body)


@blueprint.post("/<uuid:job_id>/complete")
@blueprint.arguments(CompletionSchema)
@_answers
def complete(body: dict[str, Any], job_id: UUID) -> Any:
    """Say what was wrong and what was done."""
    return _tell(job_id, StatedVerb.COMPLETE, body)


@blueprint.post("/<uuid:job_id>/statements/<uuid:statement_id>/accept")
@blueprint.arguments(NothingSchema)
@blueprint.response(200, JobViewSchema)
def accept(_body: dict[str, Any], job_id: UUID, statement_id: UUID) -> Any:
    """Take a step that came too late after all, at the time at which it happened."""
    return late_statements.accept(kit(), actor(), job_id, statement_id)


@blueprint.post("/<uuid:job_id>/statements/<uuid:statement_id>/refuse")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, StatementViewSchema)
def refuse(body: dict[str, Any], job_id: UUID, statement_id: UUID) -> Any:
    """Leave the job as it is, with the reason."""
    return late_statements.refuse(kit(), actor(), job_id, statement_id, **body)


def _tell(job_id: UUID, verb: StatedVerb, body: dict[str, Any]) -> Any:
    words = StepWords(body.get("reason"), body.get("fault"), body.get("work"))
    told = None
    if "id" in body:
        told = Told(body["happened_at"], body["device_time"], body.get("seen"), id=body["id"])
    answer = tell(kit(), actor(), job_id, verb, words, told)
    if answer.statement is None:
        return answer.job
    response: Response = jsonify(StatementViewSchema().dump(answer.statement))
    response.status_code = HTTPStatus.ACCEPTED
    return response
