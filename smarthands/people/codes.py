"""Codes of a second factor: those of authenticator apps (RFC 6238), and recovery codes."""

import hmac
import re
import secrets
from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from smarthands.kit import Kit, Transaction
from smarthands.model import RecoveryCode, SecondFactor
from smarthands.model.person import FactorKind

STEP_SECONDS = 30
NEIGHBOURS = (-1, 0, 1)
"""A phone's clock may be a step off, and typing takes time."""
RECOVERY_CODES = 10
RECOVERY_BYTES = 10


def apps(db: Session, person_id: UUID) -> Sequence[SecondFactor]:
    """The authenticator apps of a person that count."""
    return db.scalars(
        select(SecondFactor).where(
            SecondFactor.person_id == person_id,
            SecondFactor.kind == FactorKind.TOTP,
            SecondFactor.confirmed_at.is_not(None),
        )
    ).all()


def use_app_code(kit: Kit, tx: Transaction, person_id: UUID, code: str) -> bool:
    """Whether an app of this person shows the code now. Each code works once. The caller holds the
    lock of the person's row."""
    return any(fits(kit, app, code, tx.now) for app in apps(tx.db, person_id))


def fits(kit: Kit, app: SecondFactor, code: str, now: datetime) -> bool:
    """Whether an app shows the code; the code and those before it are then used up."""
    digits = re.sub(r"\s", "", code)
    totp = pyotp.TOTP(kit.tokens.unseal(app.secret), interval=STEP_SECONDS)
    current = int(now.timestamp()) // STEP_SECONDS
    for step in (current + neighbour for neighbour in NEIGHBOURS):
        shown = totp.generate_otp(step).encode()
        if step > app.counter and hmac.compare_digest(shown, digits.encode("utf-8", "replace")):
            app.counter, app.last_used_at = step, now
            return True
    return False


def renew_recovery_codes(kit: Kit, tx: Transaction, person_id: UUID) -> list[str]:
    """New recovery codes, which are shown this once; the ones before end."""
    tx.db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [_fresh() for _ in range(RECOVERY_CODES)]
    for code in codes:
        tx.db.add(
            RecoveryCode(
                id=uuid4(),
                person_id=person_id,
                digest=_digest(kit, person_id, code),
                created_at=tx.now,
            )
        )
    return codes


def use_recovery_code(kit: Kit, tx: Transaction, person_id: UUID, code: str) -> bool:
    """Whether this is a recovery code of the person, which is then used up."""
    used = tx.db.execute(
        update(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        .where(RecoveryCode.digest == _digest(kit, person_id, code))
        .values(used_at=tx.now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    ).first()
    return used is not None


def recovery_codes_left(db: Session, person_id: UUID) -> int:
    query = select(func.count()).select_from(RecoveryCode)
    left = query.where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return db.scalar(left) or 0


def _fresh() -> str:
    """80 random bits as four groups of four letters and digits."""
    text = b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def _digest(kit: Kit, person_id: UUID, code: str) -> str:
    plain = "".join(char for char in code.lower() if char.isalnum())
    return kit.tokens.digest(f"recovery {person_id} {plain}")
