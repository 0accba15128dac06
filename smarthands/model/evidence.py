"""Evidence: what was seen and said on site, and the renditions of it for viewing and hearing."""

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
from smarthands.model.stored_object import AnnouncedObject, StoredObject

VERSION_LENGTH = 1024
"""Amazon S3 reserves this many bytes for the id of a version; other servers use over 100."""


class EvidenceKind(StrEnum):
    PHOTO = "photo"
    NOTE = "note"
    VOICE_NOTE = "voice_note"
    RECORDING = "recording"
    FILE = "file"


class PhotoSource(StrEnum):
    """The source of a photo that the phone's camera did not take as one: a media node took it
    from the session's video, or an expert froze what her page showed."""

    VIDEO = "video"
    FREEZE = "freeze"


class EvidenceState(StrEnum):
    """An abandoned item is one whose file the sweep is deleting; its row is deleted after it."""

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


class Late(StrEnum):
    """Late evidence was captured by somebody who did not know yet what spoke against it. It waits,
    for the provider's own people alone, until the desk accepts it."""

    WAITING = "waiting"
    ACCEPTED = "accepted"


class LateFor(StrEnum):
    """What the author of late evidence did not know yet: that she had been taken off the job, or
    that the site allows no photos."""

    CREW = "crew"
    PHOTO_POLICY = "photo_policy"


LATE_WAITING = "late = 'waiting'"
NOT_SEALED = "state != 'sealed'"
"""The condition of the index of unsealed items; a query with the same condition may use it."""


class EvidenceItem(Base):
    """A sealed item's bytes, hash and times never change; its caption and phase are annotations.

    `captured_at` is the phone's clock, `received_at` ours; both stay, neither is corrected.
    `capture` is JSON: what the phone tells of a photo's camera; null where it tells nothing.
    """

    __tablename__ = "evidence_items"
    __table_args__ = (
        one_of("kind", EvidenceKind),
        one_of("state", EvidenceState),
        one_of("audience", Audience),
        one_of("source", PhotoSource),
        one_of("late", Late),
        one_of("late_for", LateFor),
        CheckConstraint(f"phase IN ({', '.join(repr(str(p)) for p in Phase)})", name="phase_known"),
        CheckConstraint(
            "state != 'sealed' OR kind = 'note' OR object_version IS NOT NULL",
            name="sealed_means_stored",
        ),
        Index("ix_evidence_items_job", "job_id", "received_at"),
        # This index is for the sweep alone: with sealed items in it, SQLite would take it to find
        # the items of a job.
        Index(
            "ix_evidence_items_unsealed",
            "state",
            "received_at",
            sqlite_where=text(NOT_SEALED),
            postgresql_where=text(NOT_SEALED),
        ),
        # So is this one for the few that wait for the desk.
        Index(
            "ix_evidence_items_late",
            "job_id",
            sqlite_where=text(LATE_WAITING),
            postgresql_where=text(LATE_WAITING),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    author_role: Mapped[str] = mapped_column(String(16), server_default="")
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
    capture: Mapped[str | None] = mapped_column(Text)
    late: Mapped[str | None] = mapped_column(String(16))
    # Null where an earlier version found it late, which knew of the crew alone.
    late_for: Mapped[str | None] = mapped_column(String(16))
    # The audience that its author chose for late evidence, which it has once it is accepted.
    meant_for: Mapped[str | None] = mapped_column(String(16))

    media_type: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    object_key: Mapped[str | None] = mapped_column(String(200))
    object_version: Mapped[str | None] = mapped_column(String(VERSION_LENGTH))
    problem: Mapped[str | None] = mapped_column(String(32))
    width: Mapped[int | None]
    height: Mapped[int | None]
    source: Mapped[str | None] = mapped_column(String(8))
    # Attached files have the name that their sender's device gave them.
    name: Mapped[str | None] = mapped_column(String(200))

    # Recordings have seconds, and voice notes once a worker has read them.
    seconds: Mapped[float | None] = mapped_column(Float)
    # A recording is incomplete when its node never told of its end.
    incomplete: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The time when a worker last read the whole object and found its SHA-256 to be this one.
    verified_at: Mapped[datetime | None]

    # These come from inside the file. Clients see none of them, and earlier versions alone have
    # written a position.
    camera_captured_at: Mapped[datetime | None]
    camera_device: Mapped[str | None] = mapped_column(String(100))
    camera_latitude: Mapped[float | None] = mapped_column(Float)
    camera_longitude: Mapped[float | None] = mapped_column(Float)

    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)

    @property
    def chosen_audience(self) -> str:
        """The audience that its author chose; late evidence has it once it is accepted."""
        return self.meant_for or self.audience

    @property
    def file_key(self) -> str:
        """The key of the item's object, stored or not; ValueError for a note, which has none."""
        if self.object_key is None:
            raise ValueError("a note has no object")
        return self.object_key

    @property
    def announced(self) -> AnnouncedObject:
        """The file that was announced; ValueError for an item that no file was announced for."""
        if self.size is None or self.sha256 is None or self.media_type is None:
            raise ValueError("no file was announced")
        return AnnouncedObject(self.file_key, self.size, self.sha256, self.media_type)

    @property
    def stored(self) -> StoredObject | None:
        """The item's original in the store; None for a note and before the item is sealed."""
        if self.object_key is None or self.object_version is None:
            return None
        return StoredObject(
            self.object_key, self.object_version, self.size, self.sha256, self.media_type
        )


class Rendition(Base):
    """A picture for viewing, upright, in sRGB, without the camera's metadata; or a sound for
    hearing, without a width and a height."""

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

    @property
    def stored(self) -> StoredObject:
        """The rendition's object; its media type follows from the rendition's name."""
        return StoredObject(self.object_key, self.object_version, self.size, self.sha256, None)
