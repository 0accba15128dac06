"""Evidence: what was seen and said on site, and the pictures made from it for viewing."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    String,
    Text,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of

VERSION_LENGTH = 1024
"""What Amazon S3 reserves for the id of a version; other servers use more than 100 of it."""


class EvidenceKind(StrEnum):
    PHOTO = "photo"
    NOTE = "note"
    VOICE_NOTE = "voice_note"
    RECORDING = "recording"


class Source(StrEnum):
    """Where a photo is from when the phone's camera did not take it as one: out of the session's
    video, by a media node; or out of what an expert's page showed when she froze it."""

    VIDEO = "video"
    FREEZE = "freeze"


class EvidenceState(StrEnum):
    """A row is abandoned while the sweep removes what arrived of it, and then gone."""

    PENDING = "pending"
    SEALED = "sealed"
    ABANDONED = "abandoned"


class Phase(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Audience(StrEnum):
    INTERNAL = "internal"
    CLIENT = "client"


NOT_SEALED = "state != 'sealed'"
"""As the index of unsealed items says it: a query that says it too may use that index."""


class EvidenceItem(Base):
    """A sealed item's bytes, hash and times never change; its caption and phase are annotations.

    `captured_at` is the phone's clock, `received_at` ours; both stay, neither is corrected.
    """

    __tablename__ = "evidence_items"
    __table_args__ = (
        one_of("kind", EvidenceKind),
        one_of("state", EvidenceState),
        one_of("audience", Audience),
        one_of("source", Source),
        CheckConstraint(f"phase IN ({', '.join(repr(str(p)) for p in Phase)})", name="phase_known"),
        CheckConstraint(
            "state != 'sealed' OR kind = 'note' OR object_version IS NOT NULL",
            name="sealed_means_stored",
        ),
        Index("ix_evidence_items_job", "job_id", "received_at"),
        # For the sweep alone. With the sealed ones in it, SQLite would take it to find a job's.
        Index(
            "ix_evidence_items_unsealed",
            "state",
            "received_at",
            sqlite_where=text(NOT_SEALED),
            postgresql_where=text(NOT_SEALED),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    audience: Mapped[str] = mapped_column(String(16))
    phase: Mapped[str | None] = mapped_column(String(16))
    caption: Mapped[str] = mapped_column(String(500), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    captured_at: Mapped[datetime]
    received_at: Mapped[datetime]
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    clock_off: Mapped[bool] = mapped_column(default=False)

    media_type: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    object_key: Mapped[str | None] = mapped_column(String(200))
    object_version: Mapped[str | None] = mapped_column(String(VERSION_LENGTH))
    problem: Mapped[str | None] = mapped_column(String(32))
    width: Mapped[int | None]
    height: Mapped[int | None]
    source: Mapped[str | None] = mapped_column(String(8))

    # Of recordings, and of voice notes once a worker has heard them.
    seconds: Mapped[float | None] = mapped_column(Float)
    # Of recordings: the end never came from the node that recorded it.
    incomplete: Mapped[bool] = mapped_column(default=False, server_default=false())
    # When a worker last read the whole object, and found its SHA-256 to be this one.
    verified_at: Mapped[datetime | None]

    # From inside the file. Clients see none of these.
    camera_captured_at: Mapped[datetime | None]
    camera_device: Mapped[str | None] = mapped_column(String(100))
    camera_latitude: Mapped[float | None] = mapped_column(Float)
    camera_longitude: Mapped[float | None] = mapped_column(Float)

    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)


class Rendition(Base):
    """Made for viewing, upright, sRGB, nothing of the camera's left in it; or made for hearing,
    without a width and a height."""

    __tablename__ = "renditions"

    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence_items.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    object_key: Mapped[str] = mapped_column(String(200))
    object_version: Mapped[str] = mapped_column(String(VERSION_LENGTH))
    width: Mapped[int | None]
    height: Mapped[int | None]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
