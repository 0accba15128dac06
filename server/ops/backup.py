"""Backup: database and objects are written to a folder, while the processes run or rest."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, select

from server.ops.archive import (
    FORMAT,
    HOLDERS,
    TABLES,
    ArchiveError,
    dump_row,
    newest_revision,
    object_path,
)
from server.version import VERSION
from smarthands.model import Base
from storage.s3 import S3Objects

CHUNK = 1 << 20


def backup(engine: Engine, objects: S3Objects, folder: Path) -> dict[str, Any]:
    """The manifest of what was written to `folder`, which must not exist or be empty.

    The rows are those of one moment; the objects are those that they name, each checked against
    its SHA-256. `folder` appears whole or not at all. ArchiveError, or OSError as from a full disk.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ArchiveError(f"{folder} is not empty: name a new folder")
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    if unfinished.exists():
        raise ArchiveError(f"{unfinished} is of another backup: wait for it, or remove it")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished.mkdir(mode=0o700)  # people's names and photos are in it
    (unfinished / "tables").mkdir()
    try:
        manifest = write(engine, objects, unfinished)
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    if folder.exists():
        folder.rmdir()
    unfinished.rename(folder)
    return manifest


def write(engine: Engine, objects: S3Objects, work: Path) -> dict[str, Any]:
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision != newest_revision():
            raise ArchiveError("the database is of another version: run `smarthands migrate` first")
        rows = {table.name: write_table(connection, table.name, work) for table in TABLES}
        named = list(named_objects(connection))
    with (work / "objects.jsonl").open("w", encoding="utf-8") as index:
        for each in named:
            index.write(json.dumps(fetch(objects, each, work)) + "\n")
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "revision": revision,
        "made_at": datetime.now(UTC).isoformat(),
        "rows": rows,
        "objects": len(named),
    }
    (work / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    os.sync()
    return manifest


def write_table(connection: Connection, name: str, work: Path) -> int:
    count = 0  # a table may be empty
    rows = connection.execute(select(Base.metadata.tables[name]).execution_options(yield_per=500))
    with (work / "tables" / f"{name}.jsonl").open("w", encoding="utf-8") as file:
        for count, row in enumerate(rows.mappings(), start=1):  # noqa: B007 read after the loop
            file.write(json.dumps(dump_row(dict(row))) + "\n")
    return count


def named_objects(connection: Connection) -> Iterator[dict[str, Any]]:
    for name in HOLDERS:
        columns = Base.metadata.tables[name].c
        wanted = select(columns.object_key, columns.object_version, columns.size, columns.sha256)
        for key, version, size, sha256 in connection.execute(
            wanted.where(columns.object_version.is_not(None))
        ):
            yield {"key": key, "version": version, "size": size, "sha256": sha256}


def fetch(objects: S3Objects, named: dict[str, Any], work: Path) -> dict[str, Any]:
    path = object_path(work, named["key"])
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        stored = objects.stat(named["key"])
        objects.download(named["key"], named["version"], path)
    except OSError as error:
        raise ArchiveError(f"{named['key']} could not be fetched: {error}") from None
    sha256 = digest(path)
    # A recording that its media node never ended has no hash before a worker has read it.
    if named["sha256"] not in (None, sha256):
        raise ArchiveError(f"{named['key']} is damaged in S3: its SHA-256 is another")
    return {
        **named,
        "sha256": sha256,
        "media_type": stored.media_type if stored else "application/octet-stream",
    }


def digest(path: Path) -> str:
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sha256.update(chunk)
    return sha256.hexdigest()
