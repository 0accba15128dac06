"""People sign in by a password or a one-time link, and sign out of one login or of all."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select, text

from server.auth.tokens import SecretTokens
from smarthands.errors import Code, Problem
from smarthands.model import Base, Event, Link, Login
from smarthands.people import one_time_links, people, sign_in
from smarthands.people.passwords import set_password
from tests.builders.kits import PASSWORDS
from tests.builders.people import named
from tests.builders.world import World, code_of, make_world, problem_of
from tests.domain.signing_in import (
    ANOTHER,
    PASSWORD,
    another_link,
    give_password,
    link_for,
    sign_in_by,
)


class TestLinks:
    def test_looking_at_a_link_does_not_use_it_up(self, world: World) -> None:
        token = link_for(world)
        for _ in range(3):
            link, person, organization = one_time_links.look_at_link(world.kit, token)
        assert (link.purpose, person.name, organization.name) == ("reset", "Tess", "Firm")
        assert sign_in_by(world, token).person.name == "Tess"

    def test_a_link_signs_in_once(self, world: World) -> None:
        token = link_for(world)
        sign_in_by(world, token)
        assert code_of(lambda: sign_in_by(world, token)) == Code.GONE
        assert code_of(lambda: one_time_links.look_at_link(world.kit, token)) == Code.GONE

    def test_one_of_eight_who_use_a_link_at_once_signs_in(self, each_world: World) -> None:
        token = link_for(each_world)

        with ThreadPoolExecutor(8) as pool:
            pressed = pool.map(
                lambda _: problem_of(lambda: sign_in_by(each_world, token)), range(8)
            )
            codes = [problem and problem.code for problem in pressed]
        assert sorted(codes, key=str) == [None, *7 * [Code.GONE]]
        with each_world.kit.reading() as db:
            assert db.scalar(select(func.count()).select_from(Login)) == 1

    def test_a_link_lives_72_hours(self, world: World) -> None:
        token = link_for(world)
        world.clock.pass_by(hours=72, microseconds=-1)
        assert one_time_links.look_at_link(world.kit, token)[1].name == "Tess"
        world.clock.pass_by(microseconds=1)
        assert code_of(lambda: sign_in_by(world, token)) == Code.GONE

    def test_a_newer_reset_invalidates_the_older_link(self, world: World) -> None:
        old, new = link_for(world), link_for(world)
        assert code_of(lambda: sign_in_by(world, old)) == Code.GONE
        assert sign_in_by(world, new).person.name == "Tess"

    def test_a_deactivated_person_can_not_use_a_link_that_she_has(self, world: World) -> None:
        token = link_for(world)
        people.deactivate(world.kit, world.ada, named("Tess"))
        assert code_of(lambda: sign_in_by(world, token)) == Code.GONE
        people.reactivate(world.kit, world.ada, named("Tess"))
        assert code_of(lambda: sign_in_by(world, token)) == Code.GONE

    def test_an_unknown_link_is_not_found(self, world: World) -> None:
        for token in ("", "x", "\0", "🔑" * 50, "\ud800"):
            assert code_of(lambda: sign_in_by(world, token)) == Code.NOT_FOUND


class TestPasswords:
    def test_the_right_password_signs_in_whatever_the_case_of_the_address(
        self, world: World
    ) -> None:
        give_password(world)
        signed_in = sign_in.sign_in_by_password(
            world.kit, " Tess@Firm.TEST ", PASSWORD, kind="bearer"
        )
        assert (signed_in.person.name, signed_in.login.kind) == ("Tess", "bearer")

    def test_every_refusal_has_the_same_words(self, world: World) -> None:
        give_password(world)
        give_password(world, "Theo")
        people.deactivate(world.kit, world.ada, named("Theo"))
        refusals = set()
        for email, password in (
            ("tess@firm.test", "wrong"),
            ("theo@firm.test", PASSWORD),
            ("eva@firm.test", PASSWORD),
            ("nobody@firm.test", PASSWORD),
            ("\0", "\0"),
        ):
            with pytest.raises(Problem) as refused:
                sign_in.sign_in_by_password(world.kit, email, password, kind="cookie")
            refusals.add((refused.value.code, refused.value.detail))
        assert len(refusals) == 1
        # No event holds the address: it could be a password typed into the wrong field.
        assert world.announced.kinds.count("login.refused") == 5

    def test_a_reset_while_the_password_is_verified_wins(self, world: World) -> None:
        give_password(world)

        class Slow:
            hash = staticmethod(PASSWORDS.hash)

            def verify(self, hashed: str | None, password: str) -> bool:
                people.reset(world.kit, world.ada, named("Tess"))
                return PASSWORDS.verify(hashed, password)

        kit = replace(world.kit, passwords=Slow())
        refused = code_of(
            lambda: sign_in.sign_in_by_password(kit, "tess@firm.test", PASSWORD, kind="cookie")
        )
        assert refused == Code.SIGNED_OUT

    def test_setting_a_password_asks_for_the_old_one_and_ends_other_logins(
        self, world: World
    ) -> None:
        phone, desk = sign_in_by(world, link_for(world)), sign_in_by(world, another_link(world))
        tess = sign_in.actor_for(phone.person, phone.login)
        token = set_password(world.kit, tess, PASSWORD, current=None)
        assert token is not None
        assert sign_in.actor_for_token(world.kit, token) == tess
        assert sign_in.actor_for_token(world.kit, phone.token) is None
        assert sign_in.actor_for_token(world.kit, desk.token) is None
        wrong = code_of(lambda: set_password(world.kit, tess, ANOTHER, current="wrong"))
        assert wrong == Code.INVALID
        set_password(world.kit, tess, ANOTHER, current=PASSWORD)
        new = sign_in.sign_in_by_password(world.kit, "tess@firm.test", ANOTHER, kind="cookie")
        assert new.person.id == named("Tess")

    def test_a_password_of_nine_characters_is_too_short(self, world: World) -> None:
        with pytest.raises(Problem) as refused:
            set_password(world.kit, world.tess, "x" * 9, current=None)
        assert refused.value.fields == {"password": ["Use at least 10 characters."]}


def test_a_reset_ends_the_login_of_a_link_that_is_used_at_that_moment(
    postgres_engine: Engine,
) -> None:
    world = make_world(postgres_engine)
    token, entering = link_for(world), threading.Event()
    reset = threading.Event()

    class Slow(SecretTokens):
        def fresh(self) -> str:
            entering.set()
            reset.wait(0.5)
            return super().fresh()

    slow = replace(world.kit, tokens=Slow("the secret of these tests"))
    with ThreadPoolExecutor(2) as pool:
        signed_in = pool.submit(one_time_links.sign_in_by_link, slow, token, kind="bearer")
        entering.wait(5)
        pool.submit(people.reset, world.kit, world.ada, named("Tess")).result()
        reset.set()
    assert sign_in.actor_for_token(world.kit, signed_in.result().token) is None


def test_no_token_is_in_any_table_or_event(world: World) -> None:
    give_password(world)
    unused, used = another_link(world), another_link(world)
    secrets = {unused, used, sign_in_by(world, used).token, PASSWORD}
    with world.kit.reading() as db:
        everything = [
            str(row._mapping)
            for table in Base.metadata.sorted_tables
            for row in db.execute(text(f"SELECT * FROM {table.name}"))
        ]
        assert db.scalar(select(func.count()).select_from(Link)) == 2
        assert db.scalar(select(func.count()).select_from(Event)) == 1
    leaks = [row for row in everything for secret in secrets if secret in row]
    assert leaks == []
