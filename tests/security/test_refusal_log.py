"""The log of refusals tells who tried, has no names and no tokens, and is bounded in a flood."""

import argparse
import json
import stat
import tracemalloc
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import socketio
from socketio.exceptions import ConnectionError as NotLetIn

from realtime.sockets.answers import refused
from realtime.sockets.client_sockets import ClientSockets
from realtime.sockets.refusals import Refusals
from server import refusal_log
from server.http.request import context_of
from server.http.request_log import REFUSALS, teller
from server.ops import refusals as command
from server.refusal_log import MOST_KINDS, Refusal, RefusalLog, logged
from server.settings.settings import Settings
from tests.builders.people import NORTHWIND, actor, named
from tests.builders.site import Site
from tests.builders.web_process import running_web_process, shared_world

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
SECRET = "a secret that the log and its reader share"


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(tmp_path: Path, clock: Clock) -> RefusalLog:
    return RefusalLog(tmp_path, SECRET, 30, clock)


def noted(site: Site) -> Counter[Refusal]:
    """What the site's log has counted since the last look."""
    found = context_of(site.app).refusals
    counts, found._counts = found._counts, Counter()
    return counts


def test_each_kind_of_refusal_is_noted_with_its_reason_and_where(site: Site) -> None:
    tess, mallory = site.signed_in("Tess"), site.somebody()
    noted(site)
    for who, path, reason, route in (
        (mallory, "/api/jobs", "signed_out", "GET /api/jobs"),
        (tess, f"/api/jobs/{uuid4()}", "not_found", "GET /api/jobs/<uuid:job_id>"),
        (mallory, "/api/links/none", "not_found", "GET /api/links/<token>"),
        (mallory, "/wp-login.php", "not_found", "GET unknown"),
    ):
        assert who.call("GET", path).code == reason
        [(refusal, times)] = noted(site).items()
        assert (refusal.reason, refusal.route, times) == (reason, route, 1)
        assert refusal.door == "http"
        assert refusal.address


def test_a_role_that_may_not_is_noted_with_the_person(site: Site) -> None:
    eva = site.signed_in("Eva")
    noted(site)
    assert eva.call("GET", f"/api/organizations/{NORTHWIND}/events").code == "forbidden"
    [refusal] = noted(site)
    assert refusal.person == str(named("Eva"))
    assert refusal.route == "GET /api/organizations/<uuid:organization_id>/events"


def test_a_failed_sign_in_is_told_by_digests_alone(site: Site) -> None:
    body = {"email": "tess@brightwater.example", "password": "not her password at all"}
    mallory = site.somebody()
    noted(site)
    for _ in range(3):
        assert mallory.call("POST", "/api/logins", body | {"bearer": True}).status == 401
    [(refusal, times)] = noted(site).items()
    assert times == 3
    assert refusal.claimed == context_of(site.app).refusals.digest(body["email"])
    for told in (*body.values(), mallory.address):
        assert told not in repr(refusal)


def test_what_succeeds_and_what_is_filled_in_wrongly_are_not_noted(site: Site) -> None:
    tess = site.signed_in("Tess")
    noted(site)
    assert tess.call("GET", "/api/jobs").status == 200
    assert tess.call("GET", "/api/jobs?limit=many").status == 422
    assert not noted(site)
    assert "invalid" not in REFUSALS


def test_a_refused_message_of_a_socket_is_noted(log: RefusalLog) -> None:
    class Server:
        def get_environ(self, sid: str) -> dict[str, Any]:
            return {"REMOTE_ADDR": "203.0.113.9"}

    sockets = ClientSockets()
    sockets.add("sid", actor("Tess"))
    told = Refusals(Server(), sockets, teller(log)).from_handler
    no_job, gone = refused("not_found", "There is no such job."), refused("gone", "It has gone.")
    assert told("follow", lambda sid, payload: no_job)("sid", {}) is no_job
    assert told("follow", lambda sid, payload: {"ok": True})("sid", {}) == {"ok": True}
    assert told("signal", lambda sid, payload: gone, frozenset({"gone"}))("sid", {}) is gone
    assert told("signal", lambda sid, payload: None)("sid", {}) is None
    [(refusal, times)] = log._counts.items()
    assert refusal == Refusal(
        "not_found", "socket", "follow", str(named("Tess")), None, log.digest("203.0.113.9")
    )
    assert times == 1


