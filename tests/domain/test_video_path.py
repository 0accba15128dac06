"""A site's video path says how the media of its sessions go; the broker reads it with the seats."""

from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.places import sites
from smarthands.places.csv_import import import_sites
from smarthands.sessions import attendance, calls
from tests.builders.jobs import open_job
from tests.builders.people import FRANKFURT, NORTHWIND
from tests.builders.sessions import live_session
from tests.builders.world import World, code_of


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


def test_the_media_of_a_site_go_by_a_node_until_dan_sets_another_path(
    each_world: World, job: UUID
) -> None:
    world = each_world
    session = live_session(world, job)
    assert attendance.for_person(world.kit, world.tess, session).direct is False
    sites.edit(world.kit, world.dan, FRANKFURT, video_path="direct")
    seating = attendance.for_person(world.kit, world.tess, session)
    assert seating.direct is True
    assert seating.session["id"] == str(session)
    assert seating.participants == seating.session["participants"]
    assert [seat["consent"] for seat in seating.participants] == [None, None]
    assert sites.one(world.kit, world.cleo, FRANKFURT)["video_path"] == "direct"


def test_a_node_reads_a_session_without_a_seat_until_it_ends(each_world: World, job: UUID) -> None:
    world = each_world
    session = live_session(world, job)
    seating = attendance.for_node(world.kit, session)
    tess_seating = attendance.for_person(world.kit, world.tess, session)
    assert (seating.participant, seating.job_id, seating.seq) == (None, job, tess_seating.seq)
    assert seating.session == tess_seating.session
    assert code_of(attendance.for_node, world.kit, uuid4()) == Code.NOT_FOUND
    calls.end(world.kit, world.eva, job, session)
    assert code_of(attendance.for_node, world.kit, session) == Code.CONFLICT


def test_a_csv_import_sets_the_video_path_and_an_empty_value_leaves_it(each_world: World) -> None:
    kit, dan = each_world.kit, each_world.dan
    csv = "name,video_path\nBonn,direct\nMainz,\n"
    import_sites(kit, dan, organization_id=NORTHWIND, csv=csv)
    import_sites(kit, dan, organization_id=NORTHWIND, csv="name,video_path\nBonn,\n")
    import_sites(kit, dan, organization_id=NORTHWIND, csv="name,address\nBonn,Am Hof\nTrier,\n")
    paths = {site["name"]: site["video_path"] for site in sites.sites(kit, dan).items}
    assert (paths["Bonn"], paths["Mainz"], paths["Trier"]) == ("direct", "node", "node")
    assert (
        code_of(
            import_sites, kit, dan, organization_id=NORTHWIND, csv="name,video_path\nUlm,pigeon\n"
        )
        == Code.INVALID
    )
