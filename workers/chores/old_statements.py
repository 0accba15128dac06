"""What a phone told of a job a month ago, and took effect, is forgotten but for its event."""

from datetime import timedelta

from smarthands.upkeep import sweeps
from workers.registry import Chore

EVERY = timedelta(hours=1)


def chore() -> Chore:
    return Chore("old-statements", EVERY, sweeps.sweep_statements)
