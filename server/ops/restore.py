"""Restore: a backup is brought into an empty database and a bucket."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select

from server.ops.archive import (
    FORMAT,
    HOLDERS,
    TABLES,
    ArchiveError,
    load_row,
    newest_revision,
    object_path,
)
from server.ops.backup import digest
from smarthands.model import Organization
from storage.s3 import S3Objects

BATCH = 500

Versions = dict[tuple[str, str], str]


def restore(engine: Engine, objects: S3Objects, folder: Path) -> dict[str, Any]:
    """The manifest of what was restored. The database must be migrated and without people.

    Objects come first and rows after, in one transaction: a restore that fails can be repeated.
    ArchiveError says what is wrong with the folder or the database.
    """
    manifest = read_manifest(folder)
    with engine.connect() as connection:
        if connection.scalar(select(func.count()).select_from(Organization.__table__)):
            raise ArchiveError("the database is not empty: restore into a new one")
    versions = put_objects(objects, folder, manifest["objects"])
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        # What the migrations made, as the secret of the phones' keys, gives way to what was there.
        for table in reversed(TABLES):
            connection.execute(delete(table))
        for table in TABLES:
            count = insert_rows(connection, table, folder, versions)
            if count != manifest["rows"].get(table.name):
                raise ArchiveError(f"tables/{table.name}.jsonl is incomplete")
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise ArchiveError(f"{folder} is no backup: it has no readable manifest.json") from None
    if manifest.get("format") != FORMAT or manifest.get("revision") != newest_revision():
        made_by = manifest.get("version")
        raise ArchiveError(f"this backup is of version {made_by}: restore it there, then upgrade")
    return manifest


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def put_objects(objects: S3Objects, folder: Path, expected: int) -> Versions:
    """Puts the objects into the bucket; maps (key, old version) to the new version."""
    versions: Versions = {}
    for named in lines(folder / "objects.jsonl"):
        path = object_path(folder, named["key"])
        if not path.is_file() or digest(path) != named["sha256"]:
            raise ArchiveError(f"objects/{named['key']} is missing or damaged")
        try:
            stored = objects.put_file(
                named["key"], path, sha256=named["sha256"], media_type=named["media_type"]
            )
        except OSError as error:
            raise ArchiveError(f"{named['key']} could not be stored: {error}") from None
        versions[named["key"], named["version"]] = stored.version
    if len(versions) != expected:
        raise ArchiveError("objects.jsonl is incomplete")
    return versions


def insert_rows(connection: Connection, table: Table, folder: Path, versions: Versions) -> int:
    count = 0
    batch: list[dict[str, Any]] = []
    for row in lines(folder / "tables" / f"{table.name}.jsonl"):
        if table.name in HOLDERS and row["object_version"] is not None:
            row["object_version"] = versions[row["object_key"], row["object_version"]]
        batch.append(load_row(table, row))
        count += 1
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch.clear()
    if batch:
        connection.execute(insert(table), batch)
    return count
