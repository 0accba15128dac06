"""Authentication by link: a share's token gives an actor; guessing at any link is slowed."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from server.callers import caller_key
from server.http.request import address, context, kit
from smarthands.actor import Actor
from smarthands.errors import Code, Problem, not_found
from smarthands.jobs.shares import actor_for_share


@contextmanager
def guessing(secret: str, wrong: Code = Code.NOT_FOUND) -> Iterator[None]:
    """Slows callers who try links that don't exist; a valid link is never refused. `secret` is a
    key of server.http.rate_limits.LIMITS, `wrong` the code that a wrong guess is answered with."""
    try:
        yield
    except Problem as problem:
        if problem.code == wrong:
            context().rate_limits.count(secret, address())
        raise


def share_holder(token: str) -> Actor:
    """The actor that holds a share's token."""
    with guessing("share"):
        holder = actor_for_share(kit(), token)
    # Several people may hold one link.
    context().request_budgets.spend(f"{holder.id} {caller_key(address())}")
    return holder


def shared_job(holder: Actor) -> UUID:
    """The id of the job that a share's holder may see."""
    if holder.job_id is None:
        raise not_found("job")
    return holder.job_id
