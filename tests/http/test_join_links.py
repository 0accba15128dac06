"""A join link: opening it uses nothing up, one guest presses the button, and her login ends with
the link."""

from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.app import create_app
from server.http.cookies import COOKIE
from server.http.pages import DIST
from server.settings.settings import Settings
from tests.builders.jobs import open_job
from tests.builders.sessions import token_of_join
from tests.builders.site import ORIGIN, Answer, Caller, Site, jobs_path, note
from tests.builders.world import World

OURS = {"Origin": ORIGIN}
FOREIGN = {
    "no Origin": {},
    "another site": {"Origin": "https://evil.test"},
    "a site named like ours": {"Origin": ORIGIN + ".evil.test"},
    "null": {"Origin": "null"},
}


@pytest.fixture
def token(site: Site, job: UUID) -> str:
    return token_of_join(site.world, job)


def press(caller: Caller, token: str, name: Any = "Gus", **fields: Any) -> Answer:
    headers = fields.pop("headers", OURS)
    return caller.post(f"/api/joins/{token}", {"name": name, **fields}, headers=headers)


def cookie_of(answer: Answer, name: str = COOKIE) -> Any:
    return SimpleCookie(answer.headers["Set-Cookie"])[name]


def signed_in(site: Site, answer: Answer) -> Caller:
    gus = site.somebody()
    gus.cookie = cookie_of(answer).value
    return gus


def test_a_guest_gets_a_cookie_that_scripts_and_other_sites_do_not_get(
    site: Site, token: str, job: UUID
) -> None:
    answer = press(site.somebody(), token)
    cookie = cookie_of(answer)
    assert (answer.status, answer.body["person"]["role"]) == (201, "guest")
    assert "token" not in answer.body
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == str(8 * 3600)  # The cookie lives as long as the link.
    assert not cookie["domain"]
    # A browser would drop a secure cookie over plain HTTP on this machine.
    assert not cookie["secure"]
    gus = signed_in(site, answer)
    assert [shown["id"] for shown in gus.get("/api/jobs").body["items"]] == [str(job)]
    assert gus.get("/api/logins/current").body["person"]["name"] == "Gus"


def test_over_https_the_cookie_is_secure_and_of_this_host_alone(
    world: World, tmp_path: Any
) -> None:
    url = "https://help.firm.test"
    environ = {"SMARTHANDS_DATA": str(tmp_path), "SMARTHANDS_URL": url}
    site = Site(create_app(Settings.from_environment(environ)), world)
    token = token_of_join(world, open_job(world))
    answer = press(site.somebody(), token, headers={"Origin": url})
    cookie = cookie_of(answer, f"__Host-{COOKIE}")
    assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")
    assert not cookie["domain"]


def test_the_desk_renames_a_guest_who_goes_on_under_the_new_name(
    site: Site, token: str, job: UUID
) -> None:
    gus = signed_in(site, press(site.somebody(), token))
    dan = site.signed_in("Dan")
    [link] = dan.get(jobs_path(job, "joins")).body["items"]
    path = jobs_path(job, f"joins/{link['id']}")
    for name in ("", " \u200b", "x" * 201, "Gus\u202e", 7, None):
        refused = dan.patch(path, {"name": name})
        assert (refused.status, list(refused.body["fields"])) == (422, ["name"])
    own = gus.patch(path, {"name": "Eva Lindqvist"}, headers=OURS)
    assert (own.status, own.code) == (403, "forbidden")
    renamed = dan.patch(path, {"name": "Gustav\u00a0Weber"})
    assert (renamed.status, renamed.body["name"]) == (200, "Gustav Weber")
    assert gus.get("/api/logins/current").body["person"]["name"] == "Gustav Weber"
    written = gus.post(jobs_path(job, "notes"), note(site.world), headers=OURS).body
    assert written["author"]["name"] == "Gustav Weber"
    assert (written["author"]["role"], written["author"]["guest"]) == ("guest", True)


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_another_site_makes_nobody_a_guest(site: Site, token: str, headers: dict[str, str]) -> None:
    answer = press(site.somebody(), token, headers=headers)
    assert (answer.status, answer.code) == (403, "foreign_origin")
    assert "Set-Cookie" not in answer.headers
    assert site.somebody().get(f"/api/joins/{token}").body["taken"] is False


def test_with_her_cookie_another_site_writes_nothing(site: Site, token: str, job: UUID) -> None:
    gus = signed_in(site, press(site.somebody(), token))
    body = {"id": str(uuid4())}
    for headers in FOREIGN.values():
        assert gus.post(jobs_path(job, "sessions"), body, headers=headers).code == "foreign_origin"
    assert gus.post(jobs_path(job, "sessions"), body, headers=OURS).status == 201


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_preview_does_not_use_the_join_link_up(site: Site, token: str, method: str) -> None:
    for path in (f"/j/{token}", f"/api/joins/{token}"):
        for _ in range(3):
            site.somebody().call(method, path)
    assert press(site.somebody(), token).status == 201


@pytest.mark.skipif(not DIST.exists(), reason="the pages are not built: make setup")
def test_the_page_of_a_link_does_not_contain_the_link(site: Site, token: str) -> None:
    page = site.somebody().get(f"/j/{token}")
    assert page.status == 200
    assert token not in page.data.decode() + str(page.headers)
    assert "Gus" not in page.data.decode()


