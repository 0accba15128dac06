"""PgBouncer in transaction mode: each transaction may meet another session of PostgreSQL's."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from smarthands.jobs import listing
from smarthands.jobs.document import document
from smarthands.jobs.listing import JobFilter
from storage import database
from storage.database import POOLED, open_database
from storage.migrating import migrate
from tests.builders import pgbouncer, postgres
from tests.builders.jobs import open_job
from tests.builders.world import World, make_world, problem_of


@pytest.fixture
def pooled_engine(postgres_server: str, postgres_engine: Engine) -> Iterator[Engine]:
    binary, user = pgbouncer.program(), postgres.server_user()
    if binary is None or user is None:
        pytest.skip("PgBouncer is missing (Debian: apt-get install pgbouncer)")
    with pgbouncer.pooled(binary, postgres_server, "test", user) as url:
        engine = open_database(url)
        yield engine
        engine.dispose()


@pytest.fixture
def pooled_world(pooled_engine: Engine) -> World:
    return make_world(pooled_engine)


def test_a_pooler_is_told_from_a_server(pooled_engine: Engine, postgres_engine: Engine) -> None:
    with pooled_engine.connect() as connection:
        assert connection.info[POOLED]
    with postgres_engine.connect() as connection:
        assert not connection.info[POOLED]


@pytest.mark.parametrize("write", [False, True])
def test_every_transaction_has_its_timeouts_on_either_way(
    pooled_engine: Engine, postgres_engine: Engine, *, write: bool
) -> None:
    for engine in (pooled_engine, postgres_engine):
        for _ in range(8):
            with engine.connect().execution_options(write=write) as connection:
                shown = [
                    connection.execute(text(f"SHOW {name}")).scalar_one()
                    for name in ("lock_timeout", "statement_timeout", "transaction_isolation")
                ]
                connection.rollback()
            assert shown == ["3s", "15s", "read committed" if write else "repeatable read"]


def test_no_setting_stays_behind_in_a_shared_session(
    pooled_engine: Engine, postgres_server: str
) -> None:
    with pooled_engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    raw = pooled_engine.raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    shown = driver.execute("SHOW statement_timeout").fetchone()
    driver.rollback()
    raw.close()
    assert shown == ("0",)


def test_a_statement_that_is_repeated_meets_every_session(pooled_engine: Engine) -> None:
    """A statement that the driver had prepared in one session would be unknown in the next."""
    held = [pooled_engine.connect() for _ in range(pgbouncer.SESSIONS)]
    for connection in held:  # all sessions are open
        connection.execute(text("SELECT 1"))
    for connection in held:
        connection.close()
    sessions = set()
    with pooled_engine.connect() as connection:
        for _ in range(20):
            sessions.add(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
            connection.commit()  # a rollback would have the driver forget
    assert len(sessions) == pgbouncer.SESSIONS


def test_jobs_are_opened_and_read_through_it(pooled_engine: Engine, pooled_world: World) -> None:
    migrate(pooled_engine)  # holds a lock of its transaction, not of its session
    world, opened = pooled_world, []
    for _ in range(8):
        opened.append(open_job(world, world.tess))
        assert document(world.kit, world.tess, opened[-1])["job"]["id"] == str(opened[-1])
    seen = listing.list_jobs(world.kit, world.tess, JobFilter(), limit=50)
    assert {job["id"] for job in seen.items} >= set(map(str, opened))
    assert problem_of(lambda: document(world.kit, world.mallory, opened[0])) is not None


def test_a_query_that_takes_too_long_is_ended(
    pooled_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "TIMEOUTS", ("statement_timeout = 50",))
    with pooled_engine.connect() as connection, pytest.raises(OperationalError):
        connection.execute(text("SELECT pg_sleep(60)"))
