"""A login that nobody uses ends after the hours that its role has, and an open page is in use."""

from dataclasses import replace

import pytest

from server.settings.parse import ROLES
from server.settings.settings import Settings
from smarthands.model.person import Role
from smarthands.people.logins import still_valid
from smarthands.people.sign_in import actor_for_token
from tests.builders.site import Site, login
from tests.builders.world import World

HOURS = {"dispatcher": 2, "technician": 48}


@pytest.fixture
def limited(site: Site) -> Site:
    policy = replace(site.world.kit.policy, idle_hours=HOURS)
    site.world.kit = replace(site.world.kit, policy=policy)
    return Site(site.app, site.world)


def test_a_login_ends_after_the_hours_of_its_role(limited: Site) -> None:
    dan, tess, eva = (limited.signed_in(name) for name in ("Dan", "Tess", "Eva"))
    for caller in (dan, tess, eva):
        assert caller.get("/api/jobs").status == 200
    limited.world.clock.pass_by(hours=2, seconds=-1)
    assert dan.get("/api/jobs").status == 200
    limited.world.clock.pass_by(hours=2)
    assert dan.get("/api/jobs").code == "signed_out"
    assert tess.get("/api/jobs").status == 200
    limited.world.clock.pass_by(hours=48)
    assert tess.get("/api/jobs").code == "signed_out"
    # Who has no limit stays until the login's own end.
    assert eva.get("/api/jobs").status == 200


def test_a_login_that_is_used_now_and_then_goes_on(limited: Site) -> None:
    dan = limited.signed_in("Dan")
    for _ in range(20):
        assert dan.get("/api/jobs").status == 200
        limited.world.clock.pass_by(minutes=90)


def test_an_open_page_is_in_use_and_a_closed_one_is_not(limited: Site) -> None:
    world: World = limited.world
    token = login(world, "Dan")
    dan = actor_for_token(world.kit, token)
    assert dan is not None
    for _ in range(8):
        world.clock.pass_by(minutes=90)
        assert dan in still_valid(world.kit, [dan])
    world.clock.pass_by(hours=2)
    assert still_valid(world.kit, [dan]) == {}
    assert actor_for_token(world.kit, token) is None


def test_an_idle_login_is_no_device_of_mine(limited: Site) -> None:
    old = limited.signed_in("Dan")
    assert old.get("/api/logins").status == 200
    limited.world.clock.pass_by(hours=3)
    new = limited.signed_in("Dan")
    assert [device["current"] for device in new.get("/api/logins").body["items"]] == [True]


def test_each_role_has_its_limit_in_the_settings() -> None:
    assert set(ROLES) == {role.value for role in Role}
    assert set(Settings.from_environment({}).idle_hours) == set(ROLES)
