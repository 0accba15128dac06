"""Migrations that bring a database to the newest schema, run at each start."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine

ROOT = Path(__file__).resolve().parent.parent
# The key of an advisory lock: any number, the same in all our processes.
TURN = 7_305_512_844


class BrokenReferences(Exception):
    """A migration left rows that refer to nothing, and was undone. The message is one line."""


def migrate(engine: Engine, config: Config | None = None) -> None:
    """Run the migrations that are missing, all or none. Does nothing on a current database.

    `config` names other migrations than the project's own. Raises BrokenReferences on SQLite alone,
    since PostgreSQL looks at each statement.
    """
    config = config or Config(ROOT / "alembic.ini")
    with ready_to_migrate(engine) as connection:
        config.attributes["connection"] = connection
        before = _revision(connection)
        command.upgrade(config, "head")
        if connection.dialect.name == "sqlite" and _revision(connection) != before:
            _check_references(connection)
        connection.commit()


@contextmanager
def ready_to_migrate(engine: Engine) -> Iterator[Connection]:
    """A connection on which migrations may run, up or down; the caller commits."""
    with engine.connect().execution_options(write=True) as connection:
        if connection.dialect.name == "postgresql":
            _take_turn(connection)
        else:
            _set_references_aside(connection)
        yield connection


def _revision(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection).get_current_heads()


def _take_turn(connection: Connection) -> None:
    """Wait for other machines that migrate: those that start together would do it at once."""
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL lock_timeout = '2min'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")


def _set_references_aside(connection: Connection) -> None:
    """Turn SQLite's foreign keys off: SQLite changes a table by making it anew, and dropping the
    old one would break what refers to it.

    SQLite ignores the pragma within a transaction, so it is given before SQLAlchemy begins one.
    """
    connection.detach()  # closed at the end, so that nobody else works without references
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.cursor().execute("PRAGMA foreign_keys=OFF")


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        table, _row, parent, _key = broken[0]
        raise BrokenReferences(
            f"a migration would leave {len(broken)} rows that refer to nothing, the first in "
            f"{table} to {parent}; nothing was changed"
        )
