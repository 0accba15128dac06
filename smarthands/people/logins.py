"""Logins: who is signed in and on which devices, and whether a login or a share still holds."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from smarthands.actor import Actor
from smarthands.errors import not_found
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit
from smarthands.model import Login, Organization, Person, Share
from smarthands.model.person import Role
from smarthands.people.idling import is_idle, touch
from smarthands.people.sign_in import record
from smarthands.views.values import JsonDict


def current(kit: Kit, actor: Actor) -> JsonDict:
    """The actor's own login with her and her organization."""
    with kit.reading() as db:
        person = db.get_one(Person, actor.person_id)
        return {
            "person": person,
            "organization": db.get_one(Organization, person.organization_id),
            "login": db.get_one(Login, actor.login_id),
            "has_password": person.password_hash is not None,
        }


def still_valid(kit: Kit, actors: Iterable[Actor]) -> dict[Actor, Role | None]:
    """The actors whose login or share still holds, each with the role that it has now.

    A system actor, such as a media node, holds no login and stays valid.
    """
    actors = set(actors)
    logins = {actor.login_id for actor in actors if actor.kind == "person"}
    shares = {UUID(actor.id) for actor in actors if actor.kind == "share"}
    with kit.reading() as db:
        rows = db.execute(
            select(Login.id, Person.role, Login.last_seen_at)
            .join(Person, Person.id == Login.person_id)
            .where(Login.id.in_(logins), Login.revoked_at.is_(None), Login.awaits.is_(None))
            .where(Login.expires_at > kit.now(), Person.deactivated_at.is_(None))
        ).all()
        query = select(Share.id).where(Share.id.in_(shares), Share.revoked_at.is_(None))
        open_shares = set(db.scalars(query.where(Share.expires_at > kit.now())))
    used = [row for row in rows if not is_idle(kit, row.role, row.last_seen_at)]
    roles: dict[UUID | None, str] = {row.id: row.role for row in used}
    # A page whose socket is open is in use.
    touch(kit, {row.id: row.last_seen_at for row in used})
    valid: dict[Actor, Role | None] = {}
    for actor in actors:
        if actor.kind == "person" and actor.login_id in roles:
            valid[actor] = Role(roles[actor.login_id])
        elif actor.kind == "system" or (actor.kind == "share" and UUID(actor.id) in open_shares):
            valid[actor] = actor.role
    return valid


def own(kit: Kit, actor: Actor) -> list[JsonDict]:
    """The actor's own open logins, the one that was seen last first."""
    with kit.reading() as db:
        logins = db.scalars(
            select(Login)
            .where(Login.person_id == actor.person_id, Login.revoked_at.is_(None))
            .where(Login.expires_at > kit.now(), Login.awaits.is_(None))
        ).all()
    role = str(actor.role)
    open_logins = [login for login in logins if not is_idle(kit, role, login.last_seen_at)]
    open_logins.sort(key=lambda login: login.last_seen_at or login.created_at, reverse=True)
    return [
        {
            "id": login.id,
            "kind": login.kind,
            "device": login.device,
            "current": login.id == actor.login_id,
            "created_at": login.created_at,
            "last_seen_at": login.last_seen_at or login.created_at,
            "expires_at": login.expires_at,
        }
        for login in open_logins
    ]


def end(kit: Kit, actor: Actor, login_id: UUID) -> None:
    """End one of the actor's own logins. Twice is once."""
    with kit.transaction() as tx:
        login = tx.db.get(Login, login_id)
        if login is None or login.person_id != actor.person_id:
            raise not_found("login")
        if login.revoked_at is None:
            login.revoked_at = tx.now
            person = tx.db.get_one(Person, login.person_id)
            record(tx, actor, person, EventKind.LOGIN_ENDED, login.id)
