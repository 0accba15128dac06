"""The STUN and TURN servers that Tess's phone tries before a call, and that nobody else learns
of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from realtime.media.transport.stun import FRAGMENT, PASSWORD
from server.app import create_app
from server.http.request import context_of
from server.settings.settings import Settings
from tests.builders.jobs import open_job
from tests.builders.sessions import live_session
from tests.builders.site import Site, jobs_path
from tests.builders.world import World

SECRET = "north-sea-breeze-17-degrees"


@pytest.fixture
def site(world: World, tmp_path: Path) -> Site:
    environ = {
        "SMARTHANDS_DATA": str(tmp_path),
        "SMARTHANDS_TURN_URLS": "turn:turn.firm.test:3478,turns:turn.firm.test:443?transport=tcp",
        "SMARTHANDS_TURN_SECRET": SECRET,
        "SMARTHANDS_MEDIA_ADDRESSES": "203.0.113.5/10.0.0.5,2001:db8::5",
        "SMARTHANDS_MEDIA_PORTS": "41000-41099",
    }
    return Site(create_app(Settings.from_environment(environ)), world)


def with_nodes(site: Site, count: int) -> Site:
    app = site.app
    app.extensions["smarthands"] = replace(context_of(app), nodes=lambda: count)
    return site


def test_tess_gets_the_echo_server_and_a_turn_credential_of_her_own(site: Site) -> None:
    world = site.world
    servers = with_nodes(site, 1).signed_in("Tess").get("/api/connectivity").body
    assert servers["echo"] == {
        "addresses": ["203.0.113.5", "2001:db8::5"],
        "port": 41_000,
        "fragment": FRAGMENT,
        "password": PASSWORD,
    }
    stun, turn = servers["ice_servers"]
    assert stun == {"urls": ["stun:203.0.113.5:41000", "stun:[2001:db8::5]:41000"]}
    ends, _, who = turn["username"].partition(":")
    assert who == world.tess.id
    assert datetime.fromtimestamp(int(ends), UTC) == world.clock.at + timedelta(hours=1)


def test_without_a_media_node_there_is_no_echo_server(site: Site) -> None:
    servers = with_nodes(site, 0).signed_in("Tess").get("/api/connectivity").body
    assert servers["echo"] is None
    assert [server["urls"][0] for server in servers["ice_servers"]] == ["turn:turn.firm.test:3478"]


def test_a_nodes_own_addresses_behind_nat_and_the_secret_stay_hidden(site: Site) -> None:
    answer = with_nodes(site, 1).signed_in("Eva").get("/api/connectivity")
    assert b"10.0.0.5" not in answer.data
    assert SECRET.encode() not in answer.data


def test_a_client_gets_no_turn_credential(site: Site) -> None:
    answer = with_nodes(site, 1).signed_in("Cleo").get("/api/connectivity")
    assert (answer.status, answer.code) == (403, "forbidden")


def test_a_seat_has_the_echo_server_as_well(site: Site) -> None:
    world = site.world
    job = open_job(world, world.tess)
    path = jobs_path(job, "sessions", live_session(world, job), "join")
    seat = with_nodes(site, 1).signed_in("Tess").post(path, {}).body
    assert seat["ice_servers"][0]["urls"][0] == "stun:203.0.113.5:41000"
    without = with_nodes(site, 0).signed_in("Tess").post(path, {}).body
    assert len(without["ice_servers"]) == 1
