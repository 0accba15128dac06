"""What a phone tells of a photo's camera stands beside the photo."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE evidence_items ADD COLUMN capture TEXT")


def downgrade() -> None:
    # The events keep what was told.
    op.execute("ALTER TABLE evidence_items DROP COLUMN capture")
