"""The migrations lead from an empty database to exactly the mapped tables, and back."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from smarthands.model import Base, Person
from smarthands.people.sign_in import start_login
from storage.database import open_database
from storage.migrating import ROOT, BrokenReferences, migrate
from tests.builders import postgres
from tests.builders.earlier import downgrade, forget_logins
from tests.builders.jobs import open_job
from tests.builders.marks import drawn_mark, frozen_photo
from tests.builders.sessions import live_session
from tests.builders.world import World


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path / 'new' / 'smarthands.db'}")
        yield engine
        engine.dispose()
        return
    home, name = request.getfixturevalue("postgres_server"), f"empty_{uuid4().hex}"
    postgres.administer(home, f"CREATE DATABASE {name}")
    engine = open_database(postgres.url(home, name))
    yield engine
    engine.dispose()
    postgres.administer(home, f"DROP DATABASE {name}")


def check_constraints(engine: Engine) -> dict[str, dict[str, str]]:
    """The text of each table's check constraints by their names; autogeneration compares none."""
    inspector = inspect(engine)
    return {
        table: {
            str(check["name"]): check["sqltext"] for check in inspector.get_check_constraints(table)
        }
        for table in Base.metadata.tables
    }


def test_migrating_an_empty_database_makes_the_mapped_tables(empty: Engine) -> None:
    migrate(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert {table: set(checks) for table, checks in check_constraints(empty).items()} == {
        name: {
            str(check.name)
            for check in table.constraints
            if type(check).__name__ == "CheckConstraint"
        }
        for name, table in Base.metadata.tables.items()
    }


def test_check_constraints_say_what_the_mapped_tables_say(empty: Engine) -> None:
    migrate(empty)
    migrated = check_constraints(empty)
    downgrade(empty, "base")
    with empty.begin() as db:
        Base.metadata.create_all(db)
    assert migrated == check_constraints(empty)
    assert any(migrated.values())


def test_migrating_again_changes_nothing(empty: Engine) -> None:
    migrate(empty)
    with empty.begin() as db:
        db.execute(text("INSERT INTO counters (name, value) VALUES ('jobs', 7)"))
    migrate(empty)
    with empty.connect() as db:
        assert db.execute(text("SELECT value FROM counters")).scalar() == 7


def test_the_migrations_lead_down_to_nothing_and_up_again(empty: Engine) -> None:
    migrate(empty)
    downgrade(empty, "base")
    assert inspect(empty).get_table_names() == ["alembic_version"]
    inspect(empty).clear_cache()
    migrate(empty)
    assert set(Base.metadata.tables) <= set(inspect(empty).get_table_names())


def test_a_downgrade_that_would_lose_marks_or_frozen_pictures_is_refused(each_world: World) -> None:
    job = open_job(each_world, each_world.tess)
    picture = frozen_photo(each_world, job)
    for mark in (True, False):
        if mark:
            drawn_mark(each_world, job, live_session(each_world, job), picture)
        with pytest.raises(RuntimeError, match="revision 0005"):
            downgrade(each_world.engine, "base")
        with each_world.engine.begin() as db:
            assert db.execute(text("DELETE FROM marks")).rowcount == int(mark)
    with each_world.engine.connect() as db:
        frozen_ones = text("SELECT count(*) FROM evidence_items WHERE source = 'freeze'")
        assert db.execute(frozen_ones).scalar() == 1


def test_a_downgrade_that_would_lose_the_keys_of_phones_is_refused(each_world: World) -> None:
    with each_world.kit.transaction() as tx:
        tess = tx.db.get_one(Person, each_world.tess.person_id)
        start_login(each_world.kit, tx, tess, "bearer", by="link")
    with pytest.raises(RuntimeError, match="keys of this revision"):
        downgrade(each_world.engine, "0015")
    forget_logins(each_world.engine)
    downgrade(each_world.engine, "0015")


def next_migration(folder: Path, *lines: str) -> Config:
    """The project's own migrations and one more."""
    own = ROOT / "migrations" / "versions"
    head = ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_current_head()
    (folder / "next.py").write_text(
        "\n".join(
            (
                "import sqlalchemy as sa",
                "from alembic import op",
                f"revision, down_revision = 'next', '{head}'",
                "def upgrade():",
                *(f"    {line}" for line in lines),
            )
        )
    )
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("version_locations", f"{own}:{folder}")
    return config


def test_a_table_that_others_refer_to_can_be_rebuilt(each_world: World, tmp_path: Path) -> None:
    job = open_job(each_world, each_world.tess)
    config = next_migration(
        tmp_path,
        "with op.batch_alter_table('people') as people:",
        "    people.alter_column('name', type_=sa.String(300))",
    )
    migrate(each_world.engine, config)
    with each_world.engine.connect() as db:
        there = text("SELECT count(*) FROM job_technicians JOIN people ON people.id = person_id")
        assert db.execute(there).scalar() == 1
    # The next connections enforce foreign keys as before.
    with each_world.engine.connect() as db, pytest.raises(IntegrityError):
        db.execute(text("DELETE FROM people"))
    assert open_job(each_world, each_world.tess) != job


def test_a_migration_that_breaks_references_is_undone(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    config = next_migration(tmp_path, "op.execute('DELETE FROM organizations')")
    with pytest.raises(BrokenReferences, match="organizations; nothing was changed"):
        migrate(sqlite_engine, config)
    with sqlite_engine.connect() as db:
        assert db.execute(text("SELECT count(*) FROM organizations")).scalar() == 3
        assert db.execute(text("SELECT version_num FROM alembic_version")).scalar() != "next"
