"""Where tests begin: a database with people in it, copied from one that was migrated once."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser
from sqlalchemy import Engine, event

from server.app import create_app
from server.settings.settings import Settings
from storage import seaweed
from storage.database import open_database
from storage.s3 import S3Objects, S3Settings
from tests.access.stage import Stage, stage_in
from tests.builders import postgres
from tests.builders.browsers import chromium
from tests.builders.installation import Installation, running_installation
from tests.builders.people import fill_database
from tests.builders.site import Site
from tests.builders.web_process import WebProcess, running_web_process, shared_world
from tests.builders.world import World, make_world

# How long an example takes is the machine's matter, and says nothing of what it is an example of.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "smarthands.db"
    fill_database(open_database(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The folder of a server's socket; the databases `empty` and `template` are in it."""
    programs, user = postgres.programs(), postgres.server_user()
    if programs is None or user is None:
        pytest.skip("PostgreSQL's server programs are missing (Debian: apt-get install postgresql)")
    with postgres.running(programs, user) as home:
        postgres.administer(home, "CREATE DATABASE template")
        fill_database(open_database(postgres.url(home, "template")))
        yield home


# One engine per process, since each would compile all statements anew; its database is a new one
# for each test.


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sqlite") / "smarthands.db"


@pytest.fixture(scope="session")
def sqlite_opened(sqlite_file: Path) -> Engine:
    return open_database(f"sqlite:///{sqlite_file}")


@pytest.fixture
def sqlite_engine(
    sqlite_template: Path, sqlite_file: Path, sqlite_opened: Engine
) -> Iterator[Engine]:
    """Each test's file has a name of its own, so that nothing which an earlier test's threads still
    do to theirs reaches it."""
    own = sqlite_file.with_name(f"{uuid4().hex}.db")
    shutil.copy(sqlite_template, own)

    def lead_there(_dialect: Any, _record: Any, arguments: list[Any], _named: Any) -> None:
        arguments[0] = str(own)

    event.listen(sqlite_opened, "do_connect", lead_there)
    sqlite_opened.dispose()  # A module's stage may have left connections to its own file.
    yield sqlite_opened
    event.remove(sqlite_opened, "do_connect", lead_there)
    sqlite_opened.dispose()
    for left in own.parent.glob(f"{own.stem}*"):
        left.unlink()


@pytest.fixture(scope="session")
def postgres_opened(postgres_server: str) -> Engine:
    return open_database(postgres.url(postgres_server, "test"))


@pytest.fixture
def postgres_engine(postgres_server: str, postgres_opened: Engine) -> Iterator[Engine]:
    postgres.administer(postgres_server, "DROP DATABASE IF EXISTS test WITH (FORCE)")
    postgres.administer(postgres_server, "CREATE DATABASE test TEMPLATE template")
    yield postgres_opened
    postgres_opened.dispose()


@pytest.fixture(scope="module")
def stage(
    sqlite_template: Path,
    sqlite_file: Path,
    sqlite_opened: Engine,
    tmp_path_factory: pytest.TempPathFactory,
) -> Stage:
    """A database with one of everything, on which each address is requested."""
    folder = tmp_path_factory.mktemp("stage")
    return stage_in(folder, sqlite_template, sqlite_file, sqlite_opened)


@pytest.fixture
def world(sqlite_engine: Engine) -> World:
    """On SQLite, with objects in memory."""
    return make_world(sqlite_engine)


@pytest.fixture(params=["sqlite", "postgres"])
def each_world(request: pytest.FixtureRequest) -> World:
    """On either database, for what could differ."""
    return make_world(request.getfixturevalue(f"{request.param}_engine"))


@pytest.fixture(scope="module")
def own_web(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WebProcess]:
    """A web process for one module, whose connections would be in others' way."""
    folder = tmp_path_factory.mktemp("own-web")
    shared_world(sqlite_template, folder)
    with running_web_process(folder) as running:
        yield running


@pytest.fixture(scope="session")
def s3_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Settings]:
    """A real S3 server with its bucket prepared, one for all tests of a process."""
    with seaweed.running(tmp_path_factory.mktemp("s3") / "objects") as server:
        keys = server.access_key, server.secret_key
        yield S3Settings(server.url, server.url, *keys, server.bucket, "us-east-1")


@pytest.fixture
def s3_world(sqlite_engine: Engine, s3_settings: S3Settings) -> World:
    return make_world(sqlite_engine, S3Objects(s3_settings))


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Made once, since a third of a second goes into it; a `site` answers from its own world."""
    return create_app(
        Settings.from_environment(
            {
                "SMARTHANDS_DATA": str(tmp_path_factory.mktemp("app")),
                "SMARTHANDS_METRICS_TOKEN": "the-token-of-these-tests",
            }
        )
    )


@pytest.fixture
def site(app: Flask, world: World) -> Site:
    return Site(app, world)


@pytest.fixture
def s3_site(app: Flask, s3_world: World) -> Site:
    return Site(app, s3_world)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The whole product, once per process: each test brings its own people."""
    with running_installation(tmp_path_factory.mktemp("residence")) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with its module: Playwright's event loop would be in the way of other tests."""
    with chromium() as opened:
        yield opened
