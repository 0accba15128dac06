"""Bring a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine

ROOT = Path(__file__).resolve().parent.parent
# Any number, the same in all our processes.
TURN = 7_305_512_844


class BrokenReferences(Exception):
    """A migration left rows that refer to nothing; it was undone. One line."""


def migrate(engine: Engine, config: Config | None = None) -> None:
    """Run the migrations that are missing, all or none. Does nothing on a current database.

    `config` names other migrations than the project's own. BrokenReferences on SQLite alone:
    PostgreSQL looks at each statement.
    """
    config = config or Config(ROOT / "alembic.ini")
    with engine.connect().execution_options(write=True) as connection:
        if connection.dialect.name == "postgresql":
            _take_turn(connection)
        else:
            _set_references_aside(connection)
        config.attributes["connection"] = connection
        before = _revision(connection)
        command.upgrade(config, "head")
        if connection.dialect.name == "sqlite" and _revision(connection) != before:
            _check_references(connection)
        connection.commit()


def _revision(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection).get_current_heads()


def _take_turn(connection: Connection) -> None:
    """Machines that start together would migrate at once; and a migration may take its time."""
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL lock_timeout = '2min'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")


def _set_references_aside(connection: Connection) -> None:
    """SQLite changes a table by making it anew, and dropping the old one breaks what refers to it.

    Within a transaction the order would pass unheard, so it is given before SQLAlchemy begins one.
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