def test_a_join_link_names_its_host_and_whom_to_ask_when_it_has_ended(
    site: Site, token: str, job: UUID
) -> None:
    seen = site.somebody().get(f"/api/joins/{token}").body
    assert (seen["name"], seen["organization"], seen["taken"]) == ("Gus", "Firm", False)
    assert (seen["job_number"], seen["job_title"]) == ("SH-1001", "Core switch, no link")
    assert press(site.somebody(), token).status == 201
    late = press(site.somebody(), token, "Mallory")
    assert (late.status, late.code) == (410, "gone")
    assert "Ask for one of your own" in late.body["detail"]
    other = token_of_join(site.world, job)
    site.world.clock.pass_by(hours=8)
    for spent in (press(site.somebody(), other), site.somebody().get(f"/api/joins/{other}")):
        assert (spent.status, spent.code) == (410, "gone")
        assert "has expired. Ask whoever sent it" in spent.body["detail"]


def test_a_guests_login_ends_with_the_link_and_not_before(site: Site, token: str) -> None:
    gus = signed_in(site, press(site.somebody(), token))
    site.world.clock.pass_by(hours=8, seconds=-1)
    assert gus.get("/api/jobs").status == 200
    site.world.clock.pass_by(seconds=1)
    assert gus.get("/api/jobs").code == "signed_out"


def test_the_next_request_after_the_link_is_revoked_is_refused(
    site: Site, token: str, job: UUID
) -> None:
    gus, dan = signed_in(site, press(site.somebody(), token)), site.signed_in("Dan")
    [join] = dan.get(jobs_path(job, "joins")).body["items"]
    assert dan.post(jobs_path(job, "joins", join["id"], "revoke"), {}).body["revoked_at"]
    assert gus.get(jobs_path(job)).code == "signed_out"
    assert "was taken back" in site.somebody().get(f"/api/joins/{token}").body["detail"]


def test_a_guest_can_not_create_another_way_to_sign_in(site: Site, token: str, job: UUID) -> None:
    gus = signed_in(site, press(site.somebody(), token))
    me = f"/api/people/{gus.get('/api/logins/current').body['person']['id']}"
    new = {"id": str(uuid4()), "expires_at": "2027-01-01T00:00:00Z"}
    for method, path, body in (
        ("PUT", "/api/logins/current/password", {"password": "correct horse battery"}),
        ("PATCH", me, {"email": "gus@evil.test"}),
        ("PATCH", me, {"role": "administrator"}),
        ("POST", jobs_path(job, "joins"), new | {"name": "Gil"}),
        ("POST", jobs_path(job, "shares"), new | {"label": "Gil"}),
    ):
        answer = gus.call(method, path, body, headers=OURS)
        assert (answer.status, answer.code) == (403, "forbidden"), path


NAMES: dict[str, Any] = {
    "nothing": "",
    "spaces": "   ",
    "201 characters": "x" * 201,
    "a bell": "Gus\x07",
    "two lines": "Gus\nAda, administrator",
    "turned around": "suG\u202e",
    "isolated": "Gus\u2066",
    "a number": 5,
    "a list": ["Gus"],
    "null": None,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_that_could_deceive_is_refused_on_both_sides(
    site: Site, token: str, job: UUID, name: Any
) -> None:
    pressed = press(site.somebody(), token, name)
    assert (pressed.code, list(pressed.body["fields"])) == ("invalid", ["name"])
    assert site.somebody().get(f"/api/joins/{token}").body["taken"] is False
    link = site.signed_in("Dan").post(
        jobs_path(job, "joins"),
        {"id": str(uuid4()), "name": name, "expires_at": "2026-03-03T08:00:00Z"},
    )
    assert (link.code, list(link.body["fields"])) == ("invalid", ["name"])


@pytest.mark.parametrize(
    "end", ["2026-03-02T07:59:59Z", "2026-03-02T09:00:00", "9999-12-31T00:00:00Z", "soon", 5, None]
)
def test_a_join_link_without_an_end_in_the_future_is_refused(
    site: Site, job: UUID, end: Any
) -> None:
    body = {"id": str(uuid4()), "name": "Gus", "expires_at": end}
    answer = site.signed_in("Dan").post(jobs_path(job, "joins"), body)
    assert (answer.code, list(answer.body["fields"])) == ("invalid", ["expires_at"])


@pytest.mark.parametrize(
    "fields", [{"bearer": "yes"}, {"bearer": None}, {"role": "expert"}, {"id": "x"}]
)
def test_what_a_guest_may_not_choose_is_refused(
    site: Site, token: str, fields: dict[str, Any]
) -> None:
    answer = press(site.somebody(), token, **fields)
    assert (answer.code, list(answer.body["fields"])) == ("invalid", list(fields))


@pytest.mark.parametrize("odd", ["x", "A" * 43, "x" * 5000, "%00", "%ff", "..%2f..", "%E2%80%AE"])
def test_an_unknown_join_token_is_not_found(site: Site, odd: str) -> None:
    for answer in (press(site.somebody(), odd), site.somebody().get(f"/api/joins/{odd}")):
        assert (answer.status, answer.code) == (404, "not_found")


def test_a_name_that_no_body_has_room_for_is_refused_on_both_sides(
    site: Site, token: str, job: UUID
) -> None:
    name = "x" * 500_000
    assert press(site.somebody(), token, name).status == 413
    assert site.somebody().get(f"/api/joins/{token}").body["taken"] is False
    link = site.signed_in("Dan").post(
        jobs_path(job, "joins"),
        {"id": str(uuid4()), "name": name, "expires_at": "2026-03-03T08:00:00Z"},
    )
    assert link.status == 413
