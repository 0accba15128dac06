"""A sign-in link works once and survives its previews, and a login that is ended ends at once."""

from datetime import timedelta

import pytest

from server.http.pages import DIST
from smarthands.people import people
from tests.builders.jobs import open_job
from tests.builders.people import named
from tests.builders.site import Site, jobs_path, link, token_in
from tests.http.signing_in import OURS, cookie_of, sign_in


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_preview_does_not_use_a_sign_in_link_up(site: Site, method: str) -> None:
    token = token_in(link(site.world, "Tess").url)
    for path in (f"/in/{token}", f"/api/links/{token}"):
        for _ in range(3):
            site.somebody().call(method, path)
    assert sign_in(site.somebody(), token).status == 201


def test_a_link_names_its_person_and_works_once(site: Site) -> None:
    token = token_in(link(site.world, "Tess").url)
    answer = site.somebody().get(f"/api/links/{token}").body
    assert (answer["name"], answer["organization"], answer["purpose"]) == (
        "Tess",
        "Firm",
        "sign_in",
    )
    assert sign_in(site.somebody(), token).status == 201
    for spent in (sign_in(site.somebody(), token), site.somebody().get(f"/api/links/{token}")):
        assert (spent.status, spent.code) == (410, "gone")
        assert "Ask your dispatcher" in spent.body["detail"]


def test_a_link_ends_after_three_days(site: Site) -> None:
    token = token_in(link(site.world, "Tess").url)
    site.world.clock.pass_by(hours=72)
    assert sign_in(site.somebody(), token).code == "gone"


@pytest.mark.parametrize("kind", ["cookie", "bearer"])
def test_a_login_ends_after_its_lifetime_and_not_before(site: Site, kind: str) -> None:
    token = token_in(link(site.world, "Tess").url)
    body = {"link": token, "bearer": kind == "bearer"}
    answer = site.somebody().post("/api/logins", body, headers=OURS)
    tess = site.somebody()
    if kind == "cookie":
        tess.cookie = cookie_of(answer).value
    else:
        tess.token = answer.body["token"]
    site.world.clock.pass_by(days=14, seconds=-1)
    assert tess.get("/api/logins/current").status == 200
    site.world.clock.pass_by(seconds=1)
    assert tess.get("/api/logins/current").code == "signed_out"


def test_signing_out_ends_this_login_and_no_other(site: Site) -> None:
    phone, laptop = site.signed_in("Tess", "cookie"), site.signed_in("Tess")
    answer = phone.delete("/api/logins/current", headers=OURS)
    assert (answer.status, cookie_of(answer).value) == (204, "")
    assert phone.get("/api/jobs").code == "signed_out"
    assert laptop.get("/api/jobs").status == 200


def test_signing_out_everywhere_ends_them_all(site: Site) -> None:
    phone, laptop = site.signed_in("Tess"), site.signed_in("Tess")
    assert laptop.delete("/api/logins").status == 204
    assert {phone.get("/api/jobs").status, laptop.get("/api/jobs").status} == {401}


@pytest.mark.parametrize("verb", ["deactivate", "sign-out", "reset"])
def test_the_next_request_after_an_administrator_ends_the_logins_is_refused(
    site: Site, verb: str
) -> None:
    ada, tess = site.signed_in("Ada"), site.signed_in("Tess")
    open_link = token_in(link(site.world, "Tess").url)
    assert tess.get("/api/jobs").status == 200
    assert ada.post(f"/api/people/{named('Tess')}/{verb}").status == 200
    assert tess.get("/api/jobs").code == "signed_out"
    assert sign_in(site.somebody(), open_link).code == "gone"


def test_a_password_signs_in_and_a_wrong_one_reveals_nothing(site: Site) -> None:
    tess, password = site.signed_in("Tess"), "correct horse battery"
    assert tess.call("PUT", "/api/logins/current/password", {"password": "short"}).code == "invalid"
    tess.call("PUT", "/api/logins/current/password", {"password": password})
    ways = [("Tess@firm.test ", password), ("tess@firm.test", "wrong"), ("no@firm.test", "wrong")]
    answers = [
        site.somebody().post("/api/logins", {"email": email, "password": word}, headers=OURS)
        for email, word in ways
    ]
    assert [answer.status for answer in answers] == [201, 401, 401]
    assert answers[1].body["detail"] == answers[2].body["detail"]


def test_changing_the_password_needs_the_current_one_and_ends_other_logins(site: Site) -> None:
    tess, lost, path = (
        site.signed_in("Tess"),
        site.signed_in("Tess"),
        "/api/logins/current/password",
    )
    tess.token = tess.call("PUT", path, {"password": "correct horse battery"}).body["token"]
    assert lost.get("/api/jobs").code == "signed_out"
    answer = tess.call("PUT", path, {"password": "another horse battery", "current": "guess it"})
    assert list(answer.body["fields"]) == ["current"]
    body = {"password": "another horse battery", "current": "correct horse battery"}
    assert tess.call("PUT", path, body).status == 200


@pytest.mark.parametrize(
    "authorization", ["Bearer", "Bearer  ", "Bearer \xff\xfe", "Basic dGVzczp4", "Bearer a b", "é"]
)
def test_a_malformed_authorization_header_is_no_login(site: Site, authorization: str) -> None:
    answer = site.somebody().get("/api/jobs", headers={"Authorization": authorization})
    assert answer.code == "signed_out"


def test_a_share_ends_by_time_or_revocation_and_names_whom_to_ask(site: Site) -> None:
    job_id, dan = open_job(site.world), site.signed_in("Dan")
    end = site.world.clock.at + timedelta(days=1)
    shares = [
        dan.post(
            jobs_path(job_id, "shares"),
            {"id": str(named(label)), "label": label, "expires_at": end.isoformat()},
        ).body
        for label in ("Cleo", "her boss")
    ]
    cleo, boss = (f"/api/shares/{token_in(share['url'])}" for share in shares)
    assert site.somebody().get(cleo).status == 200
    dan.post(jobs_path(job_id, "shares", shares[0]["id"], "revoke"), {})
    for path in (cleo, f"{cleo}/events"):
        revoked = site.somebody().get(path)
        assert (revoked.status, revoked.code) == (410, "gone")
        assert "taken back. Ask Firm, +49 69 1234" in revoked.body["detail"]
    assert site.somebody().get(boss).status == 200
    site.world.clock.pass_by(days=1)
    assert "has expired. Ask Firm" in site.somebody().get(boss).body["detail"]


def test_a_person_whom_an_administrator_invites_signs_in_by_the_link(site: Site) -> None:
    noor = people.invite(
        site.world.kit,
        site.world.ada,
        id=named("Noor"),
        name="Noor",
        email="noor@firm.test",
        role="technician",
    )
    assert sign_in(site.somebody(), token_in(noor[1].url)).body["person"]["name"] == "Noor"


@pytest.mark.skipif(not DIST.exists(), reason="the pages are not built: make setup")
def test_the_page_of_a_link_does_not_contain_the_link(site: Site) -> None:
    token = token_in(link(site.world, "Tess").url)
    page = site.somebody().get(f"/in/{token}")
    assert page.status == 200
    assert token not in page.data.decode() + str(page.headers)
    assert "Tess" not in page.data.decode()
