"""A worker's threads: one for each place of each lane of deliveries, one that looks for all of them
what is due, one for the chores, one for the beat."""

import threading
from collections.abc import Callable, Iterable
from secrets import token_hex

import structlog

from smarthands.errors import Problem
from smarthands.kit import Kit
from smarthands.upkeep import deliveries
from workers.lanes import LaneQueue, LaneWork
from workers.registry import Chore, Consumer, Lane
from workers.rota import Rota

BEAT_SECONDS = 5.0
DELIVERIES_SECONDS = 0.25
"""Between two looks at which idle lanes have a delivery that is due."""
CHORES_SECONDS = 1.0
"""Between two looks at which chores are due."""

log = structlog.get_logger()

_Place = tuple[Lane, int]
"""A place of a lane: each has a thread."""


class Worker:
    """One process. Several may run: leases keep their deliveries apart, claims their chores.
    `confined` says whether the processes in which it decodes are walled off."""

    def __init__(
        self,
        kit: Kit,
        consumers: Iterable[Consumer],
        chores: Iterable[Chore],
        *,
        confined: bool = True,
    ) -> None:
        self._kit = kit
        self._confined = confined
        self._name = token_hex(8)
        self._stop = threading.Event()
        self._idle = threading.Event()
        self._failure: BaseException | None = None
        by_lane: dict[Lane, list[Consumer]] = {}
        for consumer in consumers:
            by_lane.setdefault(consumer.lane, []).append(consumer)
        self._queues = {lane: LaneQueue(kit, members) for lane, members in by_lane.items()}
        self.places = {
            (lane, number): LaneWork(kit, queue)
            for lane, queue in self._queues.items()
            for number in range(lane.places)
        }
        self._due = {place: threading.Event() for place in self.places}
        self.rota = Rota(kit, chores)

    def stop(self) -> None:
        """End after the deliveries in hand."""
        self._stop.set()
        for due in self._due.values():
            due.set()

    def run(self) -> None:
        """Work until `stop`. Raises what ended a thread that should have gone on: a supervisor
        then starts the whole process again."""
        beat = threading.Thread(target=self._beat, name="beat", daemon=True)
        threads = [
            threading.Thread(
                target=self._repeat, args=(self._deliver(place),), name=f"{place[0]} {place[1]}"
            )
            for place in self.places
        ]
        threads.extend(
            threading.Thread(target=self._repeat, args=(look,), name=name)
            for name, look in (
                ("deliveries", self._look_for_deliveries),
                ("chores", self._look_for_chores),
            )
        )
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
        leases = [place.lease for place in self.places.values() if place.lease is not None]
        name = f"worker/{self._name}"
        deliveries.beat(self._kit, name, leases=leases, confined=self._confined)

    def _repeat(self, work: Callable[[], None]) -> None:
        try:
            while not self._stop.is_set():
                work()
        except BaseException as error:  # a lane that ended in silence would look alive by its beat
            self._failure = error
            self.stop()

    def _deliver(self, place: _Place) -> Callable[[], None]:
        due = self._due[place]

        def work() -> None:
            due.wait()
            due.clear()
            while not self._stop.is_set() and self.places[place].step():
                pass

        return work

    def _look_for_deliveries(self) -> None:
        """Wake the idle lanes that have a delivery: one query for all, since a house at rest
        would spend most of its processor time on looking."""
        idle = [place for place, work in self.places.items() if work.lease is None]
        lanes = list(dict.fromkeys(lane for lane, _ in idle))
        try:
            if idle:
                members = [list(self._queues[lane].consumers) for lane in lanes]
                due = dict(zip(lanes, deliveries.lanes_due(self._kit, members), strict=True))
                for place in idle:
                    if due[place[0]]:
                        self._due[place].set()
        except (Problem, ConnectionError) as trouble:
            log.warning("worker waits", problem=str(trouble)[:200])
        self._stop.wait(DELIVERIES_SECONDS)

    def _look_for_chores(self) -> None:
        self.rota.step()
        self._stop.wait(CHORES_SECONDS)

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
