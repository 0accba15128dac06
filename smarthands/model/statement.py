"""Statements: what phones tell of the progress of jobs, under ids of their own."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of


class StatedVerb(StrEnum):
    """The steps of a job that somebody on site tells of."""

    ACKNOWLEDGE = "acknowledge"
    ARRIVE = "arrive"
    HOLD = "hold"
    RESUME = "resume"
    COMPLETE = "complete"


class StatementState(StrEnum):
    """An applied statement took effect as it came; a waiting one came too late for that, and the
    desk accepts or refuses it."""

    APPLIED = "applied"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Statement(Base):
    """`happened_at` and `device_time` are by the phone's clock, `at` is the former by ours; `seen`
    is the last event of the job that the phone had. `answer` is what the phone was answered first,
    as JSON; a retry gets it again."""

    __tablename__ = "statements"
    __table_args__ = (
        one_of("verb", StatedVerb),
        one_of("state", StatementState),
        Index("ix_statements_job", "job_id", "received_at"),
        Index("ix_statements_state", "state", "received_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    author_role: Mapped[str] = mapped_column(String(16))
    verb: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)
    fault: Mapped[str | None] = mapped_column(Text)
    work: Mapped[str | None] = mapped_column(Text)
    happened_at: Mapped[datetime]
    device_time: Mapped[datetime]
    at: Mapped[datetime]
    seen: Mapped[int | None]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    answer: Mapped[str] = mapped_column(Text, default="{}")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    decided_by_name: Mapped[str | None] = mapped_column(String(200))
    decided_by_role: Mapped[str | None] = mapped_column(String(16))
    decided_reason: Mapped[str | None] = mapped_column(Text)
