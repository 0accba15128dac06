"""Second factors, recovery codes, and logins that wait for them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=True),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('totp', 'passkey')", name=op.f("ck_second_factors_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_second_factors_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factors")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_second_factors_credential_id")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_codes_digest")),
    )
    for table in ("second_factors", "recovery_codes"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("logins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("awaits", sa.String(length=9), nullable=True))
        batch_op.add_column(sa.Column("challenge", sa.String(length=64), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_logins_awaits_known"), "awaits IN ('factor', 'enrolment')"
        )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("second_factor_due_at", sa.DateTime(timezone=True), nullable=True)
        )


def downgrade() -> None:
    # A batch would make the table anew on SQLite, which many others refer to.
    op.drop_column("people", "second_factor_due_at")
    # A login that has only begun would be a whole one without the column.
    op.execute("DELETE FROM logins WHERE awaits IS NOT NULL")
    with op.batch_alter_table("logins", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_logins_awaits_known"), type_="check")
        batch_op.drop_column("challenge")
        batch_op.drop_column("awaits")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
