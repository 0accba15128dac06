"""Chores run once per installation, however many workers there are, and also after one of them has
died."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from smarthands.errors import Problem
from smarthands.kit import Kit
from smarthands.model import Heartbeat
from smarthands.upkeep import deliveries, schedule
from storage.process import bound
from tests.builders import postgres
from tests.builders.stepped_worker import SteppedWorker
from tests.builders.world import World
from workers.registry import Chore

ROOT = Path(__file__).resolve().parents[2]
EVERY = timedelta(minutes=10)
ROUNDS = 6


class Counted:
    """A chore that counts its runs."""

    def __init__(self, *, once_per_house: bool = True) -> None:
        self.times = 0
        self._lock = threading.Lock()
        self.chore = Chore("count", EVERY, self.run, once_per_house=once_per_house)

    def run(self, _kit: Kit) -> None:
        with self._lock:
            self.times += 1


def house(world: World, *chores: Chore, number: int = 3) -> list[SteppedWorker]:
    return [SteppedWorker(world.kit, [], chores) for _ in range(number)]


def test_one_of_three_workers_does_a_chore_each_time_it_is_due(each_world: World) -> None:
    counted = Counted()
    workers = house(each_world, counted.chore)
    with ThreadPoolExecutor(len(workers)) as pool:
        for times in range(1, ROUNDS + 1):
            for _look in range(2):
                list(pool.map(lambda worker: worker.step(), workers))
            assert counted.times == times
            each_world.clock.at += EVERY


def test_a_chore_is_not_done_before_it_is_due(world: World) -> None:
    counted = Counted()
    [worker] = house(world, counted.chore, number=1)
    worker.step()
    world.clock.at += EVERY - timedelta(seconds=1)
    worker.step()
    assert counted.times == 1
    world.clock.at += timedelta(seconds=1)
    worker.step()
    assert counted.times == 2


def test_another_worker_takes_over_from_one_that_dies_over_a_chore(each_world: World) -> None:
    """A thread that never comes back from the chore stands for the dead process."""
    started, never = threading.Event(), threading.Event()

    def dies(_kit: Kit) -> None:
        started.set()
        never.wait(30)

    counted = Counted()
    [dead] = house(each_world, Chore("count", EVERY, dies), number=1)
    others = house(each_world, counted.chore, number=2)
    dying = threading.Thread(target=dead.step)
    dying.start()
    try:
        assert started.wait(30)
        for worker in others:
            worker.step()
        assert counted.times == 0
        each_world.clock.at += EVERY
        for worker in others:
            worker.step()
        assert counted.times == 1
    finally:
        never.set()
        dying.join()


@contextmanager
def processes(url: str, log: Path, number: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    command = [sys.executable, "-m", "tests.faults.chore_worker", url, str(log)]
    started = [subprocess.Popen(command, cwd=ROOT, preexec_fn=bound()) for _ in range(number)]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_chore_goes_on_once_after_one_of_three_processes_on_postgres_is_killed(
    postgres_server: str, postgres_engine: Engine, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    log.touch()

    def lines() -> list[str]:
        return log.read_text().split()

    def wait_for(number: int) -> None:
        end = time.monotonic() + 60
        while len(lines()) < number:
            assert time.monotonic() < end, lines()
            time.sleep(0.05)

    with processes(postgres.url(postgres_server, "test"), log, 3) as started:
        wait_for(1)
        begun = time.monotonic()
        wait_for(4)
        holder = lines()[-1]
        next(each for each in started if str(each.pid) == holder).kill()
        before = len(lines())
        wait_for(before + 4)
        took, times = time.monotonic() - begun, len(lines())
        assert holder not in lines()[before + 1 :]
    # Without the claim there would be three times as many.
    assert times <= took + 2


def test_a_chore_with_a_memory_of_its_own_is_done_by_each_worker(world: World) -> None:
    counted = Counted(once_per_house=False)
    for _look in range(3):
        for worker in (workers := house(world, counted.chore)):
            worker.step()
            worker.step()
    assert counted.times == 3 * len(workers)


@pytest.mark.parametrize("error", [ConnectionError("away"), RuntimeError("a fault of ours")])
def test_a_chore_that_fails_holds_up_no_other(world: World, error: Exception) -> None:
    def fails(_kit: Kit) -> None:
        raise error

    counted = Counted()
    [worker] = house(world, Chore("fails", EVERY, fails), counted.chore, number=1)
    worker.step()
    assert counted.times == 1


def test_a_claim_that_a_wrong_clock_put_into_the_future_is_taken_over(world: World) -> None:
    world.clock.at += timedelta(days=1)
    assert schedule.claim(world.kit, "count", EVERY)
    world.clock.at -= timedelta(days=1)
    assert schedule.claim(world.kit, "count", EVERY)
    assert not schedule.claim(world.kit, "count", EVERY)


def test_a_claim_outlives_a_day_of_beats_and_is_no_sign_of_life(world: World) -> None:
    day = timedelta(days=1)
    assert schedule.claim(world.kit, "count", day)
    assert not deliveries.worker_alive(world.kit)
    world.clock.at += day - timedelta(hours=1)
    deliveries.beat(world.kit, "worker/1")
    assert not schedule.claim(world.kit, "count", day)
    with world.kit.reading() as db:
        assert set(db.scalars(select(Heartbeat.name))) == {"chore/count", "worker/1"}


def test_the_second_worker_at_the_very_first_claim_gets_busy(
    each_world: World,
) -> None:
    won: list[bool | Problem] = []

    def take() -> None:
        try:
            won.append(schedule.claim(each_world.kit, "count", EVERY))
        except Problem as problem:
            won.append(problem)

    takers = [threading.Thread(target=take) for _ in range(4)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert won.count(True) == 1
