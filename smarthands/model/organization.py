"""Organizations: the managed-service provider (one per installation) and its clients."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of


class OrganizationKind(StrEnum):
    MSP = "msp"
    CLIENT = "client"


class Organization(Base):
    """The provider or a client; `contact` is shown to people whose link has ended."""

    __tablename__ = "organizations"
    __table_args__ = (
        one_of("kind", OrganizationKind),
        Index(
            "uq_organizations_one_msp",
            "kind",
            unique=True,
            sqlite_where=text("kind = 'msp'"),
            postgresql_where=text("kind = 'msp'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    contact: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]

    @property
    def stream(self) -> str:
        return f"organization/{self.id}"
