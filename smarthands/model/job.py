"""The job (the field's work order), its assets and its technicians."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of


class JobKind(StrEnum):
    INCIDENT = "incident"
    INSTALLATION = "installation"
    INSPECTION = "inspection"
    DECOMMISSION = "decommission"
    OTHER = "other"


class JobState(StrEnum):
    REQUESTED = "requested"
    OPEN = "open"
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    ON_SITE = "on_site"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    CANCELED = "canceled"


ENDED_STATES = frozenset({JobState.COMPLETED, JobState.CANCELED})


class Job(Base):
    """A work order. `held_from` is the state in which a job on hold goes on."""

    __tablename__ = "jobs"
    __table_args__ = (
        one_of("kind", JobKind),
        one_of("state", JobState),
        CheckConstraint("priority BETWEEN 1 AND 4", name="priority_known"),
        Index("ix_jobs_state_number", "state", "number"),
        Index("ix_jobs_organization_number", "organization_id", "number"),
        Index("ix_jobs_site_number", "site_id", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    reference: Mapped[str] = mapped_column(String(100), default="", index=True)
    kind: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    site_id: Mapped[UUID] = mapped_column(ForeignKey("sites.id"))
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    arrive_by: Mapped[datetime | None]
    requested_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    held_from: Mapped[str | None] = mapped_column(String(16))
    hold_reason: Mapped[str | None] = mapped_column(Text)
    completed_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(Text)
    work: Mapped[str | None] = mapped_column(Text)
    canceled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(Text)

    @property
    def stream(self) -> str:
        return f"job/{self.id}"


class JobAsset(Base):
    __tablename__ = "job_assets"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), primary_key=True, index=True)


class JobTechnician(Base):
    __tablename__ = "job_technicians"
    __table_args__ = (Index("ix_job_technicians_person", "person_id", "job_id"),)

    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    # The name as it was when she was assigned: a job's document changes only by its own events.
    name: Mapped[str] = mapped_column(String(200))
    # A technician who was taken off keeps her row: what she had captured by then is still taken.
    left_at: Mapped[datetime | None]


class NumberSeries(Base):
    """A series of numbers that are handed out in order, such as those of jobs."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int]
