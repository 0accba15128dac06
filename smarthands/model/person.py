"""People, their logins (cookie or bearer), second factors, and the one-time links that sign them
in."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from smarthands.model.base import Base, one_of


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    DISPATCHER = "dispatcher"
    EXPERT = "expert"
    TECHNICIAN = "technician"
    GUEST = "guest"
    CLIENT = "client"


class LinkPurpose(StrEnum):
    INVITE = "invite"
    RESET = "reset"
    SIGN_IN = "sign_in"


class FactorKind(StrEnum):
    TOTP = "totp"
    PASSKEY = "passkey"


class Awaits(StrEnum):
    """What a login that has only begun waits for."""

    FACTOR = "factor"
    ENROLMENT = "enrolment"


class Person(Base):
    """An account, or a guest technician who came by a join link."""

    __tablename__ = "people"
    __table_args__ = (one_of("role", Role), one_of("language", ("en", "de")))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    # A guest has no address: she came by a join link, for one job.
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(2), default="en")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    deactivated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # The end of the time in which she may still sign in without a second factor that she needs.
    second_factor_due_at: Mapped[datetime | None]

    @property
    def active(self) -> bool:
        return self.deactivated_at is None


class Login(Base):
    """One signed-in device. Only the digest of its token is stored.

    `last_seen_at` is kept to some minutes. `confirmed_at` is when the person last showed that it is
    she who holds the device, by signing in or by giving her password again. A login that `awaits`
    something opens nothing else.
    """

    __tablename__ = "logins"
    __table_args__ = (one_of("kind", ("cookie", "bearer")), one_of("awaits", Awaits))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(60), default="", server_default="")
    last_seen_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    awaits: Mapped[str | None] = mapped_column(String(9))
    # The challenge of the one ceremony with a passkey that is under way on this device.
    challenge: Mapped[str | None] = mapped_column(String(64))


class Link(Base):
    """A link that signs one person in, once, by the press of a button."""

    __tablename__ = "links"
    __table_args__ = (one_of("purpose", LinkPurpose),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(8))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    consumed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SecondFactor(Base):
    """An authenticator app or a passkey of a person; an app counts once its first code was right.

    `secret` is the sealed key of an app, or the public key of a passkey. `counter` is the last time
    step whose code was used, or the passkey's signature counter.
    """

    __tablename__ = "second_factors"
    __table_args__ = (one_of("kind", FactorKind),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(60))
    secret: Mapped[str] = mapped_column(Text)
    credential_id: Mapped[str | None] = mapped_column(String(1400), unique=True)
    counter: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands in for a second factor once. Only its digest is stored."""

    __tablename__ = "recovery_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
