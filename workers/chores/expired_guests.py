"""A guest whose link's time is over loses the seat in the session."""

from datetime import timedelta

from smarthands.sessions import unseating
from workers.registry import Chore

EVERY = timedelta(seconds=60)


def chore() -> Chore:
    return Chore("expired-guests", EVERY, unseating.unseat_expired)
