"""Places of work: sites, and the assets that stand there."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of


class VideoPath(StrEnum):
    """The way of a site's picture and sound: through a media node, or directly from browser to
    browser, so that nobody in between sees or records them."""

    NODE = "node"
    DIRECT = "direct"


class PhotoRule(StrEnum):
    """What may be captured at a site: everything; photos and stills but no video; or no picture at
    all. Voice and words are always allowed."""

    ALLOWED = "allowed"
    STILLS_ONLY = "stills_only"
    NONE = "none"


class Site(Base):
    __tablename__ = "sites"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        one_of("video_path", VideoPath),
        one_of("photo_rule", PhotoRule),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(500), default="")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    access_instructions: Mapped[str] = mapped_column(Text, default="")
    video_path: Mapped[str] = mapped_column(
        String(8), default=VideoPath.NODE, server_default=VideoPath.NODE
    )
    photo_rule: Mapped[str] = mapped_column(
        String(16), default=PhotoRule.ALLOWED, server_default=PhotoRule.ALLOWED
    )
    photo_permit_required: Mapped[bool] = mapped_column(default=False, server_default=false())
    photo_permit_number: Mapped[str] = mapped_column(String(60), default="", server_default="")
    created_at: Mapped[datetime]

    @property
    def photo_rule_in_force(self) -> PhotoRule:
        """The rule that holds: nothing is allowed while a permit is required and none is named."""
        if self.photo_permit_required and not self.photo_permit_number:
            return PhotoRule.NONE
        return PhotoRule(self.photo_rule)


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
