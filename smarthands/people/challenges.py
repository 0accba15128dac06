"""Challenges that a passkey signs: one at a time for each login, and each is used once."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.kit import Kit, Transaction
from smarthands.model import Login, SecondFactor
from smarthands.model.person import FactorKind


def begin(kit: Kit, tx: Transaction, actor: Actor) -> bytes:
    """A new challenge of the actor's login, in the place of the one before."""
    challenge = secrets.token_hex(32)
    tx.db.get_one(Login, actor.login_id).challenge = challenge
    return bytes.fromhex(challenge)


def take(kit: Kit, actor: Actor) -> bytes:
    """The challenge that is under way, which is then used up."""
    with kit.transaction() as tx:
        login = tx.db.get_one(Login, actor.login_id, with_for_update=True)
        challenge, login.challenge = login.challenge, None
    if challenge is None:
        raise conflict("That took too long, or another window began anew. Try again.")
    return bytes.fromhex(challenge)


def known_ids(db: Session, person_id: UUID) -> Sequence[str]:
    """The ids of a person's passkeys."""
    ids = db.scalars(
        select(SecondFactor.credential_id).where(
            SecondFactor.person_id == person_id, SecondFactor.kind == FactorKind.PASSKEY
        )
    )
    return [id for id in ids if id is not None]
