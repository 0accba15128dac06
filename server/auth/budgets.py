"""Budgets: how much one actor may add to one job, so that nobody's calls or documents fill up with
what no person types or draws."""

from uuid import UUID

from limits import RateLimitItem, RateLimitItemPerMinute

from server.auth.request_auth import actor
from server.http.request import context

BUDGETS: dict[str, tuple[RateLimitItem, str]] = {
    "message": (RateLimitItemPerMinute(120), "Too many chat lines on this job."),
    "mark": (RateLimitItemPerMinute(240), "Too many marks on this job."),
}


def spend(kind: str, job_id: UUID) -> None:
    """Count one thing of a kind (a key of BUDGETS) for this request's actor; raises `too_many`
    (429) with the time to wait once there are too many."""
    context().rate_limits.take(BUDGETS[kind], kind, f"{actor().kind}/{actor().id}", str(job_id))
