"""What a worker does: consumers, which follow a fact, and chores, which follow the clock.

A consumer is one file in `workers/consumers` and a chore is one file in `workers/chores`: both are
found by their folder, so that nothing else has to be told of a new one.
"""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib import import_module
from types import ModuleType

from smarthands.kit import Kit
from smarthands.upkeep.deliveries import MAX_FAILURES, ClaimedDelivery

Handler = Callable[[Kit, ClaimedDelivery], None]


class Lane(StrEnum):
    """Consumers of one lane wait for each other; the lanes of a worker run side by side, and each
    serves senders in turns, and the jobs of each."""

    PICTURES = "pictures"
    """Somebody looks at the screen until the result is there."""
    NETWORK = "network"
    """The work waits for other machines, however long those take."""
    DOCUMENTS = "documents"
    """The work needs the database, and seconds at most."""

    @property
    def places(self) -> int:
        """How many deliveries of the lane are in work at a time, each of another person and
        of another job: a picture may take the better part of a minute, and delays theirs alone."""
        return 2 if self is Lane.PICTURES else 1


def nobody_waits(_kit: Kit, _delivery: ClaimedDelivery) -> None:
    """The fact stands without what would have followed it."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """One kind of work that follows a fact; operations name it in `deliver` when they record one.

    `do` may be called twice for one delivery and raises whatever may pass (ConnectionError,
    Problem); any other exception counts as a failure, and after `most_failures` of them the
    delivery is given up. `give_up` is called before that, so that whoever waits for the result is
    told. `puts_objects`: an attempt that ended half-way may have left objects that no row names.
    """

    name: str
    do: Handler
    lane: Lane
    give_up: Handler = nobody_waits
    most_failures: int = MAX_FAILURES
    puts_objects: bool = False


@dataclass(frozen=True, slots=True)
class Chore:
    """One kind of work that is due again and again, whatever happens.

    `run` may raise ConnectionError or Problem; it is called again after `every`. `once_per_house`:
    one of all workers does it. A chore that must remember what its own process saw the last time
    runs in each worker instead, and the memory belongs to `run`.
    """

    name: str
    every: timedelta
    run: Callable[[Kit], None]
    once_per_house: bool = True


def consumers_in(package: ModuleType) -> list[Consumer]:
    """The `CONSUMER` of each module of `package`, in the order of the modules' names."""
    return [module.CONSUMER for module in _modules(package)]


def chores_in(package: ModuleType) -> list[Chore]:
    """A new chore from the function `chore` of each module of `package`, in the same order."""
    return [module.chore() for module in _modules(package)]


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for name in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        yield import_module(f"{package.__name__}.{name}")
