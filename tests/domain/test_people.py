"""Administrators invite, edit and deactivate people, and the last administrator stays."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.people import one_time_links, people
from tests.builders.people import FIRM, NORTHWIND, SOUTHWIND, named
from tests.builders.world import World, problem_of, refusal


def invite(
    world: World, by: Actor | None = None, **fields: Any
) -> tuple[Any, one_time_links.OpenLink]:
    fields.setdefault("id", uuid4())
    fields.setdefault("name", "Nina")
    fields.setdefault("email", "nina@firm.test")
    fields.setdefault("role", "expert")
    return people.invite(world.kit, by or world.ada, **fields)


def test_ada_invites_nina_who_signs_in(world: World) -> None:
    person, opened = invite(world, email=" Nina@Firm.test ")
    assert (person.organization_id, person.email) == (FIRM, "nina@firm.test")
    signed = one_time_links.sign_in_by_link(world.kit, opened.url.rsplit("/", 1)[1], kind="cookie")
    assert signed.person.id == person.id


def test_an_invitation_repeated_gives_another_link_to_the_same_person(world: World) -> None:
    id = uuid4()
    first, second = invite(world, id=id), invite(world, id=id)
    assert first[0].id == second[0].id
    assert first[1].url != second[1].url
    # Each link that signs somebody in is recorded.
    assert world.announced.kinds == ["person.invited"] * 2


@pytest.mark.parametrize("other", [{"email": "nadia@firm.test"}, {"role": "dispatcher"}])
def test_another_person_under_the_same_id_is_refused(world: World, other: dict[str, Any]) -> None:
    id = uuid4()
    invite(world, id=id)
    assert refusal(lambda: invite(world, id=id, **other)).code == Code.CONFLICT


def test_a_client_belongs_to_the_organization_she_was_invited_for(world: World) -> None:
    id = uuid4()
    person, _ = invite(world, id=id, role="client", organization_id=NORTHWIND)
    assert person.organization_id == NORTHWIND
    again = refusal(lambda: invite(world, id=id, role="client", organization_id=SOUTHWIND))
    assert again.code == Code.CONFLICT


@pytest.mark.parametrize("organization", [None, FIRM, named("nowhere")])
def test_a_client_needs_an_organization_that_orders(world: World, organization: Any) -> None:
    problem = refusal(lambda: invite(world, role="client", organization_id=organization))
    assert problem.fields == {"organization_id": ["Choose the client's organization."]}


def test_an_email_address_belongs_to_one_person(each_world: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        problems = pool.map(lambda _: problem_of(lambda: invite(each_world)), range(4))
        refusals = [problem.fields for problem in problems if problem]
    assert refusals == 3 * [{"email": ["Someone with this address is here already."]}]
    conflict = refusal(
        lambda: people.edit(each_world.kit, each_world.ada, named("Tess"), email="NINA@firm.test")
    )
    assert conflict.code == Code.INVALID


@pytest.mark.parametrize("who", ["dan", "eva", "tess", "cleo"])
def test_only_ada_invites_people(world: World, who: str) -> None:
    assert refusal(lambda: invite(world, getattr(world, who))).code == Code.FORBIDDEN


def test_tess_changes_her_own_name_language_and_email_and_no_more(world: World) -> None:
    id, changes = named("Tess"), {"name": "Tess M.", "language": "de", "email": "x@firm.test"}
    person = people.edit(world.kit, world.tess, id, **changes)
    assert {key: getattr(person, key) for key in changes} == changes
    for change in ({"role": "administrator"}, {"name": "x", "role": "x"}):
        problem = refusal(lambda: people.edit(world.kit, world.tess, id, **change))
        assert problem.code == Code.FORBIDDEN


def test_nobody_changes_between_the_roles_of_clients_and_of_the_firm(world: World) -> None:
    for name, role in (("Cleo", "dispatcher"), ("Tess", "client")):
        problem = refusal(lambda: people.edit(world.kit, world.ada, named(name), role=role))
        assert list(problem.fields or ()) == ["role"]


def test_the_last_administrator_stays(world: World) -> None:
    for leave in (
        lambda: people.deactivate(world.kit, world.ada, named("Ada")),
        lambda: people.edit(world.kit, world.ada, named("Ada"), role="expert"),
    ):
        assert refusal(leave).code == Code.CONFLICT
    people.edit(world.kit, world.ada, named("Dan"), role="administrator")
    assert people.deactivate(world.kit, world.ada, named("Ada")).active is False


def test_two_administrators_never_deactivate_each_other_at_once(each_world: World) -> None:
    people.edit(each_world.kit, each_world.ada, named("Dan"), role="administrator")

    def leave(name: str) -> Problem | None:
        return problem_of(lambda: people.deactivate(each_world.kit, each_world.ada, named(name)))

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            codes = [problem and problem.code for problem in pool.map(leave, ["Ada", "Dan"])]
        assert sorted(codes, key=str) == [None, Code.CONFLICT]
        for name in ("Ada", "Dan"):
            people.reactivate(each_world.kit, each_world.ada, named(name))


def test_deactivating_twice_is_recorded_once(world: World) -> None:
    first = people.deactivate(world.kit, world.ada, named("Tess"))
    world.clock.pass_by(hours=1)
    assert people.deactivate(world.kit, world.ada, named("Tess")).deactivated_at == (
        first.deactivated_at
    )
    assert refusal(lambda: people.reset(world.kit, world.ada, named("Tess"))).code == Code.CONFLICT
    people.reactivate(world.kit, world.ada, named("Tess"))
    people.reactivate(world.kit, world.ada, named("Tess"))
    assert world.announced.kinds == ["person.deactivated", "person.reactivated"]


def test_people_are_listed_by_role_and_organization(world: World) -> None:
    page = people.page(world.kit, world.dan, role="technician", active=True)
    assert [person.name for person in page.items] == ["Mallory", "Tess", "Theo"]
    page = people.page(world.kit, world.dan, organization=NORTHWIND)
    assert [person.name for person in page.items] == ["Cleo"]
    page = people.page(world.kit, world.tess)
    assert [person.name for person in page.items] == ["Tess"]
