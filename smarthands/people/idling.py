"""Idle logins: one that nobody has used for some hours ends, sooner where it may do more."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from smarthands.errors import Code, Problem
from smarthands.kit import Kit
from smarthands.model import Login

SEEN_EVERY = timedelta(minutes=5)
"""A login's use is noted at most this often, so that reading costs no writing."""


def is_idle(kit: Kit, role: str, last_seen_at: datetime | None) -> bool:
    """Whether a login has gone unused for longer than its role's limit."""
    hours = kit.policy.idle_hours.get(role)
    if hours is None or last_seen_at is None:
        return False
    return last_seen_at + timedelta(hours=hours) <= kit.now()


def touch(kit: Kit, logins: Mapping[UUID, datetime | None]) -> None:
    """Note that logins are in use now, given when each was last seen."""
    before = kit.now() - SEEN_EVERY
    stale = [id for id, seen in logins.items() if seen is None or seen <= before]
    if not stale:
        return
    try:
        with kit.transaction() as tx:
            tx.db.execute(update(Login).where(Login.id.in_(stale)).values(last_seen_at=tx.now))
    except Problem as problem:
        # Reading goes on while nothing can be written; the next request notes it.
        if problem.code not in (Code.BUSY, Code.STORAGE_FULL):
            raise
