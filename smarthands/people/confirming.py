"""Confirming oneself: what could take an account away asks for the password again, for somebody
else may hold a device that is signed in."""

from datetime import timedelta

from sqlalchemy.orm import Session

from smarthands.actor import Actor
from smarthands.errors import Code, Problem, forbidden, invalid
from smarthands.kit import Kit
from smarthands.model import Login, Person

CONFIRMED_FOR = timedelta(minutes=10)


def require_confirmed(kit: Kit, db: Session, actor: Actor) -> None:
    """Raise `unconfirmed` unless the actor signed in or confirmed herself on this device a short
    time ago. Whoever has no password has nothing to confirm herself with."""
    if db.get_one(Person, actor.person_id).password_hash is None:
        return
    login = db.get(Login, actor.login_id) if actor.login_id else None
    confirmed_at = login.confirmed_at if login else None
    if confirmed_at is None or confirmed_at + CONFIRMED_FOR <= kit.now():
        raise Problem(Code.UNCONFIRMED, "Show that it is you: give your password once more.")


def confirm(kit: Kit, actor: Actor, *, current: str) -> None:
    """Confirm oneself on this device, by one's password."""
    if actor.role == "guest":
        raise forbidden("You came by a link, and it is your only door. A password opens nothing.")
    with kit.reading() as db:
        hashed = db.get_one(Person, actor.person_id).password_hash
    if not kit.passwords.verify(hashed, current):
        raise invalid("current", "That is not your current password.")
    with kit.transaction() as tx:
        tx.db.get_one(Login, actor.login_id).confirmed_at = tx.now
