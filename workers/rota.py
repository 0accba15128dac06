"""The chores of a worker: those that are due are done, one after the other."""

import time
from collections.abc import Container, Iterable

import structlog

from smarthands.errors import Problem
from smarthands.kit import Kit
from smarthands.upkeep import schedule
from workers.registry import Chore

log = structlog.get_logger()


class Rota:
    """Looks which chores are due; with many workers, each is done by whoever claims it first."""

    def __init__(self, kit: Kit, chores: Iterable[Chore]) -> None:
        self._kit = kit
        self._chores = list(chores)
        self._once_per_house = {
            chore.name: chore.every for chore in self._chores if chore.once_per_house
        }
        self._last: dict[str, float] = {}

    def step(self) -> None:
        """Do every chore that is due. One that fails is due again after its `every`."""
        try:
            due = schedule.due(self._kit, self._once_per_house)
        except (Problem, ConnectionError) as trouble:
            log.warning("chores wait", problem=str(trouble)[:200])
            return
        except Exception as error:  # the lanes of this worker go on
            log.error("chores failed", exc_info=error)
            return
        for chore in self._chores:
            try:
                if self._is_ours(chore, due):
                    chore.run(self._kit)
            except (Problem, ConnectionError) as trouble:
                log.warning("chore waits", chore=chore.name, problem=str(trouble)[:200])
            except Exception as error:  # the other chores, and all deliveries, go on
                log.error("chore failed", chore=chore.name, exc_info=error)

    def _is_ours(self, chore: Chore, due: Container[str]) -> bool:
        if chore.once_per_house:
            return chore.name in due and schedule.claim(self._kit, chore.name, chore.every)
        # The monotonic clock never jumps; the database's times follow clocks that do.
        now = time.monotonic()
        last = self._last.get(chore.name)
        if last is not None and now - last < chore.every.total_seconds():
            return False
        self._last[chore.name] = now
        return True
