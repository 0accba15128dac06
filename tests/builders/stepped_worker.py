"""A worker as `python -m workers` makes it, which a test can also run step by step."""

from collections.abc import Sequence

from smarthands.kit import Kit
from workers import chores, consumers
from workers.loop import Worker
from workers.registry import Chore, Consumer, chores_in, consumers_in

CONSUMERS = consumers_in(consumers)


class SteppedWorker(Worker):
    """A worker that does by `step` in one thread what `run` does in several."""

    def __init__(
        self,
        kit: Kit,
        consumers: Sequence[Consumer] = CONSUMERS,
        schedule: Sequence[Chore] | None = None,
    ) -> None:
        super().__init__(kit, consumers, chores_in(chores) if schedule is None else schedule)

    def step(self) -> bool:
        """Does one thing that is due in any lane, or else the chores that are due; returns whether
        a lane had work."""
        if any(place.step() for place in self.places.values()):
            return True
        self.rota.step()
        return False
