"""A join link lets the first who presses it into one job, on one device."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smarthands.access.jobs import job_for
from smarthands.access.verbs import Verb
from smarthands.errors import Code, Problem
from smarthands.evidence import uploads
from smarthands.evidence.capture import Label
from smarthands.jobs import document, shares
from smarthands.people import join_links, people, sign_in
from tests.builders.jobs import File, moment, note, open_job, photo
from tests.builders.sessions import guest, token_of_join
from tests.builders.world import World, code_of, persistently


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


def test_looking_at_a_join_link_does_not_take_it(each_world: World, job: UUID) -> None:
    world, token = each_world, token_of_join(each_world, job)
    for _ in range(3):
        view = join_links.peek(world.kit, token)
    assert (view.name, view.organization, view.taken) == ("Gus", "Firm", False)
    assert (view.job_number, view.job_title) == ("SH-1001", "Core switch, no link")
    join_links.take(world.kit, token, name="Gus", kind="cookie")
    assert join_links.peek(world.kit, token).taken


def test_join_links_and_shares_can_be_read_while_the_job_is_locked(
    each_world: World, job: UUID
) -> None:
    world = each_world
    token_of_join(world, job)
    with world.kit.transaction() as tx:
        job_for(tx.db, world.dan, job, to=Verb.EDIT_JOB)
        [link] = join_links.joins(world.kit, world.dan, job)
        assert join_links.address(world.kit, world.dan, job, UUID(link["id"])) == link["url"]
        assert shares.shares(world.kit, world.dan, job) == []


def test_one_of_many_who_press_at_once_takes_the_link(each_world: World, job: UUID) -> None:
    world, token = each_world, token_of_join(each_world, job)

    def press(number: int) -> str:
        name = f"Gus {number}"
        try:
            persistently(
                lambda: join_links.take(world.kit, token, name=name, kind="bearer"), tries=50
            )
        except Problem as problem:
            return problem.code
        return name

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(press, range(60)))
    winners = [name for name in outcomes if name != Code.GONE]
    assert len(winners) == 1
    [listed] = join_links.joins(world.kit, world.eva, job)
    assert listed["name"] == winners[0]


def test_a_phone_that_missed_the_answer_takes_the_link_again_with_its_key(
    each_world: World, job: UUID
) -> None:
    world, token, key = each_world, token_of_join(each_world, job), "a key of her phone"
    first = join_links.take(world.kit, token, name="Gus", kind="bearer", key=key)
    again = join_links.take(world.kit, token, name="Gus", kind="bearer", key=key)
    assert again.person.id == first.person.id
    assert sign_in.actor_for_token(world.kit, again.token)
    assert world.announced.kinds.count("join.taken") == 1
    for other in ("", "another phone's"):
        assert code_of(join_links.take, world.kit, token, name="Gus", kind="bearer", key=other) == (
            Code.GONE
        )


def test_without_a_key_a_link_is_taken_once(each_world: World, job: UUID) -> None:
    world, token = each_world, token_of_join(each_world, job)
    join_links.take(world.kit, token, name="Gus", kind="bearer")
    assert code_of(join_links.take, world.kit, token, name="Gus", kind="bearer") == Code.GONE


def test_a_guest_sees_her_job_as_a_client_does(each_world: World, job: UUID) -> None:
    world = each_world
    note(world, world.dan, job, "they pay late", audience="internal")
    gus = guest(world, job)
    guests = document.document(world.kit, gus, job)
    assert guests == document.document(world.kit, world.cleo, job)
    assert guests["evidence"] == {}
    assert "access_instructions" not in document.context(world.kit, gus, job)["site"]
    assert code_of(document.document, world.kit, gus, open_job(world)) == Code.NOT_FOUND


def test_a_guest_adds_photos_for_the_client_and_no_internal_ones(
    each_world: World, job: UUID
) -> None:
    world = each_world
    gus = guest(world, job)
    item = photo(world, gus, job)
    assert document.document(world.kit, world.cleo, job)["evidence"][str(item)]["author"]["name"]
    refused = code_of(
        uploads.request_upload,
        world.kit,
        gus,
        job,
        id=uuid4(),
        claim=File().claim,
        capture=moment(world),
        label=Label(audience="internal"),
    )
    assert refused == Code.INVALID


def test_a_guest_is_not_listed_edited_or_invited_as_a_person(each_world: World, job: UUID) -> None:
    world = each_world
    gus = guest(world, job)
    page = people.page(world.kit, world.ada)
    assert "Gus" not in [person.name for person in page.items]
    assert code_of(people.edit, world.kit, world.ada, gus.person_id, name="Gustav") == (
        Code.NOT_FOUND
    )
    invitation = {"name": "Gil", "email": "gil@firm.test", "role": "guest"}
    assert code_of(people.invite, world.kit, world.ada, id=uuid4(), **invitation) == Code.INVALID
    change = {"role": "guest"}
    assert code_of(people.edit, world.kit, world.ada, world.tess.person_id, **change) == (
        Code.INVALID
    )


def test_a_guests_login_ends_with_her_link(each_world: World, job: UUID) -> None:
    world, token = each_world, token_of_join(each_world, job, hours=2)
    signed_in = join_links.take(world.kit, token, name="Gus", kind="bearer")
    assert sign_in.actor_for_token(world.kit, signed_in.token)
    world.clock.pass_by(hours=2)
    assert sign_in.actor_for_token(world.kit, signed_in.token) is None
    assert code_of(join_links.peek, world.kit, token) == Code.GONE


def test_revoking_a_join_link_signs_the_guest_out(each_world: World, job: UUID) -> None:
    world, token = each_world, token_of_join(each_world, job)
    signed_in = join_links.take(world.kit, token, name="Gus", kind="bearer")
    [link] = join_links.joins(world.kit, world.dan, job)
    first = join_links.revoke(world.kit, world.eva, job, UUID(link["id"]))
    assert sign_in.actor_for_token(world.kit, signed_in.token) is None
    assert code_of(join_links.take, world.kit, token, name="Gus", kind="bearer") == Code.GONE
    assert join_links.revoke(world.kit, world.dan, job, UUID(link["id"])) == first
    assert world.announced.kinds.count("join.revoked") == 1


def test_join_links_are_created_at_the_desk_and_end_in_the_future(
    each_world: World, job: UUID
) -> None:
    world, id = each_world, uuid4()
    end = world.clock.at + timedelta(hours=1)
    link = join_links.create(world.kit, world.eva, job, id=id, name="Gus", expires_at=end)
    assert join_links.create(world.kit, world.eva, job, id=id, name="Gus", expires_at=end) == link
    again = {"id": id, "name": "Other", "expires_at": end}
    assert code_of(join_links.create, world.kit, world.eva, job, **again) == Code.CONFLICT
    past = {"id": uuid4(), "name": "Gus", "expires_at": world.clock.at}
    assert code_of(join_links.create, world.kit, world.eva, job, **past) == Code.INVALID
    for who, code in ((world.tess, Code.FORBIDDEN), (world.mallory, Code.NOT_FOUND)):
        fresh = again | {"id": uuid4()}
        assert code_of(join_links.create, world.kit, who, job, **fresh) == code
        assert code_of(join_links.joins, world.kit, who, job) == code
    other = open_job(world)
    assert code_of(join_links.revoke, world.kit, world.dan, other, id) == Code.NOT_FOUND
    assert code_of(join_links.address, world.kit, world.dan, other, id) == Code.NOT_FOUND


def test_the_token_has_256_bits_and_is_in_no_event(each_world: World, job: UUID) -> None:
    world, token = each_world, token_of_join(each_world, job)
    assert len(token) == 43
    assert all(token not in (event.body or "") for event in world.announced.events)
    assert code_of(join_links.peek, world.kit, token.swapcase()) == Code.NOT_FOUND
