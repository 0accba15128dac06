"""`smarthands migrate` can be repeated, takes turns, and says in one line that the database can't
be used."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, inspect

from storage.database import open_database
from storage.migrating import migrate as bring_up_to_date
from tests.builders import postgres
from tests.builders.earlier import downgrade
from tests.running.supervisor import ROOT


def migrate(tmp_path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server.ops.cli", "migrate"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SMARTHANDS_DATA": str(tmp_path), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def tables(tmp_path: Path) -> list[str]:
    engine = create_engine(f"sqlite:///{tmp_path}/smarthands.db")
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def test_an_empty_folder_gets_its_tables_and_keeps_them(tmp_path: Path) -> None:
    assert migrate(tmp_path).returncode == 0
    names = tables(tmp_path)
    assert {"jobs", "events", "people"} <= set(names)
    assert migrate(tmp_path).returncode == 0
    assert tables(tmp_path) == names


def test_a_name_that_keeps_its_spelling_is_told_in_one_line(tmp_path: Path) -> None:
    assert migrate(tmp_path).returncode == 0
    engine = open_database(f"sqlite:///{tmp_path}/smarthands.db")
    downgrade(engine, "0012")
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "smarthands.db")) as db, db:
        firm = ("0" * 32, "\u200b", "msp", "", "2026-03-02 08:00:00")
        db.execute(
            "INSERT INTO organizations (id, name, kind, contact, created_at)"
            " VALUES (?, ?, ?, ?, ?)",
            firm,
        )
    migrated = migrate(tmp_path)
    assert migrated.returncode == 0
    assert migrated.stderr.startswith("organizations.name of 00000000-")
    assert migrated.stderr.count("\n") == 1


def test_a_database_that_is_away_is_reported_in_one_line(tmp_path: Path) -> None:
    away = "postgresql://dan:hunter22@127.0.0.1:1/firm"
    refused = migrate(tmp_path, SMARTHANDS_DATABASE_URL=away)
    assert refused.returncode == 1
    assert refused.stderr.startswith("smarthands: SMARTHANDS_DATABASE_URL can't be used: ")
    assert refused.stderr.count("\n") == 1
    assert "hunter22" not in refused.stderr


def test_four_machines_that_start_together_take_turns(postgres_server: str) -> None:
    name = f"test_{uuid4().hex}"
    postgres.administer(postgres_server, f"CREATE DATABASE {name}")
    engines = [open_database(postgres.url(postgres_server, name)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(bring_up_to_date, engines))
    assert "jobs" in inspect(engines[0]).get_table_names()
    for engine in engines:
        engine.dispose()
    postgres.administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")
