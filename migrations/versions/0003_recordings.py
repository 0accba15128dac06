"""Recordings, consents, gaps, and the video path of a site."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'on', 'paused', 'stopped')", name=op.f("ck_recordings_state_known")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_recordings_asked_by")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_recordings_job_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_recordings_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
    )
    with op.batch_alter_table("recordings", schema=None) as batch_op:
        batch_op.create_index("ix_recordings_session", ["session_id", "asked_at"], unique=False)
        batch_op.create_index(
            "uq_recordings_one_open",
            ["session_id"],
            unique=True,
            sqlite_where=sa.text("state != 'stopped'"),
            postgresql_where=sa.text("state != 'stopped'"),
        )

    op.create_table(
        "consents",
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_consents_participant_id")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_consents_recording_id")
        ),
        sa.PrimaryKeyConstraint("recording_id", "participant_id", name=op.f("pk_consents")),
    )
    op.create_table(
        "gaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "why IN ('network', 'page', 'node', 'unknown', 'paused', 'nobody_there', 'disk_full', "
            "'disk_failed', 'disk_slow', 'storage_away', 'writer_failed')",
            name=op.f("ck_gaps_why_known"),
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence_items.id"], name=op.f("fk_gaps_evidence_id")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_gaps_job_id")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_gaps_participant_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_gaps_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
    )
    with op.batch_alter_table("gaps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gaps_job_id"), ["job_id"], unique=False)

    op.create_table(
        "recorded_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("upload", sa.String(length=1024), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["evidence_items.id"], name=op.f("fk_recorded_files_id")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_recorded_files_participant_id")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_recorded_files_recording_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_files")),
    )
    with op.batch_alter_table("recorded_files", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recorded_files_recording_id"), ["recording_id"], unique=False
        )

    op.create_table(
        "file_parts",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["recorded_files.id"], name=op.f("fk_file_parts_file_id")
        ),
        sa.PrimaryKeyConstraint("file_id", "number", "sha256", name=op.f("pk_file_parts")),
    )
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("seconds", sa.Float(), nullable=True))
        batch_op.add_column(
            sa.Column("incomplete", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(op.f("ck_evidence_items_kind_known"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_evidence_items_kind_known"), "kind IN ('photo', 'note', 'recording')"
        )
        batch_op.create_check_constraint(
            op.f("ck_evidence_items_source_known"), "source IN ('video')"
        )
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("video_path", sa.String(length=8), nullable=False, server_default="node")
        )
        batch_op.create_check_constraint(
            op.f("ck_sites_video_path_known"), "video_path IN ('node', 'direct')"
        )


def downgrade() -> None:
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_sites_video_path_known"), type_="check")
        batch_op.drop_column("video_path")

    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_evidence_items_source_known"), type_="check")
        batch_op.drop_constraint(op.f("ck_evidence_items_kind_known"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_evidence_items_kind_known"), "kind IN ('photo', 'note')"
        )
        batch_op.drop_column("verified_at")
        batch_op.drop_column("incomplete")
        batch_op.drop_column("seconds")
        batch_op.drop_column("source")

    op.drop_table("file_parts")
    with op.batch_alter_table("recorded_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recorded_files_recording_id"))

    op.drop_table("recorded_files")
    with op.batch_alter_table("gaps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gaps_job_id"))

    op.drop_table("gaps")
    op.drop_table("consents")
    with op.batch_alter_table("recordings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_recordings_one_open",
            sqlite_where=sa.text("state != 'stopped'"),
            postgresql_where=sa.text("state != 'stopped'"),
        )
        batch_op.drop_index("ix_recordings_session")

    op.drop_table("recordings")
