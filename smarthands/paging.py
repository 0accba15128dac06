"""Keyset paging: page 2,000 is as fast as the first, and pages are stable while rows arrive."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import Session

from smarthands.errors import Code, Problem

T = TypeVar("T")
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list; `next` is the cursor after the last item, None at the end."""

    items: Sequence[T]
    next: str | None


def encode_cursor(*keys: Any) -> str:
    """The sort keys of a row as an opaque word for URLs."""
    plain = [str(key) if isinstance(key, UUID) else key for key in keys]
    text = json.dumps(plain, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *types: type) -> list[Any]:
    """The sort keys of a cursor, each checked to be of its type."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(keys, list) or len(keys) != len(types):
            raise ValueError
        return [_key(value, kind) for value, kind in zip(keys, types, strict=True)]
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise unknown_cursor() from error


def unknown_cursor() -> Problem:
    return Problem(
        Code.MALFORMED, "This `after` is not one that a list gave. Start from the first page."
    )


def _key(value: Any, kind: type) -> Any:
    if type(value) is not (str if kind is UUID else kind):
        raise ValueError
    if kind is UUID:
        return UUID(str(value))
    if (
        isinstance(value, str) and b"\0" in value.encode()
    ):  # encode() raises ValueError for a lone surrogate
        raise ValueError
    if isinstance(value, int) and not 0 <= value < 2**31:
        raise ValueError
    return value


def page_of(
    db: Session,
    query: Select[T],
    order: tuple[ColumnElement[str], Any],
    after: str | None,
    limit: int,
) -> Page[T]:
    """A page in ascending order of (name, id)."""
    name, id_column = order
    if after:
        query = query.where(tuple_(name, id_column) > tuple_(*decode_cursor(after, str, UUID)))
    rows = db.execute(query.add_columns(name).order_by(name, id_column).limit(limit + 1)).all()
    items = [row[0] for row in rows[:limit]]
    if len(rows) <= limit:
        return Page(items, None)
    return Page(items, encode_cursor(rows[limit - 1][1], items[-1].id))
