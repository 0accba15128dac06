"""Nobody goes by another person's name: a guest's is the one that the desk knows."""

from smarthands.errors import Code
from smarthands.jobs import document
from smarthands.people import join_links, people
from tests.builders.jobs import note, open_job
from tests.builders.sessions import guest
from tests.builders.world import World, code_of


def test_a_guest_keeps_the_name_that_she_came_by(world: World) -> None:
    job = open_job(world, world.tess)
    gus = guest(world, job)
    refused = code_of(people.edit, world.kit, gus, gus.person_id, name="Eva Lindqvist")
    assert refused == Code.FORBIDDEN
    assert people.edit(world.kit, gus, gus.person_id, language="de").name == "Gus"
    [link] = join_links.joins(world.kit, world.dan, job)
    assert link["name"] == "Gus"
    id = note(world, gus, job)
    shown = document.document(world.kit, world.cleo, job)["evidence"][str(id)]
    assert shown["author"]["name"] == "Gus"


def test_everybody_else_may_change_her_own_name(world: World) -> None:
    for who in (world.tess, world.cleo, world.eva):
        edited = people.edit(world.kit, who, who.person_id, name=f"{who.name} Berg")
        assert edited.name == f"{who.name} Berg"
