"""Names, tags and addresses that an earlier version stored get the one spelling that new ones have."""

import logging
from collections.abc import Callable
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

from smarthands.spelling import one_line

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

log = logging.getLogger("smarthands.migrations")


def _address(text: str) -> str:
    return one_line(text).lower()


class Words(NamedTuple):
    """A column of one line each, and the rows among which a text may stand once, if it may: those
    that have the same value in the column `among`, or all of them."""

    table: str
    column: str
    longest: int
    spelled: Callable[[str], str] = one_line
    unique: bool = False
    among: str | None = None


COLUMNS = (
    Words("organizations", "name", 200),
    Words("people", "name", 200),
    Words("people", "email", 254, spelled=_address, unique=True),
    Words("joins", "name", 200),
    Words("sites", "name", 200, unique=True, among="organization_id"),
    Words("sites", "address", 500),
    Words("assets", "tag", 100, unique=True, among="site_id"),
    Words("assets", "serial", 100),
    Words("assets", "rack", 100),
    Words("assets", "unit", 20),
    Words("assets", "model", 200),
)


def upgrade() -> None:
    db = op.get_bind()
    for words in COLUMNS:
        _respell(db, words)


def downgrade() -> None:
    """Both spellings look the same, and nothing tells which one a row had."""


def _respell(db: sa.Connection, words: Words) -> None:
    table = _table(words)
    text = table.c[words.column]
    stored = sa.select(table).where(text.is_not(None)).order_by(table.c.created_at, table.c.id)
    changed = [
        (row, spelled)
        for row in db.execute(stored.execution_options(yield_per=1000)).mappings()
        if (spelled := words.spelled(row[words.column])) != row[words.column]
    ]
    for row, spelled in changed:
        if reason := _reason_to_leave(db, words, row, spelled):
            log.warning("%s.%s of %s keeps its spelling: %s", *words[:2], row["id"], reason)
        else:
            same = table.c.id == row["id"]
            db.execute(sa.update(table).where(same).values({words.column: spelled}))


def _reason_to_leave(db: sa.Connection, words: Words, row: Any, spelled: str) -> str:
    """The reason why a row is left as it is; "" for one that can be respelled."""
    if not spelled:
        return "nothing of it can be seen. Give it another one."
    if len(spelled) > words.longest:
        return f"in its own spelling it has more than {words.longest} characters. Shorten it."
    table = _table(words)
    namesake = sa.select(table.c.id).where(table.c[words.column] == spelled)
    if words.among:
        namesake = namesake.where(table.c[words.among] == row[words.among])
    other = db.scalar(namesake) if words.unique else None
    return f"it would be the same as that of {other}. Change one of them." if other else ""


def _table(words: Words) -> sa.TableClause:
    return sa.table(
        words.table,
        sa.column("id", sa.Uuid()),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column(words.column, sa.String()),
        *([sa.column(words.among, sa.Uuid())] if words.among else []),
    )
