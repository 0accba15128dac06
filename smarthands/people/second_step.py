"""The second step of a sign-in: a code, or a passkey, makes a login whole that has only begun."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from smarthands.actor import Actor
from smarthands.errors import conflict, invalid
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit, Transaction
from smarthands.model import Login, Person, SecondFactor
from smarthands.model.person import Awaits, FactorKind
from smarthands.people import challenges, codes
from smarthands.people.sign_in import SignedIn, complete, record
from smarthands.views.values import JsonDict


def methods(kit: Kit, person: Person) -> list[str]:
    """The kinds of second factors that a person has; a recovery code always works besides."""
    with kit.reading() as db:
        kinds = db.scalars(
            select(SecondFactor.kind)
            .where(SecondFactor.person_id == person.id, SecondFactor.confirmed_at.is_not(None))
            .distinct()
        )
        return sorted(kinds)


def due_at(kit: Kit, person: Person) -> datetime | None:
    """The time until which a person who needs a second factor may do without one."""
    needed = person.role in kit.policy.second_factor_roles
    return person.second_factor_due_at if needed and not methods(kit, person) else None


def by_code(kit: Kit, actor: Actor, *, code: str) -> SignedIn:
    """Complete a sign-in by a code of an authenticator app, or by a recovery code."""
    with kit.transaction() as tx:
        login, person = _begun(tx, actor)
        if codes.use_app_code(kit, tx, person.id, code):
            return complete(kit, tx, login, person, by=FactorKind.TOTP)
        if codes.use_recovery_code(kit, tx, person.id, code):
            return complete(kit, tx, login, person, by="recovery_code")
        record(tx, actor, person, EventKind.LOGIN_REFUSED, by="code")
    raise invalid("code", "That code does not fit. Wait for the next one, or use a recovery code.")


def begin_passkey(kit: Kit, actor: Actor) -> JsonDict:
    """What the browser's ceremony with one of the person's passkeys needs."""
    with kit.transaction() as tx:
        _, person = _begun(tx, actor)
        known = challenges.known_ids(tx.db, person.id)
        return kit.passkeys.request(challenge=challenges.begin(kit, tx, actor), known=known)


def by_passkey(kit: Kit, actor: Actor, *, credential: Mapping[str, Any]) -> SignedIn:
    """Complete a sign-in by a passkey that has signed the challenge."""
    challenge = challenges.take(kit, actor)
    refused = invalid("credential", "That passkey does not fit. Try again, or use a code.")
    with kit.transaction() as tx:
        login, person = _begun(tx, actor)
        passkey = tx.db.scalar(
            select(SecondFactor).where(
                SecondFactor.person_id == person.id,
                SecondFactor.credential_id == str(credential.get("id")),
            )
        )
        if passkey is None:
            raise refused
        try:
            passkey.counter = kit.passkeys.used(
                credential, challenge, public_key=passkey.secret, counter=passkey.counter
            )
        except ValueError:
            raise refused from None
        passkey.last_used_at = tx.now
        return complete(kit, tx, login, person, by=FactorKind.PASSKEY)


def _begun(tx: Transaction, actor: Actor) -> tuple[Login, Person]:
    """The login that waits for this step, and its person, whose row is locked: a code that comes
    twice at once works once."""
    person = tx.db.get_one(Person, actor.person_id, with_for_update=True)
    login = tx.db.get_one(Login, actor.login_id)
    if login.awaits != Awaits.FACTOR:
        raise conflict("You are signed in already.")
    return login, person
