"""Engines for SQLite (the embedded default) and PostgreSQL, set up to commit durably."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.orm import Session, sessionmaker

LOCK_TIMEOUT_MS = 3000
STATEMENT_TIMEOUT_MS = 15000
CANCEL_SECONDS = 2.0
TIMEOUTS = (f"lock_timeout = {LOCK_TIMEOUT_MS}", f"statement_timeout = {STATEMENT_TIMEOUT_MS}")
POOLED = "pooled"
# On PostgreSQL a writer that waits for a lock holds a connection, so there must be many; a caller
# that finds no free one is told so soon. Each lane of a worker holds one of its own.
# An error is logged without the values of its statement: names and addresses are among them.
POOL: dict[str, Any] = {
    "pool_size": 20,
    "max_overflow": 20,
    "pool_timeout": 5,
    "hide_parameters": True,
}


def open_database(url: str) -> Engine:
    """An engine for `url` (`sqlite:///…` or `postgresql://…`, taken as psycopg 3)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        # The kit waits for the lock, cooperatively: a timeout of 0 keeps the event hub turning.
        engine = create_engine(url, connect_args={"timeout": 0, "check_same_thread": False}, **POOL)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            # PgBouncer refuses a connection with start-up options: timeouts are set afterwards.
            connect_args={"connect_timeout": 3},
            pool_pre_ping=True,
            **POOL,
        )
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "begin", _begin_postgresql)
        event.listen(engine, "handle_error", _end_query)
        return engine
    raise ValueError(f"the database must be sqlite or postgresql, not {parsed.drivername}")


def open_sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, by us
    # SQLite's own `lower` knows ASCII alone: nobody would find "Übergabe", not even by typing it.
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a write can fail half-way: the lock is taken at once.
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _prepare_postgresql(connection: Any, record: Any) -> None:
    """Set the timeouts once, or learn that a pooler (PgBouncer) hands each transaction to another
    session, where neither settings nor prepared statements of ours would be found again.

    A pooler tells a process id of its own making; the session behind it knows the true one.
    """
    told = connection.info.backend_pid
    [(true,)] = connection.execute("SELECT pg_backend_pid()").fetchall()
    record.info[POOLED] = told != true
    if record.info[POOLED]:
        connection.prepare_threshold = None
    else:
        for statement in TIMEOUTS:
            connection.execute(f"SET {statement}")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    # A reader sees one moment, as on SQLite; a writer locks rows and must see the latest.
    statements = []
    if not connection.get_execution_options().get("write"):
        statements.append("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    if connection.info[POOLED]:
        statements += [f"SET LOCAL {statement}" for statement in TIMEOUTS]
    if statements:
        connection.exec_driver_sql("; ".join(statements))


def _end_query(context: ExceptionContext) -> None:
    """Cancel the query of a greenlet that gave up on it: closing the connection, which SQLAlchemy
    does then, would leave the server at work on an answer that nobody reads."""
    if isinstance(context.original_exception, Exception) or context.connection is None:
        return
    psycopg_connection: Any = context.connection.connection.dbapi_connection
    dbapi: Any = context.dialect.loaded_dbapi
    with suppress(OSError, dbapi.Error):  # a server that is away has no query to end
        psycopg_connection.cancel_safe(timeout=CANCEL_SECONDS)
