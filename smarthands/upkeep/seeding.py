"""The first rows: an administrator for a new installation, or a small world to try things in."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select

from smarthands.access.organizations import provider_if_any
from smarthands.actor import Actor, system
from smarthands.errors import conflict, invalid
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.jobs.jobs import open_or_request
from smarthands.kit import Kit, Transaction
from smarthands.model import Asset, Organization, Person, Site
from smarthands.model.evidence import Audience
from smarthands.model.organization import OrganizationKind
from smarthands.model.person import LinkPurpose, Role
from smarthands.people.one_time_links import OpenLink, open_link
from smarthands.people.sign_in import actor_for
from smarthands.spelling import one_line

SETUP = system("setup")


@dataclass(frozen=True, slots=True)
class SeededPerson:
    """A new person and the link by which she signs in."""

    person: Person
    link: OpenLink


def create_administrator(kit: Kit, *, name: str, email: str, organization: str) -> SeededPerson:
    """Create an administrator, and with the first one the provider.

    A call for someone who is an administrator already hands out a new link for her.
    """
    email = one_line(email).lower()
    if "@" not in email:
        raise invalid("email", "Give an address such as ada@example.com.")
    with kit.transaction() as tx:
        msp = provider_if_any(tx.db)
        if msp is None:
            msp = _organization(tx, organization, OrganizationKind.MSP, contact=f"{name}, {email}")
        person = tx.db.scalar(select(Person).where(Person.email == email))
        if person is None:
            person = _person(tx, msp, name, email, Role.ADMINISTRATOR)
        elif person.role != Role.ADMINISTRATOR or not person.active:
            raise conflict("Someone with this address is here, but is not an administrator.")
        return SeededPerson(person, open_link(kit, tx, person, LinkPurpose.INVITE))


def seed(kit: Kit) -> list[SeededPerson]:
    """Fill an empty database with a small world: a provider, a client, a site, an open job, four
    people. Any other database is left as it is.
    """
    with kit.transaction() as tx:
        if tx.db.scalar(select(func.count(Organization.id))):
            return []
        msp = _organization(
            tx,
            "Brightwater Field Services",
            OrganizationKind.MSP,
            contact="dan@brightwater.example",
        )
        client = _organization(tx, "Northwind Bank", OrganizationKind.CLIENT, "Cleo Fuchs")
        site, asset = _place(tx, client)
        people = [
            _person(tx, msp, "Tess Vogel", "tess@brightwater.example", Role.TECHNICIAN),
            _person(tx, msp, "Eva Lindqvist", "eva@brightwater.example", Role.EXPERT),
            _person(tx, msp, "Dan Okafor", "dan@brightwater.example", Role.DISPATCHER),
            _person(tx, client, "Cleo Fuchs", "cleo@northwind.example", Role.CLIENT),
        ]
        seeded = [
            SeededPerson(person, open_link(kit, tx, person, LinkPurpose.SIGN_IN))
            for person in people
        ]
    tess, _eva, dan, _cleo = people
    _open_first_job(kit, actor_for(dan), site.id, asset.id, tess.id)
    return seeded


def _organization(tx: Transaction, name: str, kind: str, contact: str) -> Organization:
    organization = Organization(id=uuid4(), name=name, kind=kind, contact=contact)
    organization.created_at = tx.now
    tx.db.add(organization)
    tx.db.flush()
    _record(tx, organization, EventKind.ORGANIZATION_CREATED, "organization", organization.id, name)
    return organization


def _person(
    tx: Transaction, organization: Organization, name: str, email: str, role: Role
) -> Person:
    person = Person(
        id=uuid4(),
        organization_id=organization.id,
        name=name,
        email=email,
        role=role,
        language="en",
        created_at=tx.now,
    )
    tx.db.add(person)
    tx.db.flush()
    _record(tx, organization, EventKind.PERSON_INVITED, "person", person.id, name, role=role.value)
    return person


def _place(tx: Transaction, client: Organization) -> tuple[Site, Asset]:
    site = Site(
        id=uuid4(),
        organization_id=client.id,
        name="Frankfurt 2",
        address="Hanauer Landstraße 298, 60314 Frankfurt am Main",
        time_zone="Europe/Berlin",
        access_instructions="Badge at gate B, then ask for cage 14. Photo ID is checked.",
        created_at=tx.now,
    )
    asset = Asset(
        id=uuid4(),
        site_id=site.id,
        tag="NW-SW-014",
        serial="FCW2214L0AB",
        rack="Cage 14 · R3",
        unit="U7",
        model="Cisco C9300-48P",
        created_at=tx.now,
    )
    tx.db.add(site)
    tx.db.flush()
    tx.db.add(asset)
    tx.db.flush()
    _record(tx, client, EventKind.SITE_CREATED, "site", site.id, site.name)
    _record(tx, client, EventKind.ASSET_CREATED, "asset", asset.id, asset.tag)
    return site, asset


def _record(
    tx: Transaction,
    organization: Organization,
    kind: EventKind,
    subject: str,
    id: UUID,
    name: str,
    **details: str,
) -> None:
    tx.record(
        organization.stream,
        kind,
        actor=SETUP,
        subject=Subject(subject, str(id)),
        audience=Audience.INTERNAL,
        details={"name": name} | details,
    )


def _open_first_job(kit: Kit, dan: Actor, site_id: UUID, asset_id: UUID, tess_id: UUID) -> None:
    open_or_request(
        kit,
        dan,
        id=uuid4(),
        title="Core switch, no link on uplink 1",
        description="Link dropped at 05:40. Check optics and power supplies, reseat, replace if "
        "needed. A spare SFP is in the drawer of R3.",
        site_id=site_id,
        kind="incident",
        priority=1,
        reference="NW-48213",
        asset_ids=[asset_id],
        technician_ids=[tess_id],
        arrive_by=kit.now() + timedelta(hours=2),
    )
