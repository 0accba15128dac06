"""Marks on pictures, and pictures that were frozen to be drawn on."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SOURCE = "ck_evidence_items_source_known"


def upgrade() -> None:
    op.create_table(
        "marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('line', 'arrow', 'ring', 'number', 'text')", name=op.f("ck_marks_kind_known")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_marks_author_id")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence_items.id"], name=op.f("fk_marks_evidence_id")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_marks_job_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_marks_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
    )
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_marks_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_marks_job_id"), ["job_id"], unique=False)
    _sources("source IN ('video', 'freeze')")


def downgrade() -> None:
    frozen = sa.text("SELECT count(*) FROM evidence_items WHERE source = 'freeze'")
    drawn = sa.text("SELECT count(*) FROM marks")
    if op.get_bind().scalar(frozen) or op.get_bind().scalar(drawn):
        raise RuntimeError("There are marks or frozen pictures, which revision 0005 knows not of.")
    _sources("source IN ('video')")
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_marks_job_id"))
        batch_op.drop_index(batch_op.f("ix_marks_evidence_id"))
    op.drop_table("marks")


def _sources(known: str) -> None:
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(SOURCE), type_="check")
        batch_op.create_check_constraint(op.f(SOURCE), known)
