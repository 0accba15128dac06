"""The keys by which phones encrypt what waits there: one for each person on each phone.

A key is derived of a secret in the database, and not of SMARTHANDS_SECRET: a phone forgets its key
when its login ends, and a change of that setting ends every login. What waits on phones would be
lost with it.
"""

import secrets
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import LargeBinary, bindparam, select, text

from smarthands.actor import Actor
from smarthands.kit import Kit
from smarthands.model import PhoneKeyRoot
from smarthands.model.base import Instant

BYTES = 32
_MAKE_ROOT = text(
    "INSERT INTO phone_key_root (id, secret, made_at) VALUES (1, :secret, :made_at)"
    " ON CONFLICT DO NOTHING"
).bindparams(bindparam("secret", type_=LargeBinary), bindparam("made_at", type_=Instant))


def phone_key(kit: Kit, actor: Actor, phone: UUID) -> bytes:
    """The actor's key of 32 bytes for the phone that calls itself so; the same at every request."""
    info = f"smarthands phone key {actor.person_id} {phone}"
    return HKDF(SHA256(), BYTES, salt=None, info=info.encode()).derive(_root(kit))


def _root(kit: Kit) -> bytes:
    with kit.reading() as db:
        secret: bytes | None = db.scalar(select(PhoneKeyRoot.secret))
    if secret is not None:
        return secret
    with kit.transaction() as tx:
        tx.db.execute(_MAKE_ROOT, {"secret": secrets.token_bytes(BYTES), "made_at": tx.now})
        # Another request may have made it first.
        made: bytes = tx.db.scalars(select(PhoneKeyRoot.secret)).one()
    return made
