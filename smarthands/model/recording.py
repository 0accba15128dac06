"""Recordings of sessions: their consents, their files and parts, and the gaps."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of


class RecordingState(StrEnum):
    """A recording is `asked` until everybody has consented and `paused` while somebody refuses."""

    ASKED = "asked"
    ON = "on"
    PAUSED = "paused"
    STOPPED = "stopped"


class GapReason(StrEnum):
    """The reason of a gap. A gap in the call has one of three: `network`, the path was lost or has
    changed; `page`, the participant's page was closed or reloaded; `node`, our media node was away.
    The other reasons are of gaps in a recorded file, as the media node's recorder gives them."""

    NETWORK = "network"
    PAGE = "page"
    NODE = "node"
    UNKNOWN = "unknown"
    PAUSED = "paused"
    NOBODY_THERE = "nobody_there"
    DISK_FULL = "disk_full"
    DISK_FAILED = "disk_failed"
    DISK_SLOW = "disk_slow"
    STORAGE_AWAY = "storage_away"
    WRITER_FAILED = "writer_failed"


NOT_STOPPED = "state != 'stopped'"


class Recording(Base):
    """A session has at most one recording that is not stopped. `spans` are the times it was on, as
    JSON: `[[from, to]]`; the last `to` is null while it is on."""

    __tablename__ = "recordings"
    __table_args__ = (
        one_of("state", RecordingState),
        Index(
            "uq_recordings_one_open",
            "session_id",
            unique=True,
            sqlite_where=text(NOT_STOPPED),
            postgresql_where=text(NOT_STOPPED),
        ),
        Index("ix_recordings_session", "session_id", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"))
    state: Mapped[str] = mapped_column(String(8))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    asked_by_name: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    spans: Mapped[str] = mapped_column(Text, default="[]")


class Consent(Base):
    """A participant's last answer to a recording. `given_at` is the time when she last
    consented."""

    __tablename__ = "consents"

    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id"), primary_key=True)
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    given: Mapped[bool]
    given_at: Mapped[datetime | None]
    at: Mapped[datetime]


class RecordedFile(Base):
    """A file of a recording while it comes in; the evidence item with the same id is the result.

    `upload` is the store's name for the multipart upload; `heard_at` is the time of the node's last
    word about it.
    """

    __tablename__ = "recorded_files"

    id: Mapped[UUID] = mapped_column(ForeignKey("evidence_items.id"), primary_key=True)
    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id"), index=True)
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"))
    upload: Mapped[str] = mapped_column(String(1024))
    heard_at: Mapped[datetime]


class FilePart(Base):
    """A part as the node announced it. A number may be announced with several hashes, since the
    head of a file is put again when more of it is known; S3 has the part with one of them."""

    __tablename__ = "file_parts"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("recorded_files.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    announced_at: Mapped[datetime]


class Gap(Base):
    """A time without a participant's picture and sound, in the call or in a recorded file."""

    __tablename__ = "gaps"
    __table_args__ = (one_of("why", GapReason),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), index=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"))
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"))
    name: Mapped[str] = mapped_column(String(200))
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence_items.id"))
    at: Mapped[datetime]
    seconds: Mapped[float] = mapped_column(Float)
    reason: Mapped[str] = mapped_column("why", String(16))
