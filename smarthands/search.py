"""Searching in text columns, the same on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import ColumnElement, func

from smarthands.spelling import one_line


def contains(column: Any, words: str) -> ColumnElement[bool]:
    """Whether the column contains the words, in any case; `%` and `_` in the words stand for
    themselves."""
    escaped = one_line(words).lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return func.lower(column).like(f"%{escaped}%", escape="\\")
