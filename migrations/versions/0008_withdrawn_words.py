"""Events about what was withdrawn: their bodies are for the provider's own people from now on."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WITHDRAWN = sa.text(
    "SELECT id, job_id, withdrawn_at FROM evidence_items WHERE withdrawn_at IS NOT NULL"
).columns(id=sa.Uuid(), job_id=sa.Uuid())
MARKS = sa.text("SELECT id FROM marks WHERE evidence_id = :item").bindparams(
    sa.bindparam("item", type_=sa.Uuid())
)
EARLIER = sa.text(
    "SELECT seq, kind, body FROM events"
    " WHERE stream = :stream AND audience = 'client' AND body LIKE :named ORDER BY seq"
)
WITHHOLD = sa.text("UPDATE events SET audience = 'internal' WHERE stream = :stream AND seq = :seq")


def upgrade() -> None:
    db = op.get_bind()
    for item, job, _at in db.execute(WITHDRAWN).all():
        _withhold(db, f"job/{job}", "evidence", str(item), until="evidence.withdrawn")
        for (mark,) in db.execute(MARKS.columns(id=sa.Uuid()), {"item": item}).all():
            _withhold(db, f"job/{job}", "mark", str(mark), until="")


def downgrade() -> None:
    """The bodies say which audience they had before, so that nothing is lost."""
    db = op.get_bind()
    withheld = sa.text(
        """UPDATE events SET audience = 'client'
        WHERE audience = 'internal' AND body LIKE '%"audience":"client"%'
        AND (kind LIKE 'evidence.%' OR kind LIKE 'mark.%')"""
    )
    db.execute(withheld)


def _withhold(db: sa.Connection, stream: str, noun: str, id: str, *, until: str) -> None:
    """Withhold the events about one subject, from the first to the one that withdraws it."""
    for seq, kind, body in db.execute(EARLIER, {"stream": stream, "named": f"%{id}%"}).all():
        about: dict[str, Any] = json.loads(body)["subject"]
        if about == {"type": noun, "id": id}:
            if kind == until:
                return
            db.execute(WITHHOLD, {"stream": stream, "seq": seq})
