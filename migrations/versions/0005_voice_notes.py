"""Voice notes, and their renditions for playback."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KIND = "ck_evidence_items_kind_known"


def upgrade() -> None:
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KIND), type_="check")
        batch_op.create_check_constraint(
            op.f(KIND), "kind IN ('photo', 'note', 'voice_note', 'recording')"
        )
    with op.batch_alter_table("renditions", schema=None) as batch_op:
        batch_op.alter_column("width", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("height", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    spoken = sa.text("SELECT count(*) FROM evidence_items WHERE kind = 'voice_note'")
    if op.get_bind().scalar(spoken):
        raise RuntimeError("There are voice notes, which revision 0004 knows nothing of.")
    with op.batch_alter_table("renditions", schema=None) as batch_op:
        batch_op.alter_column("width", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("height", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KIND), type_="check")
        batch_op.create_check_constraint(op.f(KIND), "kind IN ('photo', 'note', 'recording')")
