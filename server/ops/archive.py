"""The format of a backup folder, which is the same for every database and every S3.

manifest.json         format, version, revision of the schema, rows per table, objects
tables/<name>.jsonl   one row a line: moments as RFC 3339, ids as text, bytes in hex
objects.jsonl         key, version, size, SHA-256 (hex) and type of each object
objects/<key>         its bytes
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, LargeBinary, Table, Uuid

from server.operator import OperatorError
from server.ops.processes import ROOT
from smarthands.model.base import Base, Instant

FORMAT = 1
TABLES: list[Table] = Base.metadata.sorted_tables
# The rows of these tables name an object: a restored object gets another version id.
HOLDERS = ("evidence_items", "renditions")


class ArchiveError(OperatorError):
    """A backup that can't be made or restored; the message is one line."""


def newest_revision() -> str:
    """The schema revision that this version of the code works with."""
    head = ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_current_head()
    assert head
    return head


def dump_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _dump(value) for name, value in row.items()}


def _dump(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value


def load_row(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with the column types of the table; KeyError for a column that it does not have."""
    return {name: _load(table.c[name], value) for name, value in row.items()}


def _load(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Uuid):
        return UUID(value)
    if isinstance(column.type, LargeBinary):
        return bytes.fromhex(value)
    return value


def object_path(folder: Path, key: str) -> Path:
    """The path of an object; ArchiveError for a key that would lead out of the folder."""
    root = (folder / "objects").resolve()
    path = (root / key).resolve()
    if not path.is_relative_to(root) or path == root:
        raise ArchiveError(f"the object key {key!r} leads out of the backup")
    return path
