"""A login's cookie stays with our own pages, and another site can neither use nor set it."""

from typing import Any

import pytest

from server.app import create_app
from server.auth.known_devices import COOKIE as DEVICE_COOKIE
from server.auth.socket_auth import authenticator
from server.http.cookies import COOKIE
from server.http.request import context_of
from server.settings.settings import Settings
from smarthands.errors import Problem
from tests.builders.jobs import open_job
from tests.builders.site import ORIGIN, Site, jobs_path, link, login, token_in
from tests.builders.world import World
from tests.http.signing_in import OURS, cookie_of, sign_in

FOREIGN = {
    "no Origin": {},
    "another site": {"Origin": "https://evil.test"},
    "a site named like ours": {"Origin": ORIGIN + ".evil.test"},
    "another port": {"Origin": "http://localhost:8001"},
    "null": {"Origin": "null"},
    "ours by its Referer alone": {"Referer": ORIGIN + "/"},
}


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
    for name in (f"__Host-{COOKIE}", f"__Host-{DEVICE_COOKIE}"):
        cookie = cookie_of(answer, name)
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert len(answer.headers.getlist("Set-Cookie")) == 2
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
