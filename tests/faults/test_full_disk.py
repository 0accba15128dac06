"""The database's disk is full: the refusal has a reason, nothing is half-written, and work goes on
when there is room."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event, text

from smarthands.errors import Code, Problem
from smarthands.events import verify
from smarthands.jobs import document
from storage.database import open_database
from tests.builders import disks
from tests.builders.jobs import note, open_job, whole_document
from tests.builders.world import World, make_world

LONG = "no light on port 7 " * 500


def fill(world: World, job: UUID) -> tuple[list[str], Problem]:
    """The ids of the notes that were acknowledged until there was no room, and the refusal."""
    ids: list[str] = []
    for _ in range(2000):
        try:
            world.clock.pass_by(minutes=1)  # so that no budget ends before the disk does
            ids.append(str(note(world, world.tess, job, LONG)))
        except Problem as problem:
            return ids, problem
    pytest.fail("the disk never filled up")


def check_and_go_on(world: World, job: UUID, ids: list[str], refusal: Problem) -> None:
    assert (refusal.code, refusal.retry_after) == (Code.STORAGE_FULL, 60)
    view = whole_document(world, world.dan, job)
    assert set(view["evidence"]) == set(ids)
    assert view["seq"] == 2 + len(ids)
    assert len(world.announced.events) == 2 + len(ids)


def test_a_database_that_may_not_grow_refuses_and_goes_on_later(world: World) -> None:
    job = open_job(world, world.tess)
    world.engine.dispose()

    def limit(connection: object, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 400")  # type: ignore[attr-defined]

    event.listen(world.engine, "connect", limit)
    try:
        ids, refusal = fill(world, job)
        check_and_go_on(world, job, ids, refusal)
    finally:
        event.remove(world.engine, "connect", limit)
        world.engine.dispose()
    note(world, world.tess, job)
    assert verify(document.job_events(world.kit, world.dan, job, limit=1000)["items"]) is None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disks.small_disk(tmp_path / "disk", 2) as folder:
        yield folder


@pytest.fixture
def cramped(small_disk: Path, sqlite_template: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{copy(sqlite_template, small_disk)}")
    yield engine
    engine.dispose()


def test_a_database_on_a_full_disk_refuses_and_goes_on_when_there_is_room(
    cramped: Engine, small_disk: Path
) -> None:
    world = make_world(cramped)
    job = open_job(world, world.tess)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 700_000)
    ids, refusal = fill(world, job)
    check_and_go_on(world, job, ids, refusal)
    ballast.unlink()
    note(world, world.tess, job, str(uuid4()))
    assert verify(document.job_events(world.kit, world.dan, job, limit=1000)["items"]) is None
    with world.kit.reading() as db:
        assert db.execute(text("PRAGMA integrity_check")).scalar() == "ok"
