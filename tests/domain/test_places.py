"""The office keeps organizations, sites and assets, and a retry creates none of them twice."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code, Problem
from smarthands.events import verify
from smarthands.jobs import document
from smarthands.places import assets, organizations, sites
from tests.builders.people import (
    BERLIN,
    FIRM,
    FRANKFURT,
    NORTHWIND,
    PORTO,
    ROUTER,
    SOUTHWIND,
    SWITCH,
)
from tests.builders.world import World

ADD: dict[str, Callable[[World, UUID, str], Any]] = {
    "organization": lambda w, id, name: organizations.add(w.kit, w.dan, id=id, name=name),
    "site": lambda w, id, name: sites.add(
        w.kit, w.dan, id=id, organization_id=NORTHWIND, name=name, time_zone="Europe/Vienna"
    ),
    "asset": lambda w, id, name: assets.add(w.kit, w.dan, id=id, site_id=FRANKFURT, tag=name),
}


@pytest.mark.parametrize("thing", ADD)
def test_a_retry_finds_its_first_attempt(world: World, thing: str) -> None:
    id = uuid4()
    first = ADD[thing](world, id, "new")
    assert ADD[thing](world, id, "new").id == first.id == id
    with pytest.raises(Problem) as refused:
        ADD[thing](world, id, "other")
    assert refused.value.code == Code.CONFLICT
    assert world.announced.kinds == [f"{thing}.created"]


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (lambda w: ADD["site"](w, uuid4(), "Berlin 1"), "name"),
        (lambda w: ADD["asset"](w, uuid4(), "SW-1"), "tag"),
        (lambda w: sites.edit(w.kit, w.dan, BERLIN, name="Frankfurt 2"), "name"),
        (lambda w: assets.edit(w.kit, w.dan, ROUTER, tag="SW-1"), "tag"),
        (lambda w: sites.edit(w.kit, w.dan, BERLIN, time_zone="Nowhere"), "time_zone"),
        (lambda w: sites.edit(w.kit, w.dan, BERLIN, time_zone="../etc"), "time_zone"),
        (lambda w: sites.edit(w.kit, w.dan, BERLIN, time_zone=""), "time_zone"),
    ],
)
def test_a_taken_name_and_an_unknown_time_zone_are_named(
    world: World, ask: Callable[[World], object], field: str
) -> None:
    with pytest.raises(Problem) as refused:
        ask(world)
    assert refused.value.code == Code.INVALID
    assert list(refused.value.fields or ()) == [field]
    assert world.announced.events == []


def test_a_name_may_be_used_again_elsewhere(world: World) -> None:
    sites.edit(world.kit, world.dan, PORTO, name="Berlin 1")
    assets.add(world.kit, world.dan, id=uuid4(), site_id=BERLIN, tag="SW-1")
    assert world.announced.kinds == ["site.edited", "asset.created"]


def test_an_event_says_what_an_edit_changed_and_no_more(world: World) -> None:
    assets.edit(world.kit, world.dan, SWITCH, tag="SW-1", rack="R9")
    assets.edit(world.kit, world.dan, SWITCH, rack="R9")
    organizations.edit(world.kit, world.dan, NORTHWIND, name="Northwind", contact="Cleo")
    stream = document.organization_events(world.kit, world.ada, NORTHWIND)["items"]
    assert [event["body"]["details"] for event in stream] == [{"rack": "R9"}, {"contact": "Cleo"}]
    assert verify(stream) is None


def test_only_ada_reads_the_events_of_an_organization(world: World) -> None:
    for who in (world.dan, world.eva):
        with pytest.raises(Problem) as refused:
            document.organization_events(world.kit, who, NORTHWIND)
        assert refused.value.code == Code.FORBIDDEN
    for who, organization in ((world.cleo, NORTHWIND), (world.tess, FIRM)):
        with pytest.raises(Problem) as refused:
            document.organization_events(world.kit, who, organization)
        assert refused.value.code == Code.FORBIDDEN


@pytest.mark.parametrize("thing", ADD)
@pytest.mark.parametrize("who", ["eva", "tess", "cleo"])
def test_only_the_office_keeps_places(world: World, thing: str, who: str) -> None:
    world.dan = getattr(world, who)
    with pytest.raises(Problem) as refused:
        ADD[thing](world, uuid4(), "mine")
    assert refused.value.code in {Code.FORBIDDEN, Code.NOT_FOUND}
    assert world.announced.events == []


def test_sites_are_searched_by_name_address_and_organization(each_world: World) -> None:
    w = each_world
    sites.edit(w.kit, w.dan, BERLIN, address="Königsallee 5_7")

    def names(**filters: Any) -> list[str]:
        return [site["name"] for site in sites.sites(w.kit, w.dan, **filters).items]

    assert names(q="KÖNIGS") == names(q="5_7") == ["Berlin 1"]
    assert names(q="5x7") == []
    assert names(organization=SOUTHWIND) == ["Porto"]
    assert names() == ["Berlin 1", "Frankfurt 2", "Porto"]
