"""The keys by which phones encrypt what waits there: one for each person on each phone.

A key is derived of a secret in the database, and not of SMARTHANDS_SECRET: a phone forgets its key
when its login ends, and a change of that setting ends every login. What waits on phones would be
lost with it.
"""

from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select

from smarthands.actor import Actor
from smarthands.kit import Kit
from smarthands.model import PhoneKeyRoot

BYTES = 32


def phone_key(kit: Kit, actor: Actor, phone: UUID) -> bytes:
    """The actor's key of 32 bytes for the phone that calls itself so; the same at every request."""
    info = f"smarthands phone key {actor.person_id} {phone}"
    with kit.reading() as db:
        root: bytes = db.scalars(select(PhoneKeyRoot.secret)).one()
    return HKDF(SHA256(), BYTES, salt=None, info=info.encode()).derive(root)
