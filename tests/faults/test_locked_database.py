"""Somebody holds SQLite's write lock: readers go on, and writers wait a little and get `busy`."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import NoResultFound, OperationalError, ProgrammingError

from smarthands.errors import Code, Problem
from smarthands.event_kinds import EventKind
from smarthands.jobs import document, facts, jobs
from smarthands.kit import LOCK_WAITS, Kit
from smarthands.model import Job, NumberSeries
from storage.database import open_sessions
from tests.builders.jobs import job_in, open_job
from tests.builders.people import FRANKFURT
from tests.builders.world import World, persistently

FIXED = UUID(int=1)


@contextmanager
def locked(engine: Engine) -> Iterator[sqlite3.Connection]:
    """Another process in the middle of a write."""
    with engine.connect() as connection:
        [(_, _, path)] = connection.execute(text("PRAGMA database_list"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield other
    finally:
        other.close()


def open_another(kit: Kit, world: World) -> UUID:
    id = uuid4()
    jobs.open_or_request(kit, world.dan, id=id, title="x", site_id=FRANKFURT)
    return id


def test_a_writer_gives_up_after_two_seconds_without_sleeping_in_sqlite(world: World) -> None:
    pauses: list[float] = []
    kit = replace(world.kit, pause=pauses.append)
    with locked(world.engine):
        start = time.monotonic()
        with pytest.raises(Problem) as refused:
            open_another(kit, world)
        spent = time.monotonic() - start
    assert (refused.value.code, refused.value.retry_after) == (Code.BUSY, 1)
    assert pauses == list(LOCK_WAITS)
    assert 1.5 < sum(pauses) < 2.5
    # All waiting is by `pause`, which lets the event hub turn: SQLite itself never waits.
    assert spent < 0.5
    assert world.announced.events == []


def test_a_write_goes_through_when_the_lock_is_given_up_in_time(world: World) -> None:
    with locked(world.engine) as other:
        waited: list[float] = []

        def pause(seconds: float) -> None:
            waited.append(seconds)
            if len(waited) == 3:
                other.rollback()

        id = open_another(replace(world.kit, pause=pause), world)
    assert len(waited) == 3
    assert document.document(world.kit, world.dan, id)["seq"] == 1


def test_readers_still_read_the_rows_from_before_the_write(world: World) -> None:
    id = job_in(world, "assigned")
    kit = replace(world.kit, pause=lambda _: pytest.fail("a reader waits for nobody"))
    with locked(world.engine) as other:
        other.execute("UPDATE jobs SET title = 'half-way'")
        assert document.document(kit, world.cleo, id)["job"]["title"] == "Core switch, no link"


def test_a_reader_sees_one_snapshot(each_world: World) -> None:
    id = open_job(each_world, title="before")
    with each_world.kit.reading() as db:
        first = db.execute(text("SELECT last_seq FROM streams")).all()
        jobs.edit(each_world.kit, each_world.dan, id, title="after")
        assert db.execute(text("SELECT last_seq FROM streams")).all() == first
        assert db.execute(text("SELECT title FROM jobs")).scalar() == "before"


def test_nothing_written_while_reading_is_kept(each_world: World) -> None:
    id = open_job(each_world, title="before")
    with each_world.kit.reading() as db:
        db.execute(text("UPDATE jobs SET title = 'after'"))
    assert document.document(each_world.kit, each_world.dan, id)["job"]["title"] == "before"


def test_nothing_is_announced_of_a_transaction_that_broke_off(world: World) -> None:
    id = open_job(world)
    world.announced.events.clear()

    def break_off() -> None:
        with world.kit.transaction() as tx:
            facts.record(
                tx, world.dan, tx.db.get_one(Job, id), EventKind.JOB_EDITED, {"title": "x"}
            )
            tx.db.get_one(Job, uuid4())

    with pytest.raises(NoResultFound):
        break_off()
    assert world.announced.events == []
    assert document.document(world.kit, world.dan, id)["seq"] == 1


def test_a_lost_race_is_busy_and_the_retry_finds_the_truth(each_world: World) -> None:
    open_job(each_world)
    with pytest.raises(Problem) as refused, each_world.kit.transaction() as tx:
        tx.db.add(NumberSeries(name="jobs", value=1))
    assert refused.value.code == Code.BUSY

    def send(_: int) -> UUID:
        return persistently(lambda: open_job(each_world, id=FIXED))

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(send, range(4))) == {FIXED}
    assert each_world.announced.kinds == [EventKind.JOB_OPENED, EventKind.JOB_OPENED]


def test_an_internal_error_is_not_called_busy(each_world: World) -> None:
    with pytest.raises((OperationalError, ProgrammingError)), each_world.kit.reading() as db:
        db.execute(text("SELECT nothing FROM nowhere"))


def test_a_lack_of_free_connections_is_busy_too(world: World) -> None:
    narrow = create_engine(world.engine.url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    kit = replace(world.kit, sessions=open_sessions(narrow))
    with narrow.connect(), pytest.raises(Problem) as refused:
        open_another(kit, world)
    narrow.dispose()
    assert refused.value.code == Code.BUSY
