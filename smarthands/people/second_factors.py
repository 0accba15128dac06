"""Second factors: setting up an authenticator app or a passkey, and taking one away."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from smarthands.access.people import person_for
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict, forbidden, invalid, not_found
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit, Transaction
from smarthands.model import Login, Person, RecoveryCode, SecondFactor
from smarthands.model.person import FactorKind, Role
from smarthands.people import challenges, codes
from smarthands.people.confirming import require_confirmed
from smarthands.people.sign_in import SignedIn, complete, record
from smarthands.views.values import JsonDict

ISSUER = "Smart Hands"
MOST_FACTORS = 10


@dataclass(frozen=True, slots=True)
class Added:
    """A second factor that counts from now on. The recovery codes come with the first one, and the
    login if it had waited for this."""

    factor: SecondFactor
    recovery_codes: list[str] | None
    signed_in: SignedIn | None


def own(kit: Kit, actor: Actor) -> JsonDict:
    """The actor's second factors, her recovery codes that are left, and whether she needs one."""
    with kit.reading() as db:
        person = db.get_one(Person, actor.person_id)
        return {
            "items": _counting(db, person.id),
            "recovery_codes": codes.recovery_codes_left(db, person.id),
            "needed": person.role in kit.policy.second_factor_roles,
            "due_at": person.second_factor_due_at,
        }


def begin_app(kit: Kit, actor: Actor, *, name: str) -> JsonDict:
    """The key of a new authenticator app, which counts once `confirm_app` has seen a code of it."""
    with kit.transaction() as tx:
        person = _setting_up(kit, tx, actor)
        unconfirmed = delete(SecondFactor).where(SecondFactor.confirmed_at.is_(None))
        tx.db.execute(unconfirmed.where(SecondFactor.person_id == person.id))
        secret = pyotp.random_base32()
        factor = _factor(tx, person, FactorKind.TOTP, name, kit.tokens.seal(secret))
        tx.db.add(factor)
        url = pyotp.TOTP(secret).provisioning_uri(
            name=person.email or person.name, issuer_name=ISSUER
        )
        return {"id": factor.id, "secret": secret, "url": url}


def confirm_app(kit: Kit, actor: Actor, factor_id: UUID, *, code: str) -> Added:
    """Let an authenticator app count, by a code that it shows. Twice is once."""
    with kit.transaction() as tx:
        person = _setting_up(kit, tx, actor)
        factor = tx.db.get(SecondFactor, factor_id)
        if factor is None or factor.person_id != person.id or factor.kind != FactorKind.TOTP:
            raise not_found("second factor")
        if factor.confirmed_at:
            return Added(factor, None, None)
        if not codes.fits(kit, factor, code, tx.now):
            raise invalid("code", "That is not the code that the app shows now. Wait for the next.")
        return _added(kit, tx, actor, person, factor)


def begin_passkey(kit: Kit, actor: Actor) -> JsonDict:
    """What the browser's ceremony for a new passkey needs."""
    with kit.transaction() as tx:
        person = _setting_up(kit, tx, actor)
        return kit.passkeys.creation(
            person=person.id,
            name=person.name,
            email=person.email or person.name,
            challenge=challenges.begin(kit, tx, actor),
            known=challenges.known_ids(tx.db, person.id),
        )


def add_passkey(kit: Kit, actor: Actor, *, name: str, credential: Mapping[str, Any]) -> Added:
    """Take up a passkey that the browser's ceremony has made."""
    challenge = challenges.take(kit, actor)
    try:
        id, public_key, counter = kit.passkeys.added(credential, challenge)
    except ValueError:
        raise invalid("credential", "That passkey can't be taken. Try again.") from None
    with kit.transaction() as tx:
        person = _setting_up(kit, tx, actor)
        if tx.db.scalar(select(SecondFactor.id).where(SecondFactor.credential_id == id)):
            raise conflict("This passkey is set up already.")
        factor = _factor(tx, person, FactorKind.PASSKEY, name, public_key)
        factor.credential_id, factor.counter = id, counter
        tx.db.add(factor)
        return _added(kit, tx, actor, person, factor)


def remove(kit: Kit, actor: Actor, factor_id: UUID) -> None:
    """Take one's own second factor away; with the last one the recovery codes end."""
    with kit.transaction() as tx:
        person = _setting_up(kit, tx, actor)
        factor = tx.db.get(SecondFactor, factor_id)
        if factor is None or factor.person_id != person.id:
            raise not_found("second factor")
        tx.db.delete(factor)
        tx.db.flush()
        if not _counting(tx.db, person.id):
            tx.db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
        record(tx, actor, person, EventKind.PERSON_FACTOR_REMOVED, factor=factor.kind)


def renew_codes(kit: Kit, actor: Actor) -> list[str]:
    """New recovery codes; the ones before end."""
    with kit.transaction() as tx:
        person = _setting_up(kit, tx, actor)
        if not _counting(tx.db, person.id):
            raise conflict("Set up a second factor first. Recovery codes stand in for one.")
        record(tx, actor, person, EventKind.PERSON_CODES_RENEWED)
        return codes.renew_recovery_codes(kit, tx, person.id)


def reset(kit: Kit, actor: Actor, person_id: UUID) -> Person:
    """Take all second factors of a person away, who has lost them; she has the time again in which
    she may do without."""
    with kit.transaction() as tx:
        person = person_for(tx.db, actor, person_id, to=Verb.KEEP_PEOPLE)
        tx.db.execute(delete(SecondFactor).where(SecondFactor.person_id == person.id))
        tx.db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
        person.second_factor_due_at = None
        record(tx, actor, person, EventKind.PERSON_FACTORS_RESET)
        return person


def _setting_up(kit: Kit, tx: Transaction, actor: Actor) -> Person:
    """The actor's own row, locked, if she may change her second factors now."""
    if actor.role == Role.GUEST:
        raise forbidden("You came by a link, and it is your only door. A password opens nothing.")
    require_confirmed(kit, tx.db, actor)
    return tx.db.get_one(Person, actor.person_id, with_for_update=True)


def _factor(
    tx: Transaction, person: Person, kind: FactorKind, name: str, secret: str
) -> SecondFactor:
    count = select(func.count()).select_from(SecondFactor)
    if (tx.db.scalar(count.where(SecondFactor.person_id == person.id)) or 0) >= MOST_FACTORS:
        raise conflict("Ten second factors are the most. Remove one that you no longer have.")
    return SecondFactor(
        id=uuid4(),
        person_id=person.id,
        kind=kind,
        name=name,
        secret=secret,
        counter=0,
        created_at=tx.now,
    )


def _added(kit: Kit, tx: Transaction, actor: Actor, person: Person, factor: SecondFactor) -> Added:
    first = not _counting(tx.db, person.id)
    factor.confirmed_at = tx.now
    tx.db.flush()
    record(tx, actor, person, EventKind.PERSON_FACTOR_ADDED, factor=factor.kind)
    login = tx.db.get_one(Login, actor.login_id)
    waited = login.awaits is not None
    return Added(
        factor,
        codes.renew_recovery_codes(kit, tx, person.id) if first else None,
        complete(kit, tx, login, person, by=factor.kind) if waited else None,
    )


def _counting(db: Session, person_id: UUID) -> list[SecondFactor]:
    query = select(SecondFactor).where(SecondFactor.person_id == person_id)
    confirmed = query.where(SecondFactor.confirmed_at.is_not(None))
    return list(db.scalars(confirmed.order_by(SecondFactor.created_at, SecondFactor.id)))
