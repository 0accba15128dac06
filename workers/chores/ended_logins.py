"""Logins and one-time links are forgotten a while after their end."""

from datetime import timedelta

from smarthands.upkeep import sweeps
from workers.registry import Chore

EVERY = timedelta(minutes=10)


def chore() -> Chore:
    return Chore("ended-logins", EVERY, sweeps.sweep_sign_in)
