"""Limits on guessing are nobody's weapon: who guesses waits, and nobody else does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from server.auth.known_devices import COOKIE
from server.auth.password_tries import AT_ONCE
from server.http.rate_limits import LIMITS
from smarthands.model import Person
from tests.builders.kits import PASSWORDS
from tests.builders.people import FIRM, named
from tests.builders.site import Answer, Caller, Site, link, token_in
from tests.builders.world import World
from tests.http.signing_in import OURS, cookie_of, sign_in

PASSWORD = "correct horse battery"
HASHED = PASSWORDS.hash(PASSWORD)
BY_NAME, BY_ADDRESS = LIMITS["name"][0].amount, LIMITS["password"][0].amount
EVERYWHERE, BY_DEVICE = LIMITS["name everywhere"][0].amount, LIMITS["device"][0].amount


@pytest.fixture
def tess(site: Site) -> str:
    """The address of Tess, who has a password."""
    with site.world.kit.transaction() as tx:
        tx.db.get_one(Person, named("Tess")).password_hash = HASHED
    return "tess@firm.test"


def attempt(caller: Caller, email: str, password: str = PASSWORD) -> Answer:
    body = {"email": email, "password": password}
    return caller.post("/api/logins", body, headers=OURS)


def guess_until_refused(caller: Caller, email: str) -> int:
    guesses = 0
    while attempt(caller, email, "a wrong guess").status == 401:
        guesses += 1
    return guesses


def office(world: World, heads: int) -> list[str]:
    emails = [f"head{number}@firm.test" for number in range(heads)]
    with world.kit.transaction() as tx:
        for email in emails:
            person = Person(
                id=uuid4(),
                organization_id=FIRM,
                name=email,
                email=email,
                role="technician",
                password_hash=HASHED,
                created_at=tx.now,
            )
            tx.db.add(person)
    return emails


def test_an_office_of_a_hundred_signs_in_from_one_address(site: Site) -> None:
    """Each of them mistypes once, in the same five minutes."""
    address = site.somebody().address
    for email in office(site.world, 100):
        caller = site.somebody(address)
        assert [attempt(caller, email, "mistyped").status, attempt(caller, email).status] == [
            401,
            201,
        ]


def test_signing_in_is_never_too_often(site: Site, tess: str) -> None:
    caller = site.somebody()
    assert {attempt(caller, tess).status for _ in range(BY_ADDRESS + 1)} == {201}


def test_strangers_at_their_addresses_lock_nobody_out_at_hers(site: Site, tess: str) -> None:
    for _ in range(20):
        assert guess_until_refused(site.somebody(), tess) == BY_NAME
    assert attempt(site.somebody(), tess).status == 201


def test_strangers_at_many_addresses_lock_nobody_out_of_a_device_she_used(
    site: Site, tess: str
) -> None:
    phone, laptop = site.somebody(), site.somebody()
    phone.device = cookie_of(attempt(phone, tess), COOKIE).value
    laptop.device = cookie_of(sign_in(laptop, token_in(link(site.world, "Tess").url)), COOKIE).value
    guesses = 0
    while (tried := guess_until_refused(site.somebody(), tess)) > 0:
        guesses += tried
    assert guesses == EVERYWHERE
    # A device that nobody knows is told the ways that are left, and they are open.
    assert "Sign in by a link" in attempt(site.somebody(), tess).body["detail"]
    assert attempt(phone, tess).status == 201
    assert attempt(laptop, tess).status == 201
    assert sign_in(site.somebody(), token_in(link(site.world, "Tess").url)).status == 201


def test_a_neighbour_who_guesses_at_many_names_locks_no_known_device_out(
    site: Site, tess: str
) -> None:
    phone, mallory = site.somebody(), site.somebody()
    phone.device = cookie_of(attempt(phone, tess), COOKIE).value
    tries = [attempt(mallory, f"{number}@firm.test").status for number in range(BY_ADDRESS + 1)]
    assert tries == [*[401] * BY_ADDRESS, 429]
    phone.address = mallory.address
    assert attempt(phone, tess).status == 201


def test_a_known_device_has_its_own_limit(site: Site, tess: str) -> None:
    phone = site.somebody()
    phone.device = cookie_of(attempt(phone, tess), COOKIE).value
    assert guess_until_refused(phone, tess) == BY_DEVICE
    assert attempt(phone, tess).code == "too_many"


def test_a_device_is_known_for_its_own_people_and_for_half_a_year(site: Site, tess: str) -> None:
    """What isn't known counts as any stranger does, by name and address."""
    phone = site.somebody()
    phone.device = cookie_of(attempt(phone, tess), COOKIE).value
    assert phone.device is not None
    device, mark = phone.device.split(".")
    day, _, rest = device.partition("-")
    forged = (
        f"{device}.{mark[:-1]}{'A' if mark[-1] != 'A' else 'B'}",
        f"{int(day) + 1}-{rest}.{mark}",
        f"{device}x.{mark}",
        device,
        f"-.{mark}",
        "9" * 200,
        "é.ü",
        ".",
    )
    for cookie in forged:
        caller = site.somebody()
        caller.device = cookie
        assert guess_until_refused(caller, tess) == BY_NAME, cookie
    phone.address = site.somebody().address
    assert guess_until_refused(phone, "theo@firm.test") == BY_NAME
    site.world.clock.pass_by(days=181)
    phone.address = site.somebody().address
    assert guess_until_refused(phone, tess) == BY_NAME


def test_a_shared_computer_knows_everybody_who_signed_in_on_it(site: Site) -> None:
    shared, emails = site.somebody(), office(site.world, 5)
    for email in emails:
        shared.device = cookie_of(attempt(shared, email), COOKIE).value
    for email in emails:
        assert guess_until_refused(shared, email) == BY_DEVICE


def test_guesses_that_come_at_once_are_no_more_than_guesses_in_a_row(site: Site, tess: str) -> None:
    mallory = site.somebody()
    with ThreadPoolExecutor(16) as pool:
        answers = pool.map(lambda _: attempt(mallory, tess, "a wrong guess").status, range(48))
        statuses = list(answers)
    assert BY_NAME <= statuses.count(401) < BY_NAME + AT_ONCE
    assert set(statuses) <= {401, 429, 503}


def test_too_short_a_new_password_is_no_wrong_current_one(site: Site, tess: str) -> None:
    phone, path = site.signed_in("Tess"), "/api/logins/current/password"
    for _ in range(LIMITS["current"][0].amount + 1):
        assert phone.call("PUT", path, {"password": "short", "current": PASSWORD}).status == 422
    wrong = {"password": "another horse battery", "current": "a wrong guess"}
    statuses = [phone.call("PUT", path, wrong).status for _ in range(9)]
    assert statuses == [*[422] * 8, 429]
    right = {"password": "another horse battery", "current": PASSWORD}
    assert site.signed_in("Tess").call("PUT", path, right).status == 200


def test_the_sign_in_remembers_failures_for_five_minutes_at_most(site: Site, tess: str) -> None:
    mallory = site.somebody()
    guess_until_refused(mallory, tess)
    wait = int(attempt(mallory, tess).headers["Retry-After"])
    assert timedelta(0) < timedelta(seconds=wait) <= timedelta(minutes=5)
