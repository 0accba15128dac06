"""A PgBouncer in transaction mode before a test's PostgreSQL: each transaction may meet another
session, of few."""

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
from tests.builders.postgres import USER

SESSIONS = 3


def program() -> str | None:
    return shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


@contextmanager
def pooled(binary: str, home: str, database: str, as_user: str) -> Iterator[str]:
    """The URL of `database` through a pooler; `home` is the folder of the server's socket."""
    folder = Path(tempfile.mkdtemp(prefix="smarthands-pgb-"))
    shutil.chown(folder, as_user)
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"""[databases]
{database} = host={home} dbname={database} user={USER}
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
auth_type = any
admin_users = {USER}
pool_mode = transaction
default_pool_size = {SESSIONS}
max_client_conn = 100
server_round_robin = 1
""",
        encoding="ascii",
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [binary, settings], stdout=log, stderr=log, user=as_user, cwd=folder, preexec_fn=bound()
        )
    try:
        url = f"postgresql://{USER}@:6432/{database}?host={folder}"
        _wait_until_up(process, folder, database)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        shutil.rmtree(folder)


def _wait_until_up(process: subprocess.Popen[bytes], folder: Path, database: str) -> None:
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(host=str(folder), port=6432, user=USER, dbname=database).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise AssertionError(f"PgBouncer did not start: {(folder / 'log').read_text()}")
