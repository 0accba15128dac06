"""Probes, metrics, request ids and headers, as operators and browsers get them."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from server.app import create_app
from server.http.headers import inline_scripts
from server.http.pages import DIST
from server.settings.settings import Settings
from smarthands.model import Delivery
from smarthands.upkeep import deliveries
from storage.database import open_database, open_sessions
from tests.builders.jobs import open_job, photo
from tests.builders.site import Site, jobs_path
from tests.builders.world import World

METRICS = {"Authorization": "Bearer the-token-of-these-tests"}


def test_metrics_need_the_token(site: Site) -> None:
    ada = site.signed_in("Ada")
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer \xff"}):
        assert ada.get("/metrics", headers=headers).code == "not_found"


def test_without_a_token_in_the_settings_metrics_are_closed(world: World, tmp_path: Path) -> None:
    environ = {"SMARTHANDS_DATA": str(tmp_path)}
    site = Site(create_app(Settings.from_environment(environ)), world)
    for token in ("", "None", "null"):
        answer = site.somebody().get("/metrics", headers={"Authorization": f"Bearer {token}"})
        assert answer.code == "not_found"


def test_metrics_name_routes_and_never_ids(site: Site) -> None:
    job_id = open_job(site.world, site.world.tess)
    site.signed_in("Tess").get(jobs_path(job_id))
    site.somebody().get(f"/api/shares/{'A' * 43}")
    site.somebody().get("/wp-login.php")

    answer = site.somebody().get("/metrics", headers=METRICS)

    text = answer.data.decode()
    assert answer.status == 200
    assert 'route="/api/jobs/<uuid:job_id>",status="200"' in text
    assert 'route="/api/shares/<token>",status="404"' in text
    assert 'route="unknown",status="404"' in text
    for secret in (str(job_id), "A" * 43, "wp-login", "Tess"):
        assert secret not in text


def test_metrics_count_what_was_given_up_even_while_the_database_is_away(site: Site) -> None:
    world = site.world
    photo(world, world.tess, open_job(world, world.tess))
    given_up = "smarthands_deliveries_given_up"
    assert f"{given_up} 0.0" in site.somebody().get("/metrics", headers=METRICS).data.decode()
    with world.kit.transaction() as tx:
        tx.db.execute(update(Delivery).values(state="failed"))
    assert f"{given_up} 1.0" in site.somebody().get("/metrics", headers=METRICS).data.decode()
    away = open_sessions(open_database("postgresql://nobody@127.0.0.1:1/nothing"))
    world.kit = replace(world.kit, sessions=away)
    answer = Site(site.app, world).somebody().get("/metrics", headers=METRICS)
    assert (answer.status, f"{given_up} NaN" in answer.data.decode()) == (200, True)


def test_each_answer_has_a_request_id_of_ours(site: Site) -> None:
    forged = {"X-Request-ID": "forged-by-mallory"}
    answer = site.somebody().get("/api/jobs", headers=forged)
    assert answer.headers["X-Request-ID"] == answer.body["request_id"]
    assert answer.headers["X-Request-ID"] != "forged-by-mallory"
    assert site.somebody().get("/healthz").headers["X-Request-ID"] != answer.body["request_id"]


def test_a_trusted_proxy_may_name_the_request_within_bounds(world: World, tmp_path: Path) -> None:
    environ = {"SMARTHANDS_DATA": str(tmp_path), "SMARTHANDS_TRUSTED_PROXIES": "1"}
    site = Site(create_app(Settings.from_environment(environ)), world)
    for ids, believed in (("a1b2c3d4e5", True), ("x" * 65, False), ("<script>alert", False)):
        answer = site.somebody().get("/api/jobs", headers={"X-Request-ID": ids})
        assert (answer.body["request_id"] == ids) is believed


def test_healthz_says_that_the_process_answers(site: Site) -> None:
    assert site.somebody().get("/healthz").body == {"ok": True}


def test_readyz_says_what_is_missing(site: Site) -> None:
    nobody = site.somebody()
    answer = nobody.get("/readyz")
    assert (answer.status, answer.body["ok"], answer.body["worker"]) == (503, False, False)

    deliveries.beat(site.world.kit, "worker/1")
    assert nobody.get("/readyz").body == {
        "ok": True,
        "database": True,
        "objects": True,
        "worker": True,
        "confined": True,
    }

    site.world.memory.away = True
    answer = nobody.get("/readyz")
    assert (answer.status, answer.body["objects"], answer.body["worker"]) == (503, False, True)

    site.world.clock.pass_by(seconds=16)  # This worker does not beat any more.
    assert nobody.get("/readyz").body["worker"] is False


PATHS = ["/api/jobs", "/api/config", "/healthz", "/nothing", f"/in/{'A' * 43}"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_security_headers(site: Site, path: str) -> None:
    headers = site.somebody().get(path).headers
    policy = headers["Content-Security-Policy"]
    [scripts] = [each for each in policy.split("; ") if each.startswith("script-src ")]
    # The second half has our own headers and those of the shell itself.
    assert re.fullmatch(r"script-src 'self'( 'sha256-[A-Za-z0-9+/]{43}=')*", scripts)
    for words in (
        "default-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ):
        assert words in policy.split("; ")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert "Server" not in headers


def test_no_answer_of_the_api_is_cached(site: Site) -> None:
    for path in ("/api/jobs", "/api/config", "/api/nothing"):
        assert site.signed_in("Dan").get(path).headers["Cache-Control"] == "no-store"


def test_a_long_answer_is_compressed_for_clients_that_accept_it(site: Site) -> None:
    whole = site.somebody().get("/api/openapi.json")
    small = site.somebody().get("/api/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert gzip.decompress(small.data) == whole.data
    assert len(small.data) * 5 < len(whole.data)


@pytest.mark.skipif(not DIST.exists(), reason="the pages are not built: make setup")
def test_what_a_page_loads_carries_no_policy_of_a_page_and_is_still_taken_for_what_it_is(
    site: Site,
) -> None:
    nobody = site.somebody()
    [script] = re.findall(rb'src="(/assets/index-[^"]+)"', nobody.get("/").data)
    headers = nobody.get(script.decode()).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Content-Security-Policy" not in headers
    assert "Content-Security-Policy" in nobody.get("/assets/nothing.js").headers


@pytest.mark.skipif(not DIST.exists(), reason="the pages are not built: make setup")
def test_pages_are_revalidated_and_assets_are_cached_for_good(site: Site) -> None:
    assert site.somebody().get("/jobs").headers["Cache-Control"] == "no-cache"
    asset = next(DIST.glob("assets/*.js")).name
    answer = site.somebody().get(f"/assets/{asset}")
    assert answer.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


@pytest.mark.skipif(not DIST.exists(), reason="the pages are not built: make setup")
def test_the_service_worker_is_asked_for_anew_and_has_the_pages_policy(site: Site) -> None:
    nobody = site.somebody()
    answer = nobody.get("/sw.js")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    # It lies at the root, so that its scope needs no permission.
    assert "Service-Worker-Allowed" not in answer.headers
    policy = "Content-Security-Policy"
    assert answer.headers[policy] == nobody.get("/").headers[policy]
    small = nobody.get("/sw.js", headers={"Accept-Encoding": "br"})
    assert small.headers["Content-Encoding"] == "br"
    listed = re.findall(rb'"/(assets/[^"]+)"', answer.data)
    assert [name for name in listed if not (DIST / name.decode()).is_file()] == []
    assert len(listed) > 20


@pytest.mark.skipif(not DIST.exists(), reason="the pages are not built: make setup")
def test_the_code_of_the_service_worker_is_small(site: Site) -> None:
    """Every visit asks for it; what it lists is as long as the build has files."""
    code = re.sub(rb"^const SHELL=.*?};", b"", site.somebody().get("/sw.js").data)
    assert len(gzip.compress(code, 9)) < 2000


def test_an_internal_error_does_not_reveal_its_reason(site: Site) -> None:
    """The log has the reason, for example a missing table; the caller gets the request's id."""
    with site.world.engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE jobs RENAME TO lost_jobs")
    answer = site.signed_in("Dan").get("/api/jobs")
    assert (answer.status, answer.code) == (500, "internal")
    assert "lost" not in answer.data.decode()
    assert "sqlite" not in answer.data.decode().lower()
    assert answer.body["request_id"] == answer.headers["X-Request-ID"]


def test_a_script_in_the_shell_is_allowed_by_its_hash_alone(tmp_path: Path) -> None:
    shell = tmp_path / "index.html"
    assert inline_scripts(shell) == []
    shell.write_text("<head><script>alert(1)</script><script src='/a.js'></script></head>")
    # printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    assert inline_scripts(shell) == ["'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"]
