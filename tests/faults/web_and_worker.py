"""The web process and the worker as they run in production, each of which a test may stop, kill and
start again."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from uuid import UUID, uuid4

import psutil

from server.kit import open_kit
from server.settings.settings import Settings
from smarthands.kit import Kit
from smarthands.model import Login
from storage.bucket import prepare_bucket
from storage.process import bound
from storage.s3 import S3Settings, open_client
from tests.builders.load import slack
from tests.builders.people import FRANKFURT, named
from tests.builders.ports import free_port
from tests.faults.phone import Answer, Phone, ask

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
COMMANDS = {
    "web": [str(BIN / "gunicorn"), "--config", "server/gunicorn_conf.py", "wsgi:app"],
    "worker": [sys.executable, "-m", "workers"],
}
START_SECONDS = 90.0


@dataclass
class WebAndWorker:
    """The processes of one installation; they have nothing but `environ` in common."""

    folder: Path
    environ: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environ['PORT']}"

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environ)

    @cached_property
    def kit(self) -> Kit:
        """The kit of operations on this installation's own database and bucket."""
        return open_kit(self.settings)

    def phone(self, name: str) -> Phone:
        """The phone of a person who is signed in."""
        return Phone(self.url, sign_in(self.kit, name))

    def job(self, *crew: str) -> UUID:
        """A job of Dan's with these people on it."""
        id = uuid4()
        fields = {"id": str(id), "title": "Core switch, no link", "site_id": str(FRANKFURT)}
        people = [str(named(name)) for name in crew]
        answer = self.phone("Dan").ask("POST", "/api/jobs", fields | {"technician_ids": people})
        assert answer.status == 201, answer.body
        return id

    def start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                COMMANDS[name],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=bound(),
            )

    def kill(self, name: str) -> None:
        """Kills a process with -9, and waits until nothing of it is left."""
        process = self.processes.pop(name)
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        psutil.wait_procs(family, 5)

    def kill_server(self) -> None:
        """Kills the process that answers requests alone; its master starts another."""
        for child in psutil.Process(self.processes["web"].pid).children():
            with suppress(psutil.NoSuchProcess):
                child.kill()

    def ready(self) -> None:
        until(self._is_ready, START_SECONDS, self.log)

    def up(self) -> None:
        """Waits until the web process answers, whatever the others do."""
        until(self._answers, START_SECONDS, self.log)

    def health(self) -> Answer:
        return ask("GET", self.url + "/healthz", seconds=5)

    def log(self) -> str:
        logs = (self.folder / f"{name}.log" for name in COMMANDS)
        return "\n".join(path.read_text()[-3000:] for path in logs if path.exists())

    def _is_ready(self) -> bool:
        return ask("GET", self.url + "/readyz").status == 200

    def _answers(self) -> bool:
        return self.health().status == 200

    def end(self) -> None:
        for name in list(self.processes):
            self.kill(name)
        if "kit" in vars(self):
            self.kit.sessions.kw["bind"].dispose()


@contextmanager
def running_web_and_worker(
    folder: Path, database_url: str, s3: S3Settings, *, worker: bool = True
) -> Iterator[WebAndWorker]:
    """A running web process and, if wanted, a worker on a database that has the named people in
    it."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("SMARTHANDS_")} | {
        "PORT": str(free_port()),
        "PYTHONUNBUFFERED": "1",
        "SMARTHANDS_DATA": str(folder),
        "SMARTHANDS_DATABASE_URL": database_url,
        "SMARTHANDS_SECRET": "a secret of these tests, of 32 characters",
        "SMARTHANDS_S3_URL": s3.url,
        "SMARTHANDS_S3_PUBLIC_URL": s3.public_url,
        "SMARTHANDS_S3_ACCESS_KEY": s3.access_key,
        "SMARTHANDS_S3_SECRET_KEY": s3.secret_key,
        "SMARTHANDS_S3_BUCKET": s3.bucket,
    }
    installation = WebAndWorker(folder, environ)
    try:
        installation.start("web")
        if worker:
            installation.start("worker")
            installation.ready()
        else:
            installation.up()
        yield installation
    finally:
        installation.end()


def sqlite_in(folder: Path, template: Path) -> str:
    """The URL of a new database with the named people in it."""
    path = folder / "smarthands.db"
    shutil.copy(template, path)
    return f"sqlite:///{path}"


def bucket_of_its_own(s3: S3Settings) -> S3Settings:
    """Creates a bucket of its own on the same server, so that a test can count every object."""
    own = replace(s3, bucket=f"faults-{uuid4().hex[:12]}")
    prepare_bucket(open_client(own, own.url), own.bucket, ["http://localhost:8000"])
    return own


def sign_in(kit: Kit, name: str) -> str:
    """A bearer token of this person."""
    token = kit.tokens.fresh()
    with kit.transaction() as tx:
        tx.db.add(
            Login(
                id=uuid4(),
                person_id=named(name),
                kind="bearer",
                token_digest=kit.tokens.digest(token),
                created_at=tx.now,
                expires_at=tx.now + timedelta(days=1),
            )
        )
    return token


def until(holds: Callable[[], bool], seconds: float, log: Callable[[], str] = str) -> None:
    """Waits until the condition holds; fails with the log when it does not hold in time."""
    end = time.monotonic() + seconds * slack()
    while True:
        with suppress(OSError):
            if holds():
                return
        assert time.monotonic() < end, log()
        time.sleep(0.05)
