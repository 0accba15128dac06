"""Sign-in: cookies stay ours, opening a link does not use it up, and logins end at once."""

from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest

from server.app import create_app
from server.auth.socket_auth import authenticator
from server.http.cookies import COOKIE
from server.http.pages import DIST
from server.http.request import context_of
from server.settings.settings import Settings
from smarthands.errors import Problem
from smarthands.people import people
from tests.builders.jobs import open_job
from tests.builders.people import named
from tests.builders.site import ORIGIN, Answer, Caller, Site, jobs_path, link, login, token_in
from tests.builders.world import World

OURS = {"Origin": ORIGIN}
FOREIGN = {
    "no Origin": {},
    "another site": {"Origin": "https://evil.test"},
    "a site named like ours": {"Origin": ORIGIN + ".evil.test"},
    "another port": {"Origin": "http://localhost:8001"},
    "null": {"Origin": "null"},
    "ours by its Referer alone": {"Referer": ORIGIN + "/"},
}


def sign_in(caller: Caller, token: str, **options: Any) -> Answer:
    return caller.post("/api/logins", {"link": token}, **{"headers": OURS, **options})


def cookie_of(answer: Answer) -> Any:
    return SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]


def test_a_link_gives_a_cookie_that_scripts_and_other_sites_do_not_get(site: Site) -> None:
    answer = sign_in(site.somebody(), token_in(link(site.world, "Tess").url))
    cookie = cookie_of(answer)
    assert (answer.status, answer.body["person"]["name"]) == (201, "Tess")
    assert "token" not in answer.body
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == str(14 * 24 * 3600)
    # A browser would drop a secure cookie over plain HTTP on this machine.
    assert not cookie["secure"]
    assert not cookie["domain"]


def test_over_https_the_cookie_is_secure_and_browsers_are_told_to_stay_there(
    world: World, tmp_path: Any
) -> None:
    url = "https://help.firm.test"
    app = create_app(
        Settings.from_environment({"SMARTHANDS_DATA": str(tmp_path), "SMARTHANDS_URL": url})
    )
    site = Site(app, world)
    token = token_in(link(world, "Tess").url)
    answer = sign_in(site.somebody(), token, headers={"Origin": url})
    cookies = SimpleCookie(answer.headers["Set-Cookie"])
    cookie = cookies[f"__Host-{COOKIE}"]
    assert (list(cookies), cookie["secure"], cookie["path"], cookie["domain"]) == (
        [f"__Host-{COOKIE}"],
        True,
        "/",
        "",
    )
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_over_https_a_cookie_that_a_neighbouring_host_could_set_is_ignored(
    world: World, tmp_path: Any
) -> None:
    url = "https://help.firm.test"
    environ = {"SMARTHANDS_DATA": str(tmp_path), "SMARTHANDS_URL": url}
    site = Site(create_app(Settings.from_environment(environ)), world)
    socket, token = authenticator(context_of(site.app)), login(world, "Tess", "cookie")
    browser = site.app.test_client()

    browser.set_cookie(COOKIE, token)
    assert browser.get("/api/logins/current").status_code == 401
    with pytest.raises(Problem) as problem:
        socket({"HTTP_ORIGIN": url, "HTTP_COOKIE": f"{COOKIE}={token}"}, None)
    assert problem.value.code == "signed_out"

    browser.set_cookie(f"__Host-{COOKIE}", token)
    assert browser.get("/api/logins/current").status_code == 200
    environ = {"HTTP_ORIGIN": url, "HTTP_COOKIE": f"__Host-{COOKIE}={token}"}
    assert socket(environ, None).name == world.tess.name

    answer = browser.delete("/api/logins/current", headers={"Origin": url})
    assert answer.headers["Set-Cookie"].startswith(f"__Host-{COOKIE}=;")


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_a_cookie_alone_writes_nothing_for_another_site(
    site: Site, headers: dict[str, str]
) -> None:
    dan, job_id = site.signed_in("Dan", "cookie"), open_job(site.world)
    for method, path in (
        ("PATCH", jobs_path(job_id)),
        ("POST", jobs_path(job_id, "cancel")),
        ("DELETE", "/api/logins"),
    ):
        answer = dan.call(method, path, {}, headers=headers)
        assert (answer.status, answer.code) == (403, "foreign_origin")
    assert dan.get(jobs_path(job_id), headers=headers).body["job"]["state"] == "open"


def test_a_cookie_from_our_own_page_writes(site: Site) -> None:
    dan, job_id = site.signed_in("Dan", "cookie"), open_job(site.world)
    answer = dan.patch(jobs_path(job_id), {"title": "Fan loud"}, headers=OURS)
    assert answer.body["title"] == "Fan loud"


def test_a_bearer_token_needs_no_origin(site: Site) -> None:
    dan, job_id = site.signed_in("Dan"), open_job(site.world)
    assert dan.patch(jobs_path(job_id), {"title": "Fan loud"}).status == 200


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_another_site_signs_nobody_in_by_cookie(site: Site, headers: dict[str, str]) -> None:
    """Another site could otherwise sign Tess in as Mallory, and read what she then writes."""
    token = token_in(link(site.world, "Tess").url)
    assert sign_in(site.somebody(), token, headers=headers).code == "foreign_origin"
    assert sign_in(site.somebody(), token).status == 201


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
    tess.call("PUT", path, {"password": "correct horse battery"})
    assert lost.get("/api/jobs").code == "signed_out"
    answer = tess.call("PUT", path, {"password": "another horse battery", "current": "guess it"})
    assert list(answer.body["fields"]) == ["current"]
    body = {"password": "another horse battery", "current": "correct horse battery"}
    assert tess.call("PUT", path, body).status == 204


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
        assert "taken back. Ask Firm +49 69 1234" in revoked.body["detail"]
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
