"""Searching in text columns, the same on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import ColumnElement, func


def contains(column: Any, words: str) -> ColumnElement[bool]:
    """Case-insensitive, and a `%` or `_` that a person typed means itself."""
    escaped = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return func.lower(column).like(f"%{escaped}%", escape="\\")
