"""A worker's threads: one for each lane of deliveries, one for the chores, one for the beat."""

import threading
from collections.abc import Callable, Iterable
from secrets import token_hex

import structlog

from smarthands.errors import Problem
from smarthands.kit import Kit
from smarthands.upkeep import deliveries
from workers.lanes import LaneWork
from workers.registry import Chore, Consumer, Lane
from workers.rota import Rota

BEAT_SECONDS = 5.0
IDLE_SECONDS = 0.25
LOOK_SECONDS = 1.0
"""Between two looks at which chores are due."""

log = structlog.get_logger()


class Worker:
    """One process. Several may run: leases keep their deliveries apart, claims their chores."""

    def __init__(self, kit: Kit, consumers: Iterable[Consumer], chores: Iterable[Chore]) -> None:
        self._kit = kit
        self._name = token_hex(8)
        self._stop = threading.Event()
        self._idle = threading.Event()
        self._failure: BaseException | None = None
        by_lane: dict[Lane, list[Consumer]] = {}
        for consumer in consumers:
            by_lane.setdefault(consumer.lane, []).append(consumer)
        self.lanes = {lane: LaneWork(kit, members) for lane, members in by_lane.items()}
        self.rota = Rota(kit, chores)

    def stop(self) -> None:
        """End after the deliveries in hand."""
        self._stop.set()

    def run(self) -> None:
        """Work until `stop`. Raises what ended a thread that should have gone on: a supervisor
        then starts the whole process again."""
        beat = threading.Thread(target=self._beat, name="beat", daemon=True)
        threads = [
            threading.Thread(target=self._repeat, args=(self._deliver(lane),), name=lane)
            for lane in self.lanes
        ]
        threads.append(threading.Thread(target=self._repeat, args=(self._look,), name="chores"))
        for thread in (beat, *threads):
            thread.start()
        for thread in threads:
            thread.join()
        self._idle.set()
        beat.join()
        if self._failure is not None:
            raise self._failure

    def beat(self) -> None:
        """Say that this worker lives, and renew the leases of all that it has in hand."""
        leases = [lane.lease for lane in self.lanes.values() if lane.lease is not None]
        deliveries.beat(self._kit, f"worker/{self._name}", leases=leases)

    def _repeat(self, work: Callable[[], None]) -> None:
        try:
            while not self._stop.is_set():
                work()
        except BaseException as error:  # a lane that ended in silence would look alive by its beat
            self._failure = error
            self.stop()

    def _deliver(self, lane: Lane) -> Callable[[], None]:
        def work() -> None:
            if not self.lanes[lane].step():
                self._stop.wait(IDLE_SECONDS)

        return work

    def _look(self) -> None:
        self.rota.step()
        self._stop.wait(LOOK_SECONDS)

    def _beat(self) -> None:
        """The beat has a thread of its own, since a slow photo is no sign of death. It goes on
        until the last delivery in hand is done."""
        while not self._idle.is_set():
            try:
                self.beat()
            except Problem as problem:
                log.warning("no beat", code=problem.code.value)
            except Exception as error:  # ended in silence, it would leave the leases to others
                log.error("no beat", exc_info=error)
            self._idle.wait(BEAT_SECONDS)
