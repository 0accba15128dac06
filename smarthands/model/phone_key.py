"""The secret of which the keys of all phones are derived."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base


class PhoneKeyRoot(Base):
    """One row with 32 random bytes, made with the table: every backup has it."""

    __tablename__ = "phone_key_root"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
