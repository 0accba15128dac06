"""Attached files: evidence that is kept and handed out as it came."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KIND = "ck_evidence_items_kind_known"


def upgrade() -> None:
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(length=200), nullable=True))
        batch_op.drop_constraint(op.f(KIND), type_="check")
        batch_op.create_check_constraint(
            op.f(KIND), "kind IN ('photo', 'note', 'voice_note', 'recording', 'file')"
        )


def downgrade() -> None:
    attached = sa.text("SELECT count(*) FROM evidence_items WHERE kind = 'file'")
    if op.get_bind().scalar(attached):
        raise RuntimeError("There are attached files, which revision 0017 knows nothing of.")
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KIND), type_="check")
        batch_op.create_check_constraint(
            op.f(KIND), "kind IN ('photo', 'note', 'voice_note', 'recording')"
        )
        batch_op.drop_column("name")
