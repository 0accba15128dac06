"""A site says which pictures may be taken there, and by which permit."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# A constraint that comes with its column spares SQLite the copy of the whole table.
COLUMNS = (
    """photo_rule VARCHAR(16) DEFAULT 'allowed' NOT NULL
    CONSTRAINT ck_sites_photo_rule_known
    CHECK (photo_rule IN ('allowed', 'stills_only', 'none'))""",
    "photo_permit_required BOOLEAN DEFAULT false NOT NULL",
    "photo_permit_number VARCHAR(60) DEFAULT '' NOT NULL",
)


def upgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE sites ADD COLUMN {column}")
    op.execute(
        "ALTER TABLE evidence_items ADD COLUMN late_for VARCHAR(16)"
        " CONSTRAINT ck_evidence_items_late_for_known"
        " CHECK (late_for IN ('crew', 'photo_policy'))"
    )


def downgrade() -> None:
    # The events keep what was told of each job's site, and what was late for which reason.
    # A later revision may have made the table anew, with the constraint beside its column.
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_evidence_items_late_for_known"), type_="check")
        batch_op.drop_column("late_for")
    for column in reversed(COLUMNS):
        op.execute(f"ALTER TABLE sites DROP COLUMN {column.split()[0]}")
