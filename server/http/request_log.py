"""Around each request: its id, its log line, its metrics. No secret and no name is logged."""

import re
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

from server.http.request import context

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
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
    return response
