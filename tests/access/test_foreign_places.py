"""Sites, assets, organizations and people outside a person's reach do not exist for her."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code
from smarthands.jobs import document, listing
from smarthands.kit import Kit
from smarthands.people import people
from smarthands.places import assets, organizations, sites
from tests.builders.jobs import open_job
from tests.builders.people import BERLIN, FRANKFURT, NORTHWIND, SWITCH, named
from tests.builders.sessions import guest
from tests.builders.world import World, refusal

ALL = listing.JobFilter()


PLACES: dict[str, Callable[[Kit, Actor], object]] = {
    "site": lambda kit, who: sites.one(kit, who, FRANKFURT),
    "asset": lambda kit, who: assets.one(kit, who, SWITCH),
    "organization": lambda kit, who: organizations.one(kit, who, NORTHWIND),
    "events of the organization": lambda kit, who: document.organization_events(
        kit, who, NORTHWIND
    ),
    "edit site": lambda kit, who: sites.edit(kit, who, FRANKFURT, name="x"),
    "edit asset": lambda kit, who: assets.edit(kit, who, SWITCH, tag="x"),
    "add asset": lambda kit, who: assets.add(kit, who, id=uuid4(), site_id=FRANKFURT, tag="x"),
    "edit organization": lambda kit, who: organizations.edit(kit, who, NORTHWIND, name="x"),
    "person": lambda kit, who: people.one(kit, who, named("Tess")),
    "deactivate": lambda kit, who: people.deactivate(kit, who, named("Tess")),
    "reset": lambda kit, who: people.reset(kit, who, named("Tess")),
    "edit person": lambda kit, who: people.edit(kit, who, named("Tess"), name="x"),
}


@pytest.mark.parametrize("thing", PLACES)
@pytest.mark.parametrize("outsider", ["mallory", "malcolm"])
def test_foreign_places_and_people_do_not_exist(world: World, outsider: str, thing: str) -> None:
    problem = refusal(lambda: PLACES[thing](world.kit, getattr(world, outsider)))
    assert problem.code == Code.NOT_FOUND


def test_cleo_never_reads_the_access_instructions_of_a_site(world: World) -> None:
    job = open_job(world, world.tess)
    assert "4711" in str(sites.one(world.kit, world.tess, FRANKFURT))
    assert "4711" not in str(sites.one(world.kit, world.cleo, FRANKFURT))
    assert "4711" not in str(sites.sites(world.kit, world.cleo).items)
    assert "4711" not in str(document.context(world.kit, world.cleo, job)["site"])


def test_lists_hold_nothing_foreign(world: World) -> None:
    open_job(world, world.tess)
    gus = guest(world, open_job(world, site_id=BERLIN))
    assert [job["site_name"] for job in listing.list_jobs(world.kit, gus, ALL).items] == [
        "Berlin 1"
    ]
    assert [site["name"] for site in sites.sites(world.kit, gus).items] == ["Berlin 1"]
    assert assets.assets(world.kit, gus).items == []
    for outsider in (world.mallory, world.malcolm):
        everything = listing.JobFilter(q="switch")
        assert listing.list_jobs(world.kit, outsider, ALL).items == []
        assert listing.list_jobs(world.kit, outsider, everything).items == []
    assert sites.sites(world.kit, world.mallory).items == []
    assert assets.assets(world.kit, world.mallory).items == []
    assert [site["name"] for site in sites.sites(world.kit, world.malcolm).items] == ["Porto"]
    assert assets.assets(world.kit, world.malcolm, q="SW-1").items == []
