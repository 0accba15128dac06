"""A login that came along ends when somebody signs in, and its token when she sets a password."""

from collections.abc import Callable

import pytest

from smarthands.model import Person
from tests.builders.jobs import open_job
from tests.builders.kits import PASSWORDS
from tests.builders.people import named
from tests.builders.sessions import token_of_join
from tests.builders.site import Answer, Caller, Site, link, token_in
from tests.http.signing_in import OURS, cookie_of, sign_in

PASSWORD = "correct horse battery"


def by_link(site: Site, caller: Caller) -> Answer:
    return sign_in(caller, token_in(link(site.world, "Tess").url))


def by_password(site: Site, caller: Caller) -> Answer:
    with site.world.kit.transaction() as tx:
        tx.db.get_one(Person, named("Tess")).password_hash = PASSWORDS.hash(PASSWORD)
    body = {"email": "tess@firm.test", "password": PASSWORD}
    return caller.post("/api/logins", body, headers=OURS)


def by_join(site: Site, caller: Caller) -> Answer:
    token = token_of_join(site.world, open_job(site.world))
    return caller.post(f"/api/joins/{token}", {"name": "Gus"}, headers=OURS)


WAYS = {"link": by_link, "password": by_password, "join link": by_join}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_login_that_came_along_ends_when_somebody_signs_in(
    site: Site, way: Callable[[Site, Caller], Answer]
) -> None:
    """Mallory put her own cookie into the browser, or Theo left his in it."""
    for kind in ("cookie", "bearer"):
        before, other = site.signed_in("Mallory", kind), site.signed_in("Mallory", kind)
        answer = way(site, before)
        assert answer.status == 201
        assert before.get("/api/jobs").code == "signed_out"
        assert other.get("/api/jobs").status == 200
        fresh = Caller(site.app, before.address, cookie=cookie_of(answer).value)
        assert fresh.get("/api/logins/current").body["person"]["id"] != str(named("Mallory"))
        assert site.world.announced.kinds[-1] == "login.ended"


def test_a_sign_in_that_fails_ends_nothing(site: Site) -> None:
    mallory = site.signed_in("Mallory", "cookie")
    assert sign_in(mallory, "x" * 43).status == 404
    assert mallory.get("/api/jobs").status == 200


@pytest.mark.parametrize("kind", ["cookie", "bearer"])
def test_setting_a_password_gives_this_device_a_new_token_and_ends_the_old_one(
    site: Site, kind: str
) -> None:
    tess, other = site.signed_in("Tess", kind), site.signed_in("Tess")
    body = {"password": PASSWORD}
    answer = tess.call("PUT", "/api/logins/current/password", body, headers=OURS)
    assert answer.status == 200
    assert tess.get("/api/jobs").code == "signed_out"
    assert other.get("/api/jobs").code == "signed_out"
    fresh = site.somebody()
    if kind == "cookie":
        assert "token" not in answer.body
        fresh.cookie = cookie_of(answer).value
    else:
        fresh.token = answer.body["token"]
    assert fresh.get("/api/logins/current").status == 200
