"""Logins: who is signed in, and whether a login or a share link still holds."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from smarthands.actor import Actor
from smarthands.kit import Kit
from smarthands.model import Login, Organization, Person, Share
from smarthands.model.person import Role
from smarthands.views.values import JsonDict


def current(kit: Kit, actor: Actor) -> JsonDict:
    """The actor's own login with her and her organization."""
    with kit.reading() as db:
        person = db.get_one(Person, actor.person_id)
        return {
            "person": person,
            "organization": db.get_one(Organization, person.organization_id),
            "login": db.get_one(Login, actor.login_id),
        }


def still_valid(kit: Kit, actors: Iterable[Actor]) -> dict[Actor, Role | None]:
    """The actors whose login or share still holds, each with the role that it has now.

    A system actor, such as a media node, holds no login and stays valid.
    """
    actors = set(actors)
    logins = {actor.login_id for actor in actors if actor.kind == "person"}
    shares = {UUID(actor.id) for actor in actors if actor.kind == "share"}
    with kit.reading() as db:
        roles: dict[UUID | None, str] = dict(
            db.execute(
                select(Login.id, Person.role)
                .join(Person, Person.id == Login.person_id)
                .where(Login.id.in_(logins), Login.revoked_at.is_(None))
                .where(Login.expires_at > kit.now(), Person.deactivated_at.is_(None))
            ).all()
        )
        query = select(Share.id).where(Share.id.in_(shares), Share.revoked_at.is_(None))
        open_shares = set(db.scalars(query.where(Share.expires_at > kit.now())))
    valid: dict[Actor, Role | None] = {}
    for actor in actors:
        if actor.kind == "person" and actor.login_id in roles:
            valid[actor] = Role(roles[actor.login_id])
        elif actor.kind == "system" or (actor.kind == "share" and UUID(actor.id) in open_shares):
            valid[actor] = actor.role
    return valid
