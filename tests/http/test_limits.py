"""Guessing is slowed for every kind of secret; a caller with a valid secret still gets in."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from server.app import create_app
from server.settings.settings import Settings
from smarthands.jobs import shares
from tests.builders.jobs import open_job
from tests.builders.sessions import token_of_join
from tests.builders.site import ORIGIN, Answer, Caller, Site, link, token_in
from tests.builders.world import World

UNKNOWN = "A" * 43
Guess = Callable[[Caller], Answer]


def by_password(caller: Caller, email: str = "tess@firm.test", password: str = "guess") -> Answer:
    body = {"email": email, "password": password, "bearer": True}
    return caller.post("/api/logins", body)


def by_link(caller: Caller, token: str = UNKNOWN) -> Answer:
    return caller.post("/api/logins", {"link": token, "bearer": True})


def by_token(caller: Caller) -> Answer:
    return caller.get("/api/jobs", headers={"Authorization": f"Bearer {UNKNOWN}"})


GUESSES: dict[str, tuple[Guess, int]] = {
    "a password of one person": (by_password, 8),
    "a password of anyone": (lambda caller: by_password(caller, f"{uuid4()}@firm.test"), 150),
    "a link to sign in": (by_link, 20),
    "a link to look at": (lambda caller: caller.get(f"/api/links/{UNKNOWN}"), 20),
    "a share": (lambda caller: caller.get(f"/api/shares/{UNKNOWN}"), 20),
    "a share's events": (lambda caller: caller.get(f"/api/shares/{UNKNOWN}/events"), 20),
    "a share's pictures": (
        lambda caller: caller.get(f"/api/shares/{UNKNOWN}/evidence/{uuid4()}/pictures/small"),
        20,
    ),
    "a join link to look at": (lambda caller: caller.get(f"/api/joins/{UNKNOWN}"), 20),
    "a join link to press": (
        lambda caller: caller.post(f"/api/joins/{UNKNOWN}", {"name": "Gus", "bearer": True}),
        20,
    ),
    "a token": (by_token, 60),
}


@pytest.mark.parametrize(("guess", "tries"), GUESSES.values(), ids=GUESSES)
def test_too_many_guesses_at_a_secret_have_to_wait(site: Site, guess: Guess, tries: int) -> None:
    mallory = site.somebody()
    assert {guess(mallory).status for _ in range(tries)} <= {401, 404}
    answer = guess(mallory)
    assert (answer.status, answer.code) == (429, "too_many")
    assert 0 < int(answer.headers["Retry-After"]) <= 300
    assert "Try again in" in answer.body["detail"]


def test_a_neighbour_who_guesses_locks_nobody_out_who_has_a_valid_secret(site: Site) -> None:
    """A whole office may stand behind one address."""
    mallory = site.somebody()
    for guess in (by_link, by_token, GUESSES["a share"][0]):
        while guess(mallory).status != 429:
            pass
    shared = shares.create(
        site.world.kit,
        site.world.dan,
        open_job(site.world),
        id=uuid4(),
        label="Cleo",
        expires_at=site.world.clock.at + timedelta(days=1),
    )
    neighbour = site.somebody(mallory.address)
    assert neighbour.get(f"/api/shares/{token_in(shared['url'])}").status == 200
    invitation = f"/api/joins/{token_of_join(site.world, open_job(site.world))}"
    assert neighbour.get(invitation).status == 200
    assert neighbour.post(invitation, {"name": "Gus", "bearer": True}).status == 201
    token = token_in(link(site.world, "Tess").url)
    assert neighbour.get(f"/api/links/{token}").status == 200
    neighbour.token = by_link(neighbour, token).body["token"]
    assert neighbour.get("/api/jobs").status == 200


def proxied(world: World, folder: Path, proxies: str) -> Site:
    environ = {"SMARTHANDS_DATA": str(folder), "SMARTHANDS_TRUSTED_PROXIES": proxies}
    return Site(create_app(Settings.from_environment(environ)), world)


def guesses_until_refused(site: Site, addresses: Callable[[int], str]) -> int:
    """The number of guesses at a link that pass when each comes from another forged address."""
    mallory = site.somebody("192.0.2.1")
    for number in range(60):
        headers = {"X-Forwarded-For": addresses(number), "Origin": ORIGIN}
        if mallory.post("/api/logins", {"link": UNKNOWN}, headers=headers).status == 429:
            return number
    return 60


def test_without_a_trusted_proxy_a_forged_address_is_ignored(site: Site) -> None:
    assert guesses_until_refused(site, lambda number: f"198.51.100.{number}") == 20


def test_behind_a_trusted_proxy_each_address_is_counted_by_itself(
    world: World, tmp_path: Path
) -> None:
    site = proxied(world, tmp_path, "1")
    assert guesses_until_refused(site, lambda number: f"198.51.100.{number}") == 60


def test_behind_a_trusted_proxy_only_the_address_that_the_proxy_wrote_counts(
    world: World, tmp_path: Path
) -> None:
    site = proxied(world, tmp_path, "1")
    assert guesses_until_refused(site, lambda number: f"198.51.100.{number}, 203.0.113.9") == 20


def test_the_ipv6_addresses_of_one_household_are_counted_together(
    world: World, tmp_path: Path
) -> None:
    site = proxied(world, tmp_path, "1")
    assert guesses_until_refused(site, lambda number: f"2001:db8:1:2::{number:x}") == 20
    assert guesses_until_refused(site, lambda number: f"2001:db8:2:{number:x}::1") == 60


def test_one_address_in_two_notations_is_counted_as_one(world: World, tmp_path: Path) -> None:
    site = proxied(world, tmp_path, "1")
    ways = ("203.0.113.7", "::ffff:203.0.113.7")
    assert guesses_until_refused(site, lambda number: ways[number % 2]) == 20
