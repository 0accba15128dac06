"""The named people of the tests, where they work, and what stands there."""

from uuid import UUID, uuid5

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from smarthands.actor import Actor
from smarthands.model import Asset, Organization, Person, Site
from smarthands.model.organization import OrganizationKind
from smarthands.model.person import Role
from smarthands.people.sign_in import actor_for
from storage.database import open_sessions
from storage.migrating import migrate
from tests.builders.kits import START

_NAMES = UUID("6c1f6d1e-0d5c-4c66-9a53-0b6f1d0a9b11")


def named(name: str) -> UUID:
    """The same id for the same name in every test."""
    return uuid5(_NAMES, name)


FIRM, NORTHWIND, SOUTHWIND = named("firm"), named("northwind"), named("southwind")
FRANKFURT, BERLIN, PORTO = named("frankfurt"), named("berlin"), named("porto")
SWITCH, ROUTER, PRINTER = named("switch"), named("router"), named("printer")

STAFF = {
    "Ada": Role.ADMINISTRATOR,
    "Dan": Role.DISPATCHER,
    "Eva": Role.EXPERT,
    "Tess": Role.TECHNICIAN,
    "Theo": Role.TECHNICIAN,
    "Mallory": Role.TECHNICIAN,
}
CLIENTS = {"Cleo": NORTHWIND, "Malcolm": SOUTHWIND}


def fill_database(engine: Engine) -> None:
    """Creates the tables, and the named people in them."""
    migrate(engine)
    with open_sessions(engine)() as db:
        db.connection(execution_options={"write": True})
        move_in(db)
        db.commit()
    engine.dispose()


def move_in(db: Session) -> None:
    """Adds three organizations with their people, sites and assets as rows: where every test
    begins."""
    for id, name, kind in (
        (FIRM, "Firm", OrganizationKind.MSP),
        (NORTHWIND, "Northwind", OrganizationKind.CLIENT),
        (SOUTHWIND, "Southwind", OrganizationKind.CLIENT),
    ):
        contact = "+49 69 1234" if kind == OrganizationKind.MSP else ""
        db.add(Organization(id=id, name=name, kind=kind, contact=contact, created_at=START))
    db.flush()
    for name, role in STAFF.items():
        db.add(_person(name, role, FIRM))
    for name, organization in CLIENTS.items():
        db.add(_person(name, Role.CLIENT, organization))
    for id, organization, name in (
        (FRANKFURT, NORTHWIND, "Frankfurt 2"),
        (BERLIN, NORTHWIND, "Berlin 1"),
        (PORTO, SOUTHWIND, "Porto"),
    ):
        db.add(_site(id, organization, name))
    db.flush()
    for id, site, tag in (
        (SWITCH, FRANKFURT, "SW-1"),
        (ROUTER, FRANKFURT, "RT-7"),
        (PRINTER, PORTO, "PR-3"),
    ):
        db.add(Asset(id=id, site_id=site, tag=tag, serial=f"S/N {tag}", created_at=START))


def actor(name: str) -> Actor:
    """The actor of one of the named people, as the edge would know her."""
    role = STAFF.get(name, Role.CLIENT)
    return actor_for(_person(name, role, CLIENTS.get(name, FIRM)))


def _person(name: str, role: Role, organization: UUID) -> Person:
    return Person(
        id=named(name),
        organization_id=organization,
        name=name,
        email=f"{name.lower()}@firm.test",
        role=role,
        language="en",
        created_at=START,
    )


def _site(id: UUID, organization: UUID, name: str) -> Site:
    return Site(
        id=id,
        organization_id=organization,
        name=name,
        address=f"{name}, Gate B",
        time_zone="Europe/Berlin",
        access_instructions="badge at gate B, code 4711",
        created_at=START,
    )
