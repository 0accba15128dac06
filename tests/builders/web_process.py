"""The web process as it runs for real: gunicorn, gevent, a database file that tests write too."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from itertools import count
from pathlib import Path
from typing import Any

from server.auth.passwords import Argon2
from server.auth.tokens import SecretTokens
from storage.database import open_database
from storage.process import bound
from tests.builders.ports import free_port
from tests.builders.world import World, make_world

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret that the tests share with the server"
METRICS = "the-token-of-these-tests"
CALLERS = count(1)


@dataclass(frozen=True)
class WebProcess:
    """A running web process, which stands behind one trusted proxy: the test."""

    url: str
    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def ask(
        self, method: str, path: str, body: Any = None, token: str | None = None, **headers: str
    ) -> tuple[int, Any, Message]:
        """Status, JSON (None when it is none) and headers of one answer."""
        data = None if body is None else json.dumps(body).encode()
        fields = proxy_headers() | headers | ({"Content-Type": "application/json"} if data else {})
        if token:
            fields["Authorization"] = f"Bearer {token}"
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        try:
            connection.request(method, path, data, fields)
            response = connection.getresponse()
            text = response.read()
            is_json = "json" in response.headers.get("Content-Type", "") and text
            return response.status, json.loads(text) if is_json else None, response.headers
        finally:
            connection.close()

    def wait_until_up(self) -> None:
        end = time.monotonic() + 60  # The time of the start is not what is measured.
        while True:
            try:
                self.ask("GET", "/healthz")
                return
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < end, self.log.read_text()
                time.sleep(0.05)


def environment(folder: Path, port: int) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SMARTHANDS_")}
    return {
        **inherited,
        "PORT": str(port),
        "SMARTHANDS_DATA": str(folder),
        "SMARTHANDS_SECRET": SECRET,
        "SMARTHANDS_METRICS_TOKEN": METRICS,
        "SMARTHANDS_TRUSTED_PROXIES": "1",
    }


@contextmanager
def running_web_process(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    *,
    app: str = "wsgi:app",
    port: int | None = None,
) -> Iterator[WebProcess]:
    """A web process on the database in `folder`, ended at the end, with more settings if given."""
    port = port or free_port()
    command = ["-m", "gunicorn", "--config", "server/gunicorn_conf.py", app]
    path = folder / f"web-{port}.log"
    with path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment(folder, port) | dict(settings or {}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=bound(),
        )
    web_process = WebProcess(f"http://localhost:{port}", port, path, process)
    try:
        web_process.wait_until_up()
        yield web_process
    finally:
        process.terminate()
        process.wait(10)


def shared_world(template: Path, folder: Path) -> World:
    """The people of the tests in the database in `folder`, by the real clock, with the server's own
    secret."""
    shutil.copy(template, folder / "smarthands.db")
    world = make_world(open_database(f"sqlite:///{folder / 'smarthands.db'}"))
    world.clock.at = datetime.now(UTC)
    world.kit = replace(
        world.kit,
        now=lambda: datetime.now(UTC),
        tokens=SecretTokens(SECRET),
        passwords=Argon2(),
    )
    return world


def proxy_headers() -> dict[str, str]:
    """The headers by which the proxy says that a new address is calling."""
    return {"X-Forwarded-For": f"10.1.{next(CALLERS) // 250}.{next(CALLERS) % 250}"}
