"""A delivery that was done a week ago is forgotten."""

from datetime import timedelta

from smarthands.upkeep import sweeps
from workers.registry import Chore

EVERY = timedelta(minutes=10)


def chore() -> Chore:
    return Chore("done-deliveries", EVERY, sweeps.sweep_deliveries)
