"""A disk is full under database and store: requests are refused with a reason, and nothing
acknowledged is lost."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from storage import seaweed
from storage.s3 import S3Settings
from tests.faults import invariants
from tests.faults.phone import Answer, Phone, now, take_photo
from tests.faults.web_and_worker import running_web_and_worker, sqlite_in

DISK = "200m"
# The room that is left to SQLite's write-ahead log may take a few more.
MOST_NOTES = 300
LONG_TEXT = "no light on port 3\n" * 500


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "smarthands-test", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("only root can mount a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Fills the disk to the last byte."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        ballast.unlink()


def test_requests_on_a_full_disk_are_refused_with_a_reason_until_it_has_room(
    small_disk: Path, tmp_path: Path, sqlite_template: Path
) -> None:
    chance = random.Random()
    with seaweed.running(small_disk / "objects") as store:
        keys = store.access_key, store.secret_key
        s3 = S3Settings(store.url, store.url, *keys, store.bucket, "us-east-1")
        with running_web_and_worker(
            tmp_path, sqlite_in(small_disk, sqlite_template), s3
        ) as installation:
            job, tess = installation.job("Tess"), installation.phone("Tess")
            tess.deliver(job, take_photo(chance))
            invariants.settle(installation, job, tess)
            late = take_photo(chance, size=2_000_000)
            ticket = tess.announce(job, late).json
            with full(small_disk):
                assert tess.put(ticket, late) >= 500
                missing = tess.seal(job, late)
                assert (missing.status, missing.code) == (409, "upload_missing")
                refused = fill_with_notes(tess, f"/api/jobs/{job}/notes")
                assert (refused.status, refused.code) in {(507, "storage_full"), (503, "busy")}
                assert int(refused.headers["Retry-After"]) > 0
                assert installation.health().status == 200
                assert tess.ask("GET", f"/api/jobs/{job}").status == 200
            tess.deliver(job, late)
            tess.write(job, uuid4(), "and on it goes")
            invariants.settle(installation, job, tess)


def fill_with_notes(tess: Phone, notes: str) -> Answer:
    """The first refusal; the notes that were acknowledged before it count."""
    for _ in range(MOST_NOTES):
        id = uuid4()
        answer = tess.ask("POST", notes, {"id": str(id), "text": LONG_TEXT, **now()})
        if answer.status != 201:
            return answer
        tess.acknowledged[id] = None
    raise AssertionError("the disk never became full")
