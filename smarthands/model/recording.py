"""What is recorded of a session: who agreed, when it ran, and where anything is missing."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of


class RecordingState(StrEnum):
    """`asked` until everybody has consented, `paused` while somebody refuses."""

    ASKED = "asked"
    ON = "on"
    PAUSED = "paused"
    STOPPED = "stopped"


class GapReason(StrEnum):
    """Of the call: `network`, its path was lost or has changed; `page`, hers was closed or new;
    `node`, ours. The others are of a recorded file, as the media node's recorder says them."""

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
    """One of a session goes on at a time. `spans` are the times it was on, as JSON: `[[from, to]]`,
    the last `to` null while it is."""

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
    """A participant's last answer to a recording. `given_at`: when she last said yes."""

    __tablename__ = "consents"

    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id"), primary_key=True)
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    given: Mapped[bool]
    given_at: Mapped[datetime | None]
    at: Mapped[datetime]


class RecordedFile(Base):
    """How a file of a recording comes to be: the evidence item of the same id is what it becomes.

    `upload` is the store's name for the multipart upload; `heard_at`, when the node last spoke.
    """

    __tablename__ = "recorded_files"

    id: Mapped[UUID] = mapped_column(ForeignKey("evidence_items.id"), primary_key=True)
    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recordings.id"), index=True)
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participants.id"))
    upload: Mapped[str] = mapped_column(String(1024))
    heard_at: Mapped[datetime]


class FilePart(Base):
    """A part as the node announced it. What S3 has under a number has one of its hashes: the head
    of a file is put again when more is known of it."""

    __tablename__ = "file_parts"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("recorded_files.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    announced_at: Mapped[datetime]


class Gap(Base):
    """A while without somebody's picture and sound: in the call, or in a file of the recording."""

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
    why: Mapped[str] = mapped_column(String(16))
