"""The watchers of a job are told of its events, and a login or a share holds until it ends."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from smarthands.access.watchers import Watchers, watchers_of
from smarthands.actor import MEDIA, Actor
from smarthands.jobs import progress, shares
from smarthands.model.evidence import Audience
from smarthands.model.person import Role
from smarthands.people import join_links, one_time_links, people, sign_in
from smarthands.people.logins import still_valid
from tests.builders.jobs import open_job
from tests.builders.people import NORTHWIND, named
from tests.builders.sessions import guest
from tests.builders.site import share_link
from tests.builders.world import World


def signed_in(world: World, name: str) -> Actor:
    """One of the named people with a login, by a one-time link."""
    url = people.reset(world.kit, world.ada, named(name))[1].url
    entered = one_time_links.sign_in_by_link(world.kit, url.rsplit("/", 1)[1], kind="cookie")
    return sign_in.actor_for(entered.person, entered.login)


class TestWatchers:
    def test_the_crew_a_guest_and_the_client_are_told_of_what_clients_may_see(
        self, world: World
    ) -> None:
        job = open_job(world, world.tess)
        gus = guest(world, job)
        with world.kit.reading() as db:
            watchers = watchers_of(db, job, Audience.CLIENT)
        assert watchers.people == {world.tess.person_id, gus.person_id}
        assert watchers.organization_id == NORTHWIND

    def test_guests_and_the_client_are_not_told_of_what_is_internal(self, world: World) -> None:
        job = open_job(world, world.tess)
        guest(world, job)
        with world.kit.reading() as db:
            watchers = watchers_of(db, job, Audience.INTERNAL)
        assert watchers == Watchers(frozenset({world.tess.person_id}), None)

    def test_a_technician_who_was_taken_off_and_a_guest_whose_link_was_revoked_are_not_told(
        self, world: World
    ) -> None:
        job = open_job(world, world.tess)
        guest(world, job)
        [join] = join_links.joins(world.kit, world.dan, job)
        join_links.revoke(world.kit, world.dan, job, UUID(join["id"]))
        progress.assign(world.kit, world.dan, job, technician_ids=[world.theo.person_id])
        with world.kit.reading() as db:
            assert watchers_of(db, job, Audience.CLIENT).people == {world.theo.person_id}


class TestStillValid:
    def test_a_login_holds_until_it_is_ended(self, world: World) -> None:
        tess = signed_in(world, "Tess")
        assert still_valid(world.kit, [tess]) == {tess: Role.TECHNICIAN}
        people.sign_out_person(world.kit, world.ada, tess.person_id)
        assert still_valid(world.kit, [tess]) == {}

    def test_a_login_expires(self, world: World) -> None:
        tess = signed_in(world, "Tess")
        world.clock.at += timedelta(days=world.kit.policy.login_days, seconds=1)
        assert still_valid(world.kit, [tess]) == {}

    def test_a_deactivated_persons_login_no_longer_holds(self, world: World) -> None:
        tess, theo = signed_in(world, "Tess"), signed_in(world, "Theo")
        people.deactivate(world.kit, world.ada, tess.person_id)
        assert still_valid(world.kit, [tess, theo]) == {theo: Role.TECHNICIAN}

    def test_the_role_is_the_one_that_she_has_now(self, world: World) -> None:
        tess = signed_in(world, "Tess")
        people.edit(world.kit, world.ada, tess.person_id, role=Role.EXPERT)
        assert still_valid(world.kit, [tess]) == {tess: Role.EXPERT}

    def test_somebody_without_a_login_is_not_valid(self, world: World) -> None:
        assert still_valid(world.kit, [world.mallory]) == {}

    def test_a_share_holds_until_it_is_revoked(self, world: World) -> None:
        job = open_job(world)
        _, share_id = share_link(world, job)
        reader = Actor("share", str(share_id), "insurer", job_id=job)
        other = replace(reader, id=str(uuid4()))
        assert still_valid(world.kit, [reader, other]) == {reader: None}
        shares.revoke(world.kit, world.dan, job, share_id)
        assert still_valid(world.kit, [reader]) == {}

    def test_a_share_expires(self, world: World) -> None:
        job = open_job(world)
        _, share_id = share_link(world, job)
        reader = Actor("share", str(share_id), "insurer", job_id=job)
        world.clock.at += timedelta(days=400)
        assert still_valid(world.kit, [reader]) == {}

    def test_a_media_node_holds_no_login_and_stays(self, world: World) -> None:
        assert still_valid(world.kit, [MEDIA]) == {MEDIA: None}
