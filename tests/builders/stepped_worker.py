"""A worker as `python -m workers` makes it, which a test may also lead step by step."""

from collections.abc import Sequence

from smarthands.kit import Kit
from workers import chores, consumers
from workers.loop import Worker
from workers.registry import Chore, Consumer, chores_in, consumers_in

CONSUMERS = consumers_in(consumers)


class SteppedWorker(Worker):
    """Does by `step` in one thread what `run` does in several."""

    def __init__(
        self,
        kit: Kit,
        consumers: Sequence[Consumer] = CONSUMERS,
        schedule: Sequence[Chore] | None = None,
    ) -> None:
        super().__init__(kit, consumers, chores_in(chores) if schedule is None else schedule)

    def step(self) -> bool:
        """Do one thing that is due in any lane; when there is none, the chores that are due."""
        if any(lane.step() for lane in self.lanes.values()):
            return True
        self.rota.step()
        return False
