"""Authors of evidence, messages and marks, and participants, keep the role that they had then."""

import json
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


class Rows(NamedTuple):
    """A table whose rows name a person, her column, her role's, and the time of each row."""

    table: str
    person: str
    role: str
    at: str


TABLES = (
    Rows("evidence_items", "author_id", "author_role", "received_at"),
    Rows("messages", "author_id", "author_role", "sent_at"),
    Rows("marks", "author_id", "author_role", "drawn_at"),
    Rows("participants", "person_id", "person_role", "joined_at"),
)
PEOPLE = sa.table("people", sa.column("id", sa.Uuid()), sa.column("role", sa.String()))
PEOPLE_EVENTS = sa.text(
    "SELECT at, body FROM events WHERE kind IN ('person.invited', 'person.edited')"
    " AND body IS NOT NULL ORDER BY at, seq"
).columns(at=sa.DateTime(timezone=True))


def upgrade() -> None:
    db = op.get_bind()
    for rows in TABLES:
        op.add_column(
            rows.table,
            sa.Column(rows.role, sa.String(length=16), nullable=False, server_default=""),
        )
        table = _columns(rows)
        of_today = sa.select(PEOPLE.c.role).where(PEOPLE.c.id == table.c[rows.person])
        db.execute(sa.update(table).values({rows.role: of_today.scalar_subquery()}))
    for person, role, until in _earlier_roles(db):
        for rows in TABLES:
            _set_role(db, rows, person, role, until)


def downgrade() -> None:
    # A batch would make the tables anew on SQLite, which many others refer to.
    for rows in TABLES:
        op.drop_column(rows.table, rows.role)


def _columns(rows: Rows) -> sa.TableClause:
    return sa.table(
        rows.table,
        sa.column(rows.person, sa.Uuid()),
        sa.column(rows.role, sa.String()),
        sa.column(rows.at, sa.DateTime(timezone=True)),
    )


def _earlier_roles(db: sa.Connection) -> list[tuple[str, str, datetime]]:
    """Each role that somebody had before another one, and the end of it; the latest first, so that
    an earlier end overwrites what a later one has set."""
    last: dict[str, str] = {}
    ends: list[tuple[str, str, datetime]] = []
    for at, body in db.execute(PEOPLE_EVENTS).all():
        fact = json.loads(body)
        person, role = fact["subject"]["id"], fact["details"].get("role")
        if role and last.get(person, role) != role:
            ends.append((person, last[person], at))
        if role:
            last[person] = role
    return ends[::-1]


def _set_role(db: sa.Connection, rows: Rows, person: str, role: str, until: datetime) -> None:
    table = _columns(rows)
    hers = (table.c[rows.person] == UUID(person)) & (table.c[rows.at] < until)
    db.execute(sa.update(table).where(hers).values({rows.role: role}))
