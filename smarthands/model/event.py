"""Streams of events: the audit log, chain of custody, push and catch-up feed in one."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of
from smarthands.model.evidence import Audience


class Stream(Base):
    """The end of a chain: its last number and hash. Updating this row orders all writers."""

    __tablename__ = "streams"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    last_seq: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(64))


class Event(Base):
    """One fact. `body` is RFC 8785 JSON as text, so that its digest can be checked for ever; it is
    NULL once retention has erased it."""

    __tablename__ = "events"
    __table_args__ = (one_of("audience", Audience),)

    stream: Mapped[str] = mapped_column(
        String(64), ForeignKey("streams.id"), primary_key=True, sort_order=-2
    )
    seq: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(64))
    audience: Mapped[str] = mapped_column(String(16))
    body: Mapped[str | None] = mapped_column(Text)
    body_digest: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
