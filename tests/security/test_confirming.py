"""Changing one's own email asks for the password again, unless it was given a short time ago."""

import pytest

from smarthands.model import Person
from tests.builders.kits import PASSWORDS
from tests.builders.people import named
from tests.builders.site import Answer, Caller, Site, link, token_in

PASSWORD = "correct horse battery"
CONFIRM = "/api/logins/current/confirm"


@pytest.fixture(params=["Tess", "Ada"])
def name(request: pytest.FixtureRequest, site: Site) -> str:
    who = str(request.param)
    with site.world.kit.transaction() as tx:
        tx.db.get_one(Person, named(who)).password_hash = PASSWORDS.hash(PASSWORD)
    return who


def change_email(caller: Caller, name: str, email: str = "new@firm.test") -> Answer:
    return caller.patch(f"/api/people/{named(name)}", {"email": email})


def test_a_device_that_somebody_picked_up_can_not_take_the_account_away(
    site: Site, name: str
) -> None:
    caller = site.signed_in(name)
    refused = change_email(caller, name)
    assert (refused.status, refused.code) == (403, "unconfirmed")
    assert caller.post(CONFIRM, {"current": "a wrong guess"}).body["fields"].keys() == {"current"}
    assert change_email(caller, name).code == "unconfirmed"
    # Her name is no way in.
    assert caller.patch(f"/api/people/{named(name)}", {"name": "T"}).status == 200


def test_a_confirmation_holds_ten_minutes_on_this_device_alone(site: Site, name: str) -> None:
    caller, other = site.signed_in(name), site.signed_in(name)
    assert caller.post(CONFIRM, {"current": PASSWORD}).status == 204
    assert change_email(other, name).code == "unconfirmed"
    site.world.clock.pass_by(minutes=10, seconds=-1)
    assert change_email(caller, name).body["email"] == "new@firm.test"
    site.world.clock.pass_by(seconds=1)
    assert change_email(caller, name, "other@firm.test").code == "unconfirmed"


def test_a_fresh_sign_in_is_a_confirmation(site: Site, name: str) -> None:
    caller = site.somebody()
    body = {"email": f"{name}@firm.test", "password": PASSWORD, "bearer": True}
    caller.token = caller.post("/api/logins", body).body["token"]
    assert change_email(caller, name).status == 200


def test_who_has_no_password_has_nothing_to_give(site: Site) -> None:
    caller = site.somebody()
    token = token_in(link(site.world, "Theo").url)
    caller.token = caller.post("/api/logins", {"link": token, "bearer": True}).body["token"]
    site.world.clock.pass_by(hours=1)
    assert change_email(caller, "Theo").status == 200


def test_an_administrator_changes_the_email_of_others_without(site: Site) -> None:
    assert change_email(site.signed_in("Ada"), "Theo").status == 200


def test_guessing_at_the_password_is_limited_and_locks_no_other_device_out(
    site: Site, name: str
) -> None:
    stolen, own = site.signed_in(name), site.signed_in(name)
    statuses = [stolen.post(CONFIRM, {"current": "a guess"}).status for _ in range(9)]
    assert statuses == [*[422] * 8, 429]
    assert own.post(CONFIRM, {"current": PASSWORD}).status == 204


def test_a_taken_email_and_another_persons_are_refused(site: Site, name: str) -> None:
    caller = site.signed_in(name)
    caller.post(CONFIRM, {"current": PASSWORD})
    assert list(change_email(caller, name, "theo@firm.test").body["fields"]) == ["email"]
    assert change_email(site.signed_in("Theo"), name).status == 404
