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
from tests.faults import invariants
from tests.faults.phone import take_photo
from tests.faults.sender import Sender
from tests.faults.web_and_worker import (
    WebAndWorker,
    bucket_of_its_own,
    running_web_and_worker,
    sqlite_in,
    until,
)

SAMPLE, SOAK = 5, 50
# The pause is long enough for a restarted process to be amid its work when it dies again.
LONGEST_PEACE = 1.5


@pytest.mark.parametrize(
    "points", [SAMPLE, pytest.param(SOAK, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])]
)
def test_kills_at_any_point_lose_and_double_nothing_acknowledged(
    points: int, tmp_path: Path, sqlite_template: Path, s3_settings: S3Settings
) -> None:
    seed = secrets.randbits(32)
    print("seed", seed)
    s3 = bucket_of_its_own(s3_settings)
    with running_web_and_worker(tmp_path, sqlite_in(tmp_path, sqlite_template), s3) as installation:
        job = installation.job("Tess", "Theo")
        phones = {name: installation.phone(name) for name in ("Tess", "Theo")}
        enough = threading.Event()
        senders = [
            Sender(phone, job, random.Random(f"{seed} {name}"), enough)
            for name, phone in phones.items()
        ]
        for sender in senders:
            sender.start()
        for point in range(points):
            strike(installation, random.Random(f"{seed} point {point}"))
        enough.set()
        for sender in senders:
            sender.end()
        invariants.settle(installation, job, *phones.values())
        assert sum(len(phone.acknowledged) for phone in phones.values()) >= points


def strike(installation: WebAndWorker, chance: random.Random) -> None:
    """Lets the processes work for a moment, kills one, and starts it again."""
    time.sleep(chance.uniform(0, LONGEST_PEACE))
    target = chance.choice(["web", "server", "worker"])
    print("kill", target)
    if target == "server":
        installation.kill_server()
    else:
        installation.kill(target)
        time.sleep(chance.uniform(0, 0.3))
        installation.start(target)
    installation.up()


@pytest.mark.soak
def test_a_worker_that_was_stopped_for_longer_than_its_lease_changes_nothing(
    tmp_path: Path, sqlite_template: Path, s3_settings: S3Settings
) -> None:
    s3 = bucket_of_its_own(s3_settings)
    with running_web_and_worker(tmp_path, sqlite_in(tmp_path, sqlite_template), s3) as installation:
        job, tess = installation.job("Tess"), installation.phone("Tess")
        chance = random.Random()
        for _ in range(4):
            tess.deliver(job, take_photo(chance))
        until(lambda: somebody_renders(installation), 20, installation.log)
        slow = installation.processes.pop("worker")
        slow.send_signal(signal.SIGSTOP)
        try:
            installation.start("worker")
            until(
                lambda: invariants.nothing_owed(installation.kit),
                invariants.FINISH_SECONDS,
                installation.log,
            )
            slow.send_signal(signal.SIGCONT)
            time.sleep(5)
        finally:
            slow.kill()
            slow.wait()
        invariants.settle(installation, job, tess)


def somebody_renders(installation: WebAndWorker) -> bool:
    with installation.kit.reading() as db:
        return db.scalar(select(Delivery.id).where(Delivery.lease.is_not(None))) is not None
