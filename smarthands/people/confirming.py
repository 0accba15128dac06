"""Confirming oneself: what could take an account away asks for the password again, for somebody
else may hold a device that is signed in."""

from datetime import timedelta

from sqlalchemy.orm import Session

from smarthands.actor import Actor
from smarthands.errors import Code, Problem, forbidden, invalid
from smarthands.kit import Kit
from smarthands.model import Login, Person
from smarthands.people import codes

CONFIRMED_FOR = timedelta(minutes=10)


def require_confirmed(kit: Kit, db: Session, actor: Actor) -> None:
    """Raise `unconfirmed` unless the actor signed in or confirmed herself on this device a short
    time ago. Whoever has neither password nor authenticator app has nothing to confirm with."""
    person = db.get_one(Person, actor.person_id)
    if person.password_hash is None and not codes.apps(db, person.id):
        return
    login = db.get(Login, actor.login_id) if actor.login_id else None
    confirmed_at = login.confirmed_at if login else None
    if confirmed_at is None or confirmed_at + CONFIRMED_FOR <= kit.now():
        raise Problem(Code.UNCONFIRMED, "Show that it is you: give your password once more.")


def confirm(kit: Kit, actor: Actor, *, current: str) -> None:
    """Confirm oneself on this device: by one's password, or by a code of one's authenticator app if
    one has no password."""
    if actor.role == "guest":
        raise forbidden("You came by a link, and it is your only door. A password opens nothing.")
    with kit.reading() as db:
        hashed = db.get_one(Person, actor.person_id).password_hash
    fits = hashed is not None and kit.passwords.verify(hashed, current)
    with kit.transaction() as tx:
        person = tx.db.get_one(Person, actor.person_id, with_for_update=True)
        if hashed is None:
            fits = codes.use_app_code(kit, tx, person.id, current)
        if not fits or person.password_hash != hashed:
            raise invalid("current", "That is not your current password.")
        tx.db.get_one(Login, actor.login_id).confirmed_at = tx.now
