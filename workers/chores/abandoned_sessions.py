"""A session that nobody has been in for ten minutes is ended."""

from datetime import timedelta

import structlog

from smarthands.kit import Kit
from smarthands.sessions import ending
from workers.registry import Chore

EVERY = timedelta(seconds=60)
"""Longer than the web process takes to write down who is there."""

log = structlog.get_logger()


class AbandonedSessions:
    """Remembers what looked abandoned a minute ago: a clock that jumps makes every session look so,
    until whoever is in one says otherwise."""

    def __init__(self) -> None:
        self._seen: ending.Abandoned = {}

    def look(self, kit: Kit) -> None:
        if ended := ending.end_abandoned(kit, self._seen):
            log.info("sessions nobody was in ended", number=ended)
        self._seen = ending.abandoned(kit)


def chore() -> Chore:
    # The two looks must be one process's own, a minute apart; ending a session twice is as once.
    return Chore("abandoned-sessions", EVERY, AbandonedSessions().look, once_per_house=False)
