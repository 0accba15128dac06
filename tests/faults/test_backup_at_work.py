"""A backup that is made while photos arrive restores a working installation."""

import random
import threading
import time
from pathlib import Path

import pytest

from server.ops.backup import backup
from server.ops.restore import restore
from storage.database import open_database
from storage.migrating import migrate
from storage.s3 import S3Objects, S3Settings
from tests.faults import invariants
from tests.faults.phone import Phone
from tests.faults.sender import Sender
from tests.faults.web_and_worker import bucket_of_its_own, running_web_and_worker, sqlite_in

SECONDS = 5.0


@pytest.mark.soak
def test_a_backup_has_what_was_acknowledged_before_it_began_and_can_be_worked_on(
    tmp_path: Path, sqlite_template: Path, s3_settings: S3Settings
) -> None:
    old, new = bucket_of_its_own(s3_settings), bucket_of_its_own(s3_settings)
    database = sqlite_in(tmp_path, sqlite_template)
    with running_web_and_worker(tmp_path, database, old) as installation:
        job, tess = installation.job("Tess"), installation.phone("Tess")
        enough = threading.Event()
        sender = Sender(tess, job, random.Random(), enough)
        sender.start()
        time.sleep(SECONDS)
        before = dict(tess.acknowledged)
        engine = open_database(database)
        backup(engine, S3Objects(old), tmp_path / "backup")
        engine.dispose()
        enough.set()
        sender.end()
        assert before
        assert len(tess.acknowledged) > len(before), "nothing arrived meanwhile"

    again = tmp_path / "again"
    again.mkdir()
    empty = open_database(f"sqlite:///{again / 'smarthands.db'}")
    migrate(empty)
    restore(empty, S3Objects(new), tmp_path / "backup")
    empty.dispose()
    with running_web_and_worker(again, f"sqlite:///{again / 'smarthands.db'}", new) as installation:
        invariants.settle(installation, job, Phone(installation.url, tess.token, before))
