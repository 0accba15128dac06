"""Nobody goes by another person's name: a guest's is the one that the desk knows."""

from uuid import uuid4

from smarthands.errors import Code
from smarthands.jobs import document
from smarthands.people import join_links, people
from smarthands.sessions import calls, chat
from tests.builders.jobs import note, open_job
from tests.builders.sessions import guest, live_session
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


def test_a_guest_is_shown_as_one_wherever_her_name_stands_as_an_authors(world: World) -> None:
    job = open_job(world, world.tess)
    gus = guest(world, job)
    session = live_session(world, job)
    calls.join(world.kit, gus, job, session)
    lines = {who.name: (note(world, who, job), uuid4()) for who in (gus, world.tess)}
    for who in (gus, world.tess):
        chat.say(world.kit, who, job, session, id=lines[who.name][1], text="no light")
    for reader in (world.cleo, world.dan, gus):
        shown = document.document(world.kit, reader, job)
        for name, (item, line) in lines.items():
            for author in (
                shown["evidence"][str(item)]["author"],
                shown["messages"][str(line)]["author"],
            ):
                assert author["name"] == name
                assert author.get("guest", False) == (name == "Gus")
                assert author["role"] == ("guest" if name == "Gus" else "technician")
    roles = [
        event["body"]["actor"]["role"]
        for event in document.job_events(world.kit, world.cleo, job)["items"]
        if event.get("body", {}).get("actor", {}).get("name") == "Gus"
    ]
    assert set(roles) == {"guest"}
    assert len(roles) == 3
