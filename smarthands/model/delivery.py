"""Deliveries, which workers owe: one row for each fact and consumer; and workers' heartbeats."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of

CHORE = "chore/"


class Delivery(Base):
    """Work that a consumer owes for an event; `lease` names the claim of the worker that does
    it."""

    __tablename__ = "deliveries"
    __table_args__ = (
        one_of("state", ("waiting", "done", "failed")),
        UniqueConstraint("consumer", "stream", "seq"),
        Index("ix_deliveries_waiting", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consumer: Mapped[str] = mapped_column(String(32))
    stream: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int]
    subject_id: Mapped[UUID]
    # The kind and the id of the person or process whose work it is; senders take turns.
    sender: Mapped[str] = mapped_column(String(80), server_default="")
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    # `attempts` counts claims; `failures` counts the claims that ended by a fault of the work
    # itself.
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    # An attempt whose worker died may have left objects in the store that no row names.
    unswept: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime]
    lease: Mapped[str | None] = mapped_column(String(32))
    last_problem: Mapped[str | None] = mapped_column(Text)


class Heartbeat(Base):
    """The last sign of life of a worker, so that readiness can ask for it; and, under a name that
    begins with CHORE, the moment when some worker last took up that chore."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
    # Whether the processes in which this worker decodes are walled off.
    confined: Mapped[bool] = mapped_column(default=True)
