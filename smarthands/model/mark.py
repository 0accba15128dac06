"""Marks drawn on a picture: a layer of their own, beside bytes that never change."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of


class MarkKind(StrEnum):
    """A `number` or `text` stands at its one point; a `ring` fills the box between its two
    points."""

    LINE = "line"
    ARROW = "arrow"
    RING = "ring"
    NUMBER = "number"
    TEXT = "text"


class Mark(Base):
    """A mark as it was drawn in a session on a photo of the job.

    `points` is JSON, `[[x, y], …]` in ten-thousandths of the upright picture's width and height,
    from its upper left. `drawn_at` comes from the page's clock and never lies before the session or
    after the mark's arrival. A mark that is taken back stays, with `undone_at`.
    """

    __tablename__ = "marks"
    __table_args__ = (one_of("kind", MarkKind),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), index=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"))
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence_items.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    author_role: Mapped[str] = mapped_column(String(16), server_default="")
    kind: Mapped[str] = mapped_column(String(8))
    points: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(String(80))
    drawn_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
