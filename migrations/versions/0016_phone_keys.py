"""Phones encrypt what waits there by keys of which the database has the secret."""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    root = op.create_table(
        "phone_key_root",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_phone_key_root_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_key_root")),
    )
    # It is there before any phone asks, and so in every backup from now on.
    made = {"id": 1, "secret": secrets.token_bytes(32), "made_at": datetime.now(UTC)}
    op.bulk_insert(root, [made])


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM logins")):
        raise RuntimeError("What waits on phones can be read by the keys of this revision alone.")
    op.drop_table("phone_key_root")
