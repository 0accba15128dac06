"""The one mapping from exceptions to responses of `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping

import structlog
from flask import Flask, Response, g, json
from werkzeug.exceptions import HTTPException

from smarthands.errors import Code, Problem

STATUS = {
    Code.MALFORMED: 400,
    Code.SIGNED_OUT: 401,
    Code.FORBIDDEN: 403,
    Code.FOREIGN_ORIGIN: 403,
    Code.UNCONFIRMED: 403,
    Code.PHOTO_POLICY: 403,
    Code.NOT_FOUND: 404,
    Code.NOT_ALLOWED: 405,
    Code.CONFLICT: 409,
    Code.CLAIMED: 409,
    Code.OTHER_PERSON: 409,
    Code.UPLOAD_MISSING: 409,
    Code.GONE: 410,
    Code.TOO_LARGE: 413,
    Code.INVALID: 422,
    Code.UPLOAD_MISMATCH: 422,
    Code.TOO_MANY: 429,
    Code.INTERNAL: 500,
    Code.BUSY: 503,
    Code.STORAGE_DOWN: 503,
    Code.STORAGE_FULL: 507,
}
TITLES = {
    400: "Malformed request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Wrong method",
    408: "Too late",
    409: "Conflict",
    410: "Gone",
    413: "Too large",
    415: "Wrong content type",
    422: "Some fields can't be taken",
    429: "Too many tries",
    500: "Server error",
    503: "Try again in a moment",
    507: "Storage full",
}
CODES = {400: Code.MALFORMED, 404: Code.NOT_FOUND, 405: Code.NOT_ALLOWED, 413: Code.TOO_LARGE}
DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    408: "The body took too long to come. Send it again.",
    413: "The body is too large. Send less at once.",
}

MOST_LINES = 100
"""The lines of a file that one refusal names; its detail says how many there are."""
LONGEST_MESSAGE = 300

log = structlog.get_logger()


def problem_response(problem: Problem, *, status: int | None = None) -> Response:
    """The problem as a response, which repeats nothing of the request."""
    status = status or STATUS[problem.code]
    g.refused = problem.code.value
    body: dict[str, object] = {
        "type": "about:blank",
        "title": TITLES.get(status, "The request failed"),
        "status": status,
        "code": problem.code.value,
        "detail": problem.detail,
        "request_id": g.get("request_id", ""),
    }
    if problem.fields:
        body["fields"] = {name: list(messages) for name, messages in problem.fields.items()}
    if problem.lines:
        body["lines"] = [_shortened(line) for line in problem.lines[:MOST_LINES]]
    response = Response(json.dumps(body), status, content_type="application/problem+json")
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def _shortened(line: Mapping[str, object]) -> dict[str, object]:
    return {**line, "message": str(line["message"])[:LONGEST_MESSAGE]}


def install(app: Flask) -> None:
    app.register_error_handler(Problem, from_problem)
    app.register_error_handler(ConnectionError, storage_down)
    app.register_error_handler(HTTPException, from_http)
    app.register_error_handler(Exception, unexpected)


def from_problem(problem: Problem) -> Response:
    if STATUS[problem.code] >= 500:
        log.warning("not able", code=problem.code.value, reason=_reason(problem.__cause__))
    return problem_response(problem)


def _reason(cause: BaseException | None) -> str:
    """The database's message, for operators, without the line of values that PostgreSQL adds."""
    message = str(getattr(cause, "orig", "")).partition("\n")[0]
    return f"{type(cause).__name__}: {message}" if cause else ""


def storage_down(error: ConnectionError) -> Response:
    log.warning("storage down", problem=type(error.__cause__ or error).__name__)
    return problem_response(
        Problem(
            Code.STORAGE_DOWN,
            "The photo store does not answer. Nothing is lost; try again in a moment.",
            retry_after=5,
        )
    )


def from_http(error: HTTPException) -> Response:
    status = error.code or 500
    code = CODES.get(status, Code.MALFORMED if status < 500 else Code.INTERNAL)
    detail = DETAILS.get(status, error.description or "The request can't be taken.")
    response = problem_response(Problem(code, detail), status=status)
    if status == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def unexpected(error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return problem_response(
        Problem(
            Code.INTERNAL,
            "Something on the server failed; nothing was saved. Try again, and tell your "
            "administrator the request id if it stays.",
        )
    )
