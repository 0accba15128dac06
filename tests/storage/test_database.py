"""Both databases commit durably, keep moments in UTC, and guard what operations must not write."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from smarthands.jobs import listing
from smarthands.model import Asset, EvidenceItem, Job, Organization, Person, Site
from smarthands.search import contains
from storage.database import open_database, open_sessions
from tests.builders.jobs import open_job
from tests.builders.people import FRANKFURT, NORTHWIND, named
from tests.builders.world import World


def test_sqlite_syncs_every_commit_and_enforces_foreign_keys(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as db:
        pragmas = {
            name: db.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 0,
    }


def test_postgres_waits_for_locks_and_statements_only_for_seconds(postgres_engine: Engine) -> None:
    with postgres_engine.connect() as db:
        assert db.exec_driver_sql("SHOW lock_timeout").scalar() == "3s"
        assert db.exec_driver_sql("SHOW statement_timeout").scalar() == "15s"
        assert db.exec_driver_sql("SHOW transaction_isolation").scalar() == "repeatable read"
    with postgres_engine.connect().execution_options(write=True) as db:
        assert db.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"


@pytest.mark.parametrize("url", ["mysql://x/y", "oracle://x/y"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must be sqlite or postgresql"):
        open_database(url)


def test_a_moment_comes_back_in_utc_to_the_microsecond(each_world: World) -> None:
    at = datetime(2026, 7, 1, 1, 2, 3, 456789, timezone(timedelta(hours=5, minutes=30)))
    with each_world.kit.transaction() as tx:
        tx.db.get_one(Person, named("Tess")).deactivated_at = at
    with each_world.kit.reading() as db:
        back = db.get_one(Person, named("Tess")).deactivated_at
    assert back == at
    assert back is not None
    assert back.tzinfo == UTC


def test_a_moment_without_a_zone_is_refused(each_world: World) -> None:
    local = select(Job).where(Job.arrive_by == datetime(2026, 1, 1))  # noqa: DTZ001
    with each_world.kit.reading() as db, pytest.raises(StatementError, match="without a time zone"):
        db.scalars(local)


FORBIDDEN_ROWS: dict[str, Any] = {
    "a second provider": lambda: Organization(
        id=uuid4(), name="x", kind="msp", created_at=datetime.now(UTC)
    ),
    "an unknown kind": lambda: Organization(
        id=uuid4(), name="x", kind="friend", created_at=datetime.now(UTC)
    ),
    "a site of nobody": lambda: Site(
        id=uuid4(), organization_id=uuid4(), name="x", created_at=datetime.now(UTC)
    ),
    "a tag twice at a site": lambda: Asset(
        id=uuid4(), site_id=FRANKFURT, tag="SW-1", created_at=datetime.now(UTC)
    ),
    "a site's name twice": lambda: Site(
        id=uuid4(), organization_id=NORTHWIND, name="Berlin 1", created_at=datetime.now(UTC)
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN_ROWS)
def test_the_database_refuses_a_forbidden_row(each_world: World, what: str) -> None:
    with open_sessions(each_world.engine)() as db:
        db.add(FORBIDDEN_ROWS[what]())
        with pytest.raises(IntegrityError):
            db.flush()


@pytest.mark.parametrize(
    "change", ["state = 'lost'", "priority = 5", "number = 1002", "organization_id = id"]
)
def test_the_database_refuses_a_forbidden_change_of_a_job(each_world: World, change: str) -> None:
    open_job(each_world)
    open_job(each_world)
    with open_sessions(each_world.engine)() as db, pytest.raises(IntegrityError):
        db.execute(text(f"UPDATE jobs SET {change} WHERE number = 1001"))


def test_a_sealed_item_without_an_object_is_refused(each_world: World) -> None:
    job = open_job(each_world, each_world.tess)
    now = each_world.clock.at
    with open_sessions(each_world.engine)() as db:
        db.add(
            EvidenceItem(
                id=uuid4(),
                job_id=job,
                author_id=named("Tess"),
                author_name="T",
                kind="photo",
                state="sealed",
                audience="client",
                captured_at=now,
                received_at=now,
            )
        )
        with pytest.raises(IntegrityError):
            db.flush()


@pytest.mark.parametrize(
    ("words", "matches"),
    [("ÜBER", True), ("über", True), ("50%", True), ("5_%", False), ("\\", True), ("x\\y", False)],
)
def test_a_search_ignores_the_case_of_umlauts_and_takes_signs_literally(
    each_world: World, words: str, matches: bool
) -> None:
    open_job(each_world, title="Übergabe 50% C:\\")
    with each_world.kit.reading() as db:
        number = db.scalar(select(func.count()).select_from(Job).where(contains(Job.title, words)))
    assert number == matches


def test_a_page_of_jobs_takes_as_many_queries_whatever_its_length(world: World) -> None:
    for _ in range(3):
        open_job(world, world.tess)
    queries: list[int] = []

    def count(*_arguments: object) -> None:
        queries[-1] += 1

    event.listen(world.engine, "before_cursor_execute", count)
    try:
        for limit in (1, 3):
            queries.append(0)
            listing.list_jobs(world.kit, world.dan, listing.JobFilter(), limit=limit)
    finally:
        event.remove(world.engine, "before_cursor_execute", count)
    assert queries[0] == queries[1]
