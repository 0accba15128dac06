"""A site says how its sessions' picture and sound go; the broker is told with who is seated."""

from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.places import places
from smarthands.places.csv_import import import_sites
from smarthands.sessions import attendance, calls
from tests.builders.jobs import open_job
from tests.builders.people import FRANKFURT, NORTHWIND
from tests.builders.sessions import live
from tests.builders.world import World
from tests.domain.test_assistance import code_of


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


def test_frankfurt_goes_by_a_node_until_dan_says_otherwise(each_world: World, job: UUID) -> None:
    world = each_world
    session = live(world, job)
    assert attendance.for_person(world.kit, world.tess, session).direct is False
    places.edit_site(world.kit, world.dan, FRANKFURT, video_path="direct")
    found = attendance.for_person(world.kit, world.tess, session)
    assert found.direct is True
    assert found.session["id"] == str(session)
    assert found.participants == found.session["participants"]
    assert [seat["consent"] for seat in found.participants] == [None, None]
    assert places.one_site(world.kit, world.cleo, FRANKFURT)["video_path"] == "direct"


def test_a_node_is_told_without_a_seat_until_the_end(each_world: World, job: UUID) -> None:
    world = each_world
    session = live(world, job)
    found = attendance.for_node(world.kit, session)
    hers = attendance.for_person(world.kit, world.tess, session)
    assert (found.participant, found.job_id, found.seq) == (None, job, hers.seq)
    assert found.session == hers.session
    assert code_of(attendance.for_node, world.kit, uuid4()) == Code.NOT_FOUND
    calls.end(world.kit, world.eva, job, session)
    assert code_of(attendance.for_node, world.kit, session) == Code.CONFLICT


def test_an_import_says_it_too_and_leaves_what_it_does_not_say(each_world: World) -> None:
    kit, dan = each_world.kit, each_world.dan
    csv = "name,video_path\nBonn,direct\nMainz,\n"
    import_sites(kit, dan, organization_id=NORTHWIND, csv=csv)
    import_sites(kit, dan, organization_id=NORTHWIND, csv="name,video_path\nBonn,\n")
    import_sites(kit, dan, organization_id=NORTHWIND, csv="name,address\nBonn,Am Hof\nTrier,\n")
    sites = {site["name"]: site["video_path"] for site in places.sites(kit, dan).items}
    assert (sites["Bonn"], sites["Mainz"], sites["Trier"]) == ("direct", "node", "node")
    assert (
        code_of(
            import_sites, kit, dan, organization_id=NORTHWIND, csv="name,video_path\nUlm,pigeon\n"
        )
        == Code.INVALID
    )
