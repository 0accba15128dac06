"""Operations: liveness, readiness, metrics, and the settings that pages need."""

from hmac import compare_digest
from math import nan
from typing import Any

from flask import Response, request
from prometheus_client import CONTENT_TYPE_LATEST

from schemas.operations import ConfigSchema, HealthSchema, ReadinessSchema
from schemas.people import LANGUAGES
from server.auth.request_auth import public
from server.http.request import context, kit
from server.http.routing import Routes
from server.version import VERSION
from smarthands.errors import Problem, not_found
from smarthands.upkeep import deliveries, readiness

blueprint = Routes("operations", __name__, description="For operators")


@blueprint.get("/healthz")
@blueprint.response(200, HealthSchema)
@public
def healthz() -> Any:
    """The process answers."""
    return {"ok": True}


@blueprint.get("/readyz")
@blueprint.response(200, ReadinessSchema)
@public
def readyz() -> Any:
    """Database, objects and worker answer; 503 while one of them does not."""
    status = readiness.check(kit(), nodes_confined=context().nodes_confined())
    return status, 200 if status["ok"] else 503


@blueprint.get("/metrics")
@blueprint.response(200, content_type="text/plain")
@public
def metrics() -> Any:
    """Prometheus metrics, for the bearer of SMARTHANDS_METRICS_TOKEN."""
    token = context().settings.metrics_token
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not compare_digest(bearer.encode(), token.encode()):
        raise not_found("page")
    context().metrics.given_up.set(_given_up())
    return Response(context().metrics.text(), content_type=CONTENT_TYPE_LATEST)


def _given_up() -> float:
    """The count is not a number while the database is away, when the other figures matter most."""
    try:
        return deliveries.given_up(kit())
    except Problem:
        return nan


@blueprint.get("/api/config")
@blueprint.response(200, ConfigSchema)
@public
def config() -> Any:
    """The settings that pages need before anyone has signed in."""
    settings = context().settings
    return {
        "name": readiness.provider(kit()),
        "languages": list(LANGUAGES),
        "upload_max_bytes": settings.upload_max_bytes,
        "objects_origin": settings.s3_public_url,
        "version": VERSION,
    }
