"""A login stands for its person until it expires or is ended."""

from collections.abc import Callable

import pytest

from smarthands.errors import Code
from smarthands.people import people, sign_in
from tests.builders.people import FIRM, named
from tests.builders.world import World, code_of
from tests.domain.signing_in import (
    another_link,
    link_for,
    sign_in_by,
)


class TestLogins:
    def test_a_token_stands_for_its_person_until_it_expires(self, world: World) -> None:
        signed_in = sign_in_by(world, link_for(world))
        actor = sign_in.actor_for_token(world.kit, signed_in.token)
        assert actor is not None
        assert (actor.name, actor.role, actor.login_id) == (
            "Tess",
            "technician",
            signed_in.login.id,
        )
        world.clock.pass_by(days=14)
        assert sign_in.actor_for_token(world.kit, signed_in.token) is None

    def test_signing_out_ends_the_login_of_this_device_alone(self, world: World) -> None:
        phone, desk = sign_in_by(world, link_for(world)), sign_in_by(world, another_link(world))
        sign_in.sign_out(world.kit, sign_in.actor_for(phone.person, phone.login))
        assert sign_in.actor_for_token(world.kit, phone.token) is None
        assert sign_in.actor_for_token(world.kit, desk.token) is not None

    @pytest.mark.parametrize("end", ["herself", "administrator", "reset", "deactivated"])
    def test_all_logins_and_links_of_a_person_end_at_once(self, world: World, end: str) -> None:
        phone, desk = sign_in_by(world, link_for(world)), sign_in_by(world, another_link(world))
        unused = another_link(world)
        tess, id = sign_in.actor_for(phone.person, phone.login), named("Tess")
        ends: dict[str, Callable[[], object]] = {
            "herself": lambda: sign_in.sign_out_everywhere(world.kit, tess),
            "administrator": lambda: people.sign_out_person(world.kit, world.ada, id),
            "reset": lambda: people.reset(world.kit, world.ada, id),
            "deactivated": lambda: people.deactivate(world.kit, world.ada, id),
        }
        ends[end]()
        assert sign_in.actor_for_token(world.kit, phone.token) is None
        assert sign_in.actor_for_token(world.kit, desk.token) is None
        assert code_of(lambda: sign_in_by(world, unused)) == Code.GONE

    def test_a_new_role_holds_from_the_next_request_on(self, world: World) -> None:
        signed_in = sign_in_by(world, link_for(world, "Eva"))
        people.edit(world.kit, world.ada, named("Eva"), role="dispatcher")
        actor = sign_in.actor_for_token(world.kit, signed_in.token)
        assert actor is not None
        assert actor.role == "dispatcher"

    def test_logins_are_events_of_the_organization(self, world: World) -> None:
        signed_in = sign_in_by(world, link_for(world))
        sign_in.sign_out(world.kit, sign_in.actor_for(signed_in.person, signed_in.login))
        assert world.announced.kinds == ["person.reset", "login.started", "login.ended"]
        assert {event.stream for event in world.announced.events} == {f"organization/{FIRM}"}
        assert {event.audience for event in world.announced.events} == {"internal"}
