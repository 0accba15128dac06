"""A web process to measure, on a database of its own with one technician and one job."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from uuid import UUID, uuid4

from server.kit import open_kit
from server.settings.settings import Settings
from smarthands.actor import Actor
from smarthands.jobs import jobs
from smarthands.kit import Kit
from smarthands.model import Login, Organization, Person, Site
from smarthands.model.organization import OrganizationKind
from smarthands.model.person import Role
from smarthands.people.sign_in import actor_for
from storage.database import open_database
from storage.migrating import migrate
from storage.process import bound
from storage.seaweed import SeaweedAddress
from storage.seaweed.ports import free_ports

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90.0
NO_SETTINGS: Mapping[str, str] = {}


@dataclass(frozen=True)
class House:
    """A running server; `pid` is gunicorn's master, whose one worker is its child."""

    folder: Path
    environ: dict[str, str]
    pid: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environ['PORT']}"

    def job_and_token(self) -> tuple[UUID, str]:
        """A job on which the technician behind the token works."""
        kit = open_kit(Settings.from_environment(self.environ))
        dan, tess, site = furnish(kit)
        token = kit.tokens.fresh()
        with kit.transaction() as tx:
            tx.db.add(
                Login(
                    id=uuid4(),
                    person_id=tess.person_id,
                    kind="bearer",
                    token_digest=kit.tokens.digest(token),
                    created_at=tx.now,
                    expires_at=tx.now + timedelta(days=1),
                )
            )
        job = uuid4()
        jobs.open_or_request(
            kit, dan, id=job, title="Bench", site_id=site, technician_ids=[tess.person_id]
        )
        return job, token


def furnish(kit: Kit) -> tuple[Actor, Actor, UUID]:
    """Creates a dispatcher, a technician and a client's site."""
    at = datetime.now(UTC)
    firm, client, site = uuid4(), uuid4(), uuid4()
    people = [
        Person(
            id=uuid4(),
            organization_id=firm,
            name=name,
            email=f"{name}@bench.test",
            role=role,
            created_at=at,
        )
        for name, role in (("dan", Role.DISPATCHER), ("tess", Role.TECHNICIAN))
    ]
    with kit.transaction() as tx:
        for id, kind in ((firm, OrganizationKind.MSP), (client, OrganizationKind.CLIENT)):
            tx.db.add(Organization(id=id, name=kind, kind=kind, contact="", created_at=at))
        tx.db.flush()
        tx.db.add_all(people)
        tx.db.add(
            Site(
                id=site,
                organization_id=client,
                name="Berlin 1",
                address="",
                time_zone="Europe/Berlin",
                access_instructions="",
                created_at=at,
            )
        )
    dan, tess = (actor_for(person) for person in people)
    return dan, tess, site


@contextmanager
def opened(
    folder: Path, store: SeaweedAddress, settings: Mapping[str, str] = NO_SETTINGS
) -> Iterator[House]:
    """Our own web process on a new SQLite database, with further settings."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SMARTHANDS_")}
    database = f"sqlite:///{folder / 'smarthands.db'}"
    environ = inherited | {
        "SMARTHANDS_DATA": str(folder),
        "SMARTHANDS_DATABASE_URL": database,
        "SMARTHANDS_SECRET": "a secret of these benches, of 32 characters",
        "SMARTHANDS_S3_URL": store.url,
        "SMARTHANDS_S3_ACCESS_KEY": store.access_key,
        "SMARTHANDS_S3_SECRET_KEY": store.secret_key,
        **settings,
    }
    engine = open_database(database)
    migrate(engine)
    engine.dispose()
    with started(House(folder, environ), "wsgi:app") as house:
        yield house


@contextmanager
def started(house: House, app: str) -> Iterator[House]:
    """Another app under the same gunicorn settings, beside `house` on its database."""
    port = free_ports(None).master
    environ = house.environ | {"PORT": str(port)}
    gunicorn = str(Path(sys.executable).parent / "gunicorn")
    with (house.folder / f"{app.partition(':')[0]}.log").open("ab") as log:
        process = subprocess.Popen(
            [gunicorn, "--config", "server/gunicorn_conf.py", app],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=bound(),
        )
    try:
        wait_until_up(process, port)
        yield replace(house, environ=environ, pid=process.pid)
    finally:
        process.terminate()
        process.wait(20)


def wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise SystemExit(f"the web process did not start: {process.args!r}")
