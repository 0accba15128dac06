"""Kill -9 of web and worker while Tess and Theo send photos: random, but replayable by the seed."""

import random
import secrets
import signal
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from smarthands.model import Delivery
from storage.s3 import S3Settings
from tests.faults import accounts
from tests.faults.house import House, bucket_of_its_own, opened, sqlite_in, until
from tests.faults.phone import take_photo
from tests.faults.sender import Sender

SAMPLE, SOAK = 5, 50
# Long enough for a restarted process to be amid its work when it dies again.
LONGEST_PEACE = 1.5


@pytest.mark.parametrize(
    "points", [SAMPLE, pytest.param(SOAK, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])]
)
def test_killed_at_any_point_nothing_acknowledged_is_lost_nor_twice(
    points: int, tmp_path: Path, sqlite_template: Path, s3_settings: S3Settings
) -> None:
    seed = secrets.randbits(32)
    print("seed", seed)
    s3 = bucket_of_its_own(s3_settings)
    with opened(tmp_path, sqlite_in(tmp_path, sqlite_template), s3) as house:
        job = house.job("Tess", "Theo")
        phones = {name: house.phone(name) for name in ("Tess", "Theo")}
        enough = threading.Event()
        senders = [
            Sender(phone, job, random.Random(f"{seed} {name}"), enough)
            for name, phone in phones.items()
        ]
        for sender in senders:
            sender.start()
        for point in range(points):
            strike(house, random.Random(f"{seed} point {point}"))
        enough.set()
        for sender in senders:
            sender.end()
        accounts.settle(house, job, *phones.values())
        assert sum(len(phone.acknowledged) for phone in phones.values()) >= points


def strike(house: House, chance: random.Random) -> None:
    """Let it work for a moment, kill one process, and start it again."""
    time.sleep(chance.uniform(0, LONGEST_PEACE))
    target = chance.choice(["web", "server", "worker"])
    print("kill", target)
    if target == "server":
        house.kill_server()
    else:
        house.kill(target)
        time.sleep(chance.uniform(0, 0.3))
        house.start(target)
    house.up()


@pytest.mark.soak
def test_a_worker_that_stood_still_for_longer_than_its_lease_changes_nothing(
    tmp_path: Path, sqlite_template: Path, s3_settings: S3Settings
) -> None:
    s3 = bucket_of_its_own(s3_settings)
    with opened(tmp_path, sqlite_in(tmp_path, sqlite_template), s3) as house:
        job, tess = house.job("Tess"), house.phone("Tess")
        chance = random.Random()
        for _ in range(4):
            tess.deliver(job, take_photo(chance))
        until(lambda: somebody_renders(house), 20, house.log)
        slow = house.processes.pop("worker")
        slow.send_signal(signal.SIGSTOP)
        try:
            house.start("worker")
            until(lambda: accounts.nothing_owed(house.kit), accounts.FINISH_SECONDS, house.log)
            slow.send_signal(signal.SIGCONT)
            time.sleep(5)
        finally:
            slow.kill()
            slow.wait()
        accounts.settle(house, job, tess)


def somebody_renders(house: House) -> bool:
    with house.kit.reading() as db:
        return db.scalar(select(Delivery.id).where(Delivery.lease.is_not(None))) is not None
