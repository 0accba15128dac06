"""The database is locked or stopped: requests are refused with a reason, the hub stays awake, and
nothing is damaged."""

import random
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.database import open_database
from storage.s3 import S3Settings
from tests.builders import postgres
from tests.builders.load import slack
from tests.builders.people import fill_database
from tests.faults import invariants
from tests.faults.phone import Answer, Phone, ask, now, take_photo
from tests.faults.responsiveness import ResponsivenessProbe
from tests.faults.web_and_worker import (
    WebAndWorker,
    bucket_of_its_own,
    running_web_and_worker,
    sqlite_in,
    until,
)

LOCKED_SECONDS = 10.0
REFUSED_SECONDS = 3.0
# The limit has slack for a busy machine; a hub that froze would need as long as the lock is held.
SLACK = 1.5
WRITERS = 8


def write(phone: Phone, job: UUID, id: UUID) -> Answer:
    note = {"id": str(id), "text": "no light on port 3", **now()}
    return phone.ask("POST", f"/api/jobs/{job}/notes", note)


def test_a_locked_sqlite_refuses_writes_in_time_while_reads_go_on(
    tmp_path: Path, sqlite_template: Path, s3_settings: S3Settings
) -> None:
    s3 = bucket_of_its_own(s3_settings)
    with running_web_and_worker(tmp_path, sqlite_in(tmp_path, sqlite_template), s3) as installation:
        job, tess = installation.job("Tess"), installation.phone("Tess")
        ids = [uuid4() for _ in range(WRITERS)]
        read = ResponsivenessProbe(installation.health, lambda: tess.ask("GET", f"/api/jobs/{job}"))
        with locked(tmp_path / "smarthands.db", LOCKED_SECONDS), read as heart:
            answers = together(tess, job, ids)
        heart.check()
        for answer in answers:
            assert (answer.status, answer.code) == (503, "busy")
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.seconds < (REFUSED_SECONDS + SLACK) * slack()
        for id in ids:
            tess.write(job, id, "no light on port 3")
        invariants.settle(installation, job, tess)


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Somebody else writes for at least this long, as a backup tool or an operator's open prompt
    does."""
    end = time.monotonic() + seconds
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        time.sleep(max(0, end - time.monotonic()))
        other.execute("ROLLBACK")


def together(phone: Phone, job: UUID, ids: list[UUID]) -> list[Answer]:
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda id=id: answers.append(write(phone, job, id))) for id in ids
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(ids)
    return answers


def test_requests_wait_for_a_stopped_postgresql_and_recover_by_themselves(
    tmp_path: Path, s3_settings: S3Settings
) -> None:
    programs, user = postgres.programs(), postgres.server_user()
    if programs is None or user is None:
        pytest.skip("PostgreSQL's server programs are missing (Debian: apt-get install postgresql)")
    s3 = bucket_of_its_own(s3_settings)
    with postgres.running(programs, user) as home:
        postgres.administer(home, "CREATE DATABASE faults")
        fill_database(open_database(postgres.url(home, "faults")))
        server = Server(programs, user, Path(home))
        with running_web_and_worker(tmp_path, postgres.url(home, "faults"), s3) as installation:
            try:
                away_and_back(installation, server)
            finally:
                server.start()


def away_and_back(installation: WebAndWorker, server: "Server") -> None:
    job, tess = installation.job("Tess"), installation.phone("Tess")
    id, photo = uuid4(), take_photo(random.Random())
    ticket = tess.announce(job, photo).json
    heart = ResponsivenessProbe(installation.health)
    server.stop()
    assert tess.put(ticket, photo) == 200
    with heart:
        refused = [write(tess, job, id), tess.seal(job, photo), tess.ask("GET", f"/api/jobs/{job}")]
    heart.check()
    for answer in refused:
        assert (answer.status, answer.code) == (503, "busy")
        assert answer.seconds < (REFUSED_SECONDS + SLACK) * slack()
    server.start()
    tess.write(job, id, "no light on port 3")
    tess.deliver(job, photo)
    until(lambda: ask("GET", installation.url + "/readyz").status == 200, 20, installation.log)
    invariants.settle(installation, job, tess)


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server that a test may stop and start again."""

    programs: Path
    user: str
    home: Path

    def stop(self) -> None:
        self._control("stop", "--mode=fast")

    def start(self) -> None:
        if not (self.home / "data" / "postmaster.pid").exists():
            self._control("start", f"--options=-k {self.home} -c listen_addresses=")

    def _control(self, *words: str) -> None:
        command = [str(self.programs / "pg_ctl"), "-w", "-s", "-D", f"{self.home}/data", *words]
        with (self.home / "log").open("ab") as log:
            subprocess.run(
                command, check=True, user=self.user, cwd=self.home, stdout=log, stderr=log
            )
