"""Nobody goes by another person's name: a guest's is the one that the desk knows."""

from uuid import UUID, uuid4

from smarthands.actor import Actor
from smarthands.errors import Code
from smarthands.jobs import document
from smarthands.model import Login, Person
from smarthands.people import guest_names, join_links, people
from smarthands.people.sign_in import actor_for
from smarthands.sessions import calls, chat
from tests.builders.jobs import note, open_job
from tests.builders.sessions import guest, guest_in, live_session, token_of_join
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


def link_of(world: World, job: UUID) -> UUID:
    [link] = join_links.joins(world.kit, world.dan, job)
    return UUID(link["id"])


def signed_in_again(world: World, gus: Actor) -> Actor:
    """The guest as her next request finds her."""
    with world.kit.reading() as db:
        person, login = db.get_one(Person, gus.person_id), db.get_one(Login, gus.login_id)
        return actor_for(person, login)


def test_the_desk_gives_a_guest_another_name_and_she_has_it_from_then_on(
    each_world: World,
) -> None:
    world = each_world
    job = open_job(world, world.tess)
    gus = guest(world, job)
    early = note(world, gus, job)
    renamed = guest_names.rename(
        world.kit, world.dan, job, link_of(world, job), name="Gustav Weber"
    )
    assert renamed["name"] == "Gustav Weber"
    late = note(world, signed_in_again(world, gus), job)
    for reader in (world.cleo, world.dan, world.tess):
        items = document.document(world.kit, reader, job)["evidence"]
        names = [items[str(id)]["author"]["name"] for id in (early, late)]
        # What she wrote before stands in the chain under the name of then.
        assert names == ["Gus", "Gustav Weber"]
        assert {items[str(id)]["author"]["id"] for id in (early, late)} == {gus.id}
    again = guest_names.rename(world.kit, world.eva, job, link_of(world, job), name="Gustav Weber")
    assert again == renamed
    assert world.announced.kinds.count("join.renamed") == 1
    assert world.announced.kinds.count("guest.renamed") == 1


def test_everybody_on_the_job_reads_the_new_name_and_the_desk_alone_the_link(world: World) -> None:
    job = open_job(world, world.tess)
    gus = guest(world, job)
    guest_names.rename(world.kit, world.dan, job, link_of(world, job), name="Gustav Weber")
    for reader, kinds in (
        (world.dan, ["join.renamed", "guest.renamed"]),
        (world.cleo, ["guest.renamed"]),
        (gus, ["guest.renamed"]),
    ):
        bodies = [
            event["body"]
            for event in document.job_events(world.kit, reader, job)["items"]
            if event.get("body", {}).get("kind", "").endswith(".renamed")
        ]
        assert [body["kind"] for body in bodies] == kinds
        assert bodies[-1]["details"] == {"name": "Gustav Weber", "earlier_name": "Gus"}
        assert bodies[-1]["actor"]["name"] == "Dan"


def test_a_guest_in_a_call_has_her_new_name_there_at_once(world: World) -> None:
    job = open_job(world, world.tess)
    session = live_session(world, job)
    gus = guest_in(world, job, session)
    chat.say(world.kit, gus, job, session, id=uuid4(), text="here")
    guest_names.rename(world.kit, world.dan, job, link_of(world, job), name="Gustav Weber")
    shown = document.document(world.kit, world.cleo, job)
    seats = shown["sessions"][str(session)]["participants"]
    assert {seat["name"] for seat in seats} == {"Tess", "Eva", "Gustav Weber"}
    assert [line["author"]["name"] for line in shown["messages"].values()] == ["Gus"]
    told = document.job_events(world.kit, world.cleo, job)["items"][-1]["body"]
    assert told["details"]["session"] == shown["sessions"][str(session)]
    calls.end(world.kit, world.eva, job, session)
    # A call that is over keeps the names of its time.
    guest_names.rename(world.kit, world.dan, job, link_of(world, job), name="Gus W.")
    seats = document.document(world.kit, world.dan, job)["sessions"][str(session)]["participants"]
    assert {seat["name"] for seat in seats} == {"Tess", "Eva", "Gustav Weber"}


def test_a_link_that_nobody_has_taken_is_renamed_too(world: World) -> None:
    job = open_job(world, world.tess)
    token = token_of_join(world, job)
    guest_names.rename(world.kit, world.eva, job, link_of(world, job), name="Gustav Weber")
    assert join_links.peek(world.kit, token).name == "Gustav Weber"
    assert "guest.renamed" not in world.announced.kinds
    by_press = join_links.take(world.kit, token, name="Gustav", kind="bearer")
    assert by_press.person.name == "Gustav"


def test_neither_the_guest_nor_anybody_off_the_desk_gives_names(world: World) -> None:
    job, other = open_job(world, world.tess), open_job(world)
    gus = guest(world, job)
    link = link_of(world, job)
    for who, code in (
        (gus, Code.FORBIDDEN),
        (world.tess, Code.FORBIDDEN),
        (world.cleo, Code.FORBIDDEN),
        (world.mallory, Code.NOT_FOUND),
        (world.malcolm, Code.NOT_FOUND),
    ):
        refused = code_of(guest_names.rename, world.kit, who, job, link, name="Eva Lindqvist")
        assert refused == code, who.name
    # The desk names a link by its own job alone.
    refused = code_of(guest_names.rename, world.kit, world.dan, other, link, name="Gustav")
    assert refused == Code.NOT_FOUND
    assert join_links.joins(world.kit, world.dan, job)[0]["name"] == "Gus"


def test_a_link_that_has_ended_keeps_its_name(world: World) -> None:
    job = open_job(world, world.tess)
    guest(world, job)
    link = link_of(world, job)
    join_links.revoke(world.kit, world.dan, job, link)
    refused = code_of(guest_names.rename, world.kit, world.dan, job, link, name="Gustav")
    assert refused == Code.CONFLICT
    assert guest_names.rename(world.kit, world.dan, job, link, name="Gus")["name"] == "Gus"
