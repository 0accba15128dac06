"""The live session on a job: its seats, chat and stills, and the join links of guests."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of


class SessionKind(StrEnum):
    """The side that began the session: the technician asked for help, or the desk called her."""

    HELP = "help"
    CALL = "call"


class SessionState(StrEnum):
    RINGING = "ringing"
    LIVE = "live"
    ENDED = "ended"


class EndReason(StrEnum):
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"


class StillState(StrEnum):
    PENDING = "pending"
    TAKEN = "taken"
    MISSED = "missed"


NOT_ENDED = "state != 'ended'"


class LiveSession(Base):
    """A session; the class has a longer name because SQLAlchemy's `Session` has the short one.

    `last_present_at` is the time when a participant's page was last there. A session that nobody
    has been in for ten minutes is ended.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        one_of("kind", SessionKind),
        one_of("state", SessionState),
        Index(
            "uq_sessions_one_open",
            "job_id",
            unique=True,
            sqlite_where=text(NOT_ENDED),
            postgresql_where=text(NOT_ENDED),
        ),
        Index(
            "ix_sessions_open",
            "state",
            sqlite_where=text(NOT_ENDED),
            postgresql_where=text(NOT_ENDED),
        ),
        Index("ix_sessions_job", "job_id", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"))
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    asked_by_name: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    experts_online: Mapped[int]
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    claimed_by_name: Mapped[str | None] = mapped_column(String(200))
    claimed_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    ended_by_name: Mapped[str | None] = mapped_column(String(200))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(12))
    last_present_at: Mapped[datetime]
    report: Mapped[str | None] = mapped_column(Text)


class Participant(Base):
    """A seat: one person in one session, however often her page or her socket comes back.

    `role` is hers in the call, `person_role` the one of her account when she took the seat.
    `watching`: her page is on a wall, which wants stills alone and where nobody hears or sees her.
    """

    __tablename__ = "participants"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    person_role: Mapped[str] = mapped_column(String(16), server_default="")
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    watching: Mapped[bool] = mapped_column(default=False, server_default=false())
    quality: Mapped[str | None] = mapped_column(Text)


class Message(Base):
    """A line of chat."""

    __tablename__ = "messages"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), index=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    author_role: Mapped[str] = mapped_column(String(16), server_default="")
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]


class Still(Base):
    """A picture that was asked for in a session. The photo that answers it has the same id."""

    __tablename__ = "stills"
    __table_args__ = (one_of("state", StillState),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), index=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"))
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    requested_by_name: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8))


class Join(Base):
    """A link that makes the first person who presses its button a guest technician on one job."""

    __tablename__ = "joins"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    # The digest of a secret of the phone's: with it a press whose answer was lost is repeated.
    key_digest: Mapped[str | None] = mapped_column(String(64))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