def test_a_flood_is_counted_and_neither_fills_the_memory_nor_the_disk(
    log: RefusalLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(20_000):
        address = f"2001:db8:{number >> 8:x}:{number & 255:x}::1"
        log.note("signed_out", "http", address=address, route=f"GET /{number}")
    assert tracemalloc.get_traced_memory()[0] - before < 1_000_000
    tracemalloc.stop()
    log.flush()
    lines = list(logged(tmp_path, NOON.date()))
    assert sum(line.times for line in lines) == 20_000
    assert len(lines) == MOST_KINDS + 1

    monkeypatch.setattr(refusal_log, "MOST_BYTES", 1)
    size = (tmp_path / "refusals" / "2026-11-29.jsonl").stat().st_size
    for _ in range(50):
        for number in range(MOST_KINDS):
            log.note("signed_out", "http", address=f"10.0.0.{number}", route="GET /")
        log.flush()
    # From then on there are counts by reason, a line every ten minutes.
    assert (tmp_path / "refusals" / "2026-11-29.jsonl").stat().st_size - size < 300
    monkeypatch.setattr(log, "_crowded_until", 0.0)
    log.flush()
    total = sum(line.times for line in logged(tmp_path, NOON.date()))
    assert total == 20_000 + 50 * MOST_KINDS


def test_the_files_are_its_owners_alone_and_live_as_long_as_they_may(
    log: RefusalLog, tmp_path: Path, clock: Clock
) -> None:
    for day in range(35):
        clock.now = NOON + timedelta(days=day)
        log.note("forbidden", "http", address="203.0.113.9")
        log.flush()
    folder = tmp_path / "refusals"
    log.forget()
    kept = sorted(path.stem for path in folder.iterdir())
    assert kept[0] == str((clock.now - timedelta(days=30)).date())
    assert len(kept) == 31
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_disk_that_takes_nothing_costs_the_log_and_no_request(
    tmp_path: Path, clock: Clock
) -> None:
    (tmp_path / "refusals").write_text("a file where the folder should be")
    log = RefusalLog(tmp_path, SECRET, 30, clock)
    log.note("forbidden", "http", address="203.0.113.9")
    log.flush()
    assert not list(logged(tmp_path, date(2026, 11, 29)))


def test_an_administrator_reads_it_and_finds_an_address_by_its_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"SMARTHANDS_DATA": str(tmp_path), "SMARTHANDS_SECRET": SECRET}
    settings = Settings.from_environment(environ)
    log = RefusalLog(tmp_path, settings.secret, 30, lambda: datetime.now(UTC))
    for address, times in (("203.0.113.9", 5), ("198.51.100.7", 2)):
        for _ in range(times):
            log.note("signed_out", "http", address=address, route="POST /api/logins", claimed="T@x")
    log.flush()
    shown = shown_by(settings)
    assert "signed_out: 7" in shown
    assert "203.0.113.9" not in shown
    assert "t@x" not in shown.lower()
    assert "signed_out: 5" in shown_by(settings, "--address", "203.0.113.9")
    assert "signed_out: 7" in shown_by(settings, "--name", "t@X")
    assert shown_by(settings, "--reason", "too_many").endswith("nobody")
    # Without the server's secret a digest says nothing: not even that it is of this address.
    stranger = RefusalLog(tmp_path, "another secret", 30, lambda: datetime.now(UTC))
    assert stranger.digest("203.0.113.9") != log.digest("203.0.113.9")


def shown_by(settings: Settings, *words: str) -> str:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return "\n".join(command.lines(settings, parser.parse_args(words)))


def test_a_line_that_was_cut_is_left_out(log: RefusalLog, tmp_path: Path) -> None:
    log.note("forbidden", "http", address="203.0.113.9")
    log.flush()
    path = tmp_path / "refusals" / "2026-11-29.jsonl"
    whole = path.read_text()
    path.write_text(whole + whole[:20] + "\n" + json.dumps({"at": "x"}) + "\n" + whole)
    assert len(list(logged(tmp_path, NOON.date()))) == 2


def test_a_running_house_writes_it_before_it_ends(sqlite_template: Path, tmp_path: Path) -> None:
    shared_world(sqlite_template, tmp_path)
    with running_web_process(tmp_path) as web:
        assert web.ask("GET", "/api/jobs", token="nobody's token")[0] == 401
        page = socketio.SimpleClient()
        with pytest.raises(NotLetIn):
            page.connect(web.url, auth={"token": "nobody's token"}, transports=["websocket"])
    refusals = [line.refusal for line in logged(tmp_path, datetime.now(UTC).date())]
    assert ("http", "GET /api/jobs") in {(each.door, each.route) for each in refusals}
    assert ("socket", "connect") in {(each.door, each.route) for each in refusals}
    assert {each.reason for each in refusals} == {"signed_out"}
    assert "nobody" not in "".join(map(str, refusals))
