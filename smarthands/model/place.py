"""Places of work: sites, and the assets that stand there."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of


class VideoPath(StrEnum):
    """The way of a site's picture and sound: through a media node, or directly from browser to
    browser, so that nobody in between sees or records them."""

    NODE = "node"
    DIRECT = "direct"


class Site(Base):
    __tablename__ = "sites"
    __table_args__ = (UniqueConstraint("organization_id", "name"), one_of("video_path", VideoPath))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(500), default="")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    access_instructions: Mapped[str] = mapped_column(Text, default="")
    video_path: Mapped[str] = mapped_column(
        String(8), default=VideoPath.NODE, server_default=VideoPath.NODE
    )
    created_at: Mapped[datetime]


class Asset(Base):
    __tablename__ = "assets"
    __table_args__ = (UniqueConstraint("site_id", "tag"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("sites.id"))
    tag: Mapped[str] = mapped_column(String(100))
    serial: Mapped[str] = mapped_column(String(100), default="", index=True)
    rack: Mapped[str] = mapped_column(String(100), default="")
    unit: Mapped[str] = mapped_column(String(20), default="")
    model: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
