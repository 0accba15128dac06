"""A PostgreSQL server for the tests: Debian's programs, their own user, and a folder under /tmp."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from storage.process import bound

USER = "postgres"
# Nothing here outlives the run, so that nothing is synced; the times are the tests' own.
INITIAL = ("-U", USER, "-A", "trust", "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8")
SETTINGS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=80",
)


def programs() -> Path | None:
    """The folder of the newest installed server, or None."""
    programs_by_version = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return programs_by_version[-1].parent if programs_by_version else None


def _version(initdb: Path) -> int:
    return int(initdb.parts[-3]) if initdb.parts[-3].isdigit() else 0


def server_user() -> str | None:
    """The user to run the server as, or None when there is none: PostgreSQL refuses to run as
    root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    try:
        return pwd.getpwnam(USER).pw_name
    except KeyError:
        return None


@contextmanager
def running(binaries: Path, user: str) -> Iterator[str]:
    """A server that listens on a socket in its own folder alone; yields that folder."""
    home = Path(tempfile.mkdtemp(prefix="smarthands-pg-"))
    try:
        shutil.chown(home, user)
        subprocess.run(
            [binaries / "initdb", "-D", home / "data", *INITIAL],
            check=True,
            stdout=subprocess.DEVNULL,
            user=user,
            cwd=home,
        )
        with _started(binaries, user, home):
            yield str(home)
    finally:
        shutil.rmtree(home)


@contextmanager
def _started(binaries: Path, user: str, home: Path) -> Iterator[None]:
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", home / "data", "-k", home, *settings],
            stdout=log,
            stderr=log,
            user=user,
            cwd=home,
            preexec_fn=bound(),
        )
    try:
        _wait_until_up(server, home)
        yield
    finally:
        # SIGINT is PostgreSQL's fast shutdown: it ends the sessions, then stops.
        server.send_signal(signal.SIGINT)
        server.wait(20)


def _wait_until_up(server: subprocess.Popen[bytes], home: Path) -> None:
    end = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < end:
        try:
            administer(str(home), "SELECT 1")
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise AssertionError(f"PostgreSQL did not start: {(home / 'log').read_text()}")


def administer(home: str, statement: str) -> None:
    with psycopg.connect(host=home, user=USER, dbname="postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


def url(home: str, database: str) -> str:
    return f"postgresql://{USER}@/{database}?host={home}"
