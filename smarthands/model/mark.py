"""What is drawn on a picture: a layer of its own, beside bytes that never change."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of


class MarkKind(StrEnum):
    """`number` and `text` stand at their one point; `ring` fills the box between its two."""

    LINE = "line"
    ARROW = "arrow"
    RING = "ring"
    NUMBER = "number"
    TEXT = "text"


class Mark(Base):
    """One of them, as it was drawn in a session on a photo of the job.

    `points` is JSON, `[[x, y], …]` in ten-thousandths of the picture's width and height, upright,
    from its upper left. `drawn_at` is reckoned by the page's clock, and never lies
    before the session or after its arrival. What is taken back stays, with the time of that.
    """

    __tablename__ = "marks"
    __table_args__ = (one_of("kind", MarkKind),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), index=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"))
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence_items.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(8))
    points: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(String(80))
    drawn_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
