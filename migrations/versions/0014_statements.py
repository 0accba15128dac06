"""What phones tell of a job has an id and a time, and evidence may be late."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

VERBS = "'acknowledge', 'arrive', 'hold', 'resume', 'complete'"
STATES = "'applied', 'waiting', 'accepted', 'refused'"


def upgrade() -> None:
    op.create_table(
        "statements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("author_role", sa.String(length=16), nullable=False),
        sa.Column("verb", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("work", sa.Text(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=200), nullable=True),
        sa.Column("decided_by_role", sa.String(length=16), nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(f"verb IN ({VERBS})", name=op.f("ck_statements_verb_known")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_statements_state_known")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_statements_job_id_jobs")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_statements_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_statements_decided_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
    )
    op.create_index("ix_statements_job", "statements", ["job_id", "received_at"])
    op.create_index("ix_statements_state", "statements", ["state", "received_at"])
    # A constraint that comes with its column spares SQLite the copy of the whole table.
    op.execute(
        "ALTER TABLE evidence_items ADD COLUMN late VARCHAR(16)"
        " CONSTRAINT ck_evidence_items_late_known CHECK (late IN ('waiting', 'accepted'))"
    )
    op.execute("ALTER TABLE evidence_items ADD COLUMN meant_for VARCHAR(16)")
    op.create_index(
        "ix_evidence_items_late",
        "evidence_items",
        ["job_id"],
        sqlite_where=sa.text("late = 'waiting'"),
        postgresql_where=sa.text("late = 'waiting'"),
    )


def downgrade() -> None:
    told = sa.text("SELECT count(*) FROM statements WHERE state != 'applied'")
    late = sa.text("SELECT count(*) FROM evidence_items WHERE late IS NOT NULL")
    if op.get_bind().scalar(told) or op.get_bind().scalar(late):
        raise RuntimeError("Statements or evidence came late, which revision 0013 knows not of.")
    op.drop_index("ix_evidence_items_late", "evidence_items")
    op.execute("ALTER TABLE evidence_items DROP COLUMN meant_for")
    # A later revision may have made the table anew, with the constraint beside its column.
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_evidence_items_late_known"), type_="check")
        batch_op.drop_column("late")
    op.drop_index("ix_statements_state", "statements")
    op.drop_index("ix_statements_job", "statements")
    op.drop_table("statements")
