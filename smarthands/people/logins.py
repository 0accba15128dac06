"""Who is signed in: a login with its person and her organization."""

from smarthands.actor import Actor
from smarthands.kit import Kit
from smarthands.model import Login, Organization, Person
from smarthands.views.values import JsonDict


def current(kit: Kit, actor: Actor) -> JsonDict:
    with kit.reading() as db:
        person = db.get_one(Person, actor.person_id)
        return {
            "person": person,
            "organization": db.get_one(Organization, person.organization_id),
            "login": db.get_one(Login, actor.login_id),
        }
