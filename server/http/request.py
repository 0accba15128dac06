"""The context of the app and the address of the caller, as every view needs them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app, request

from server.callers import caller_key
from server.http.bodies import Bodies
from server.http.rate_limits import RateLimits
from server.http.request_budgets import RequestBudgets
from server.http.streamed_bodies import StreamedBodies
from server.metrics import Metrics
from server.refusal_log import RefusalLog
from server.settings.settings import Settings
from smarthands.kit import Kit

PERSON_HEADER = "Smart-Hands-Person"
"""The id of the person in whose name a page sends a change."""


@dataclass(frozen=True)
class AppContext:
    """All that the composition root made, kept on the app."""

    settings: Settings
    kit: Kit
    rate_limits: RateLimits
    request_budgets: RequestBudgets
    refusals: RefusalLog
    wait_turn: Callable[[str], object]
    """Returns when the work of a caller may begin."""
    metrics: Metrics
    origins: frozenset[str]
    """The origins of our own pages."""
    nodes: Callable[[], int]
    """The number of connected media nodes."""
    nodes_confined: Callable[[], bool]
    """Whether the decoders of all connected media nodes are walled off."""
    bodies: Bodies = field(default_factory=Bodies)
    streamed_bodies: StreamedBodies = field(default_factory=StreamedBodies)


def context() -> AppContext:
    return context_of(current_app)


def context_of(app: Flask) -> AppContext:
    app_context: AppContext = app.extensions["smarthands"]
    return app_context


def kit() -> Kit:
    return context().kit


def take_turn() -> None:
    """Runs before each request's own work."""
    context().wait_turn(caller_key(address()))


def address() -> str:
    """The caller's IP address, behind as many proxies as the settings trust."""
    return request.remote_addr or "unknown"
