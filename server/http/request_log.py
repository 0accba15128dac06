"""Around each request: its id, its log line, its metrics, and the log of refusals.

No secret and no name is logged.
"""

import re
import time
from collections.abc import Callable
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

from server.http.request import address, context
from server.refusal_log import RefusalLog
from smarthands.errors import Code

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
REFUSALS = {
    Code.SIGNED_OUT.value,
    Code.FORBIDDEN.value,
    Code.FOREIGN_ORIGIN.value,
    Code.NOT_FOUND.value,
    Code.OTHER_PERSON.value,
    Code.GONE.value,
    Code.TOO_MANY.value,
}
"""What says that somebody tried; a form that was filled in wrongly says nothing of the kind."""
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}
QUIET = {"operations.healthz", "operations.readyz", "operations.metrics", "files.asset"}

log = structlog.get_logger()


def install(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(end)


def begin() -> None:
    request_id = request.headers.get("X-Request-ID", "")
    trusted = context().settings.trusted_proxies and REQUEST_ID.fullmatch(request_id)
    g.request_id = request_id if trusted else uuid4().hex
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def end(response: Response) -> Response:
    """The template of the route is logged, not the address: addresses carry tokens."""
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    route = request.url_rule.rule if request.url_rule else "unknown"
    metrics = context().metrics
    metrics.requests.labels(route, response.status_code).inc()
    metrics.seconds.labels(route).observe(seconds)
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint not in QUIET:
        actor = g.get("actor")
        log.info(
            "request",
            method=request.method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            role=actor.role.value if actor and actor.role else None,
        )
    _note_refusal(route)
    return response


def _note_refusal(route: str) -> None:
    reason = g.get("refused")
    if reason in REFUSALS:
        actor = g.get("actor")
        context().refusals.note(
            reason,
            "http",
            address=address(),
            route=f"{request.method if request.method in METHODS else 'other'} {route}",
            person=actor.id if actor else None,
            claimed=g.get("claimed"),
        )


def teller(refusals: RefusalLog) -> Callable[[str, str, str | None, str], None]:
    """The function that sockets call for what they refuse."""

    def tell(reason: str, caller: str, person: str | None, message: str) -> None:
        if reason in REFUSALS:
            refusals.note(reason, "socket", address=caller, route=message, person=person)

    return tell
