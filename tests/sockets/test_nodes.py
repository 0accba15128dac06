"""The placing of sessions on media nodes, by nodes that are only sockets."""

import json
import time
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.model import Job
from smarthands.places import sites
from smarthands.sessions import calls
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.event_listener import listening
from tests.sockets.fake_nodes import TOKEN, fake_node, goes, node_in
from tests.sockets.page import page, seated


def test_a_session_is_placed_on_the_least_loaded_node(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with fake_node(web) as busy, fake_node(web) as free, page(web, shared, "Tess") as tess:
        busy.tell(0.6)
        free.tell(0.2)
        time.sleep(0.2)
        assert tess.enter(session)["ok"]
        assert goes(tess, "node")
        assert node_in(tess) == free.page
        assert (busy.placements, free.placements) == ([], [str(session)])
        assert [peer["page"] for peer in tess.topology["connect"]] == [free.page]


def test_a_node_without_a_load_report_gets_no_session(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with fake_node(web) as node, page(web, shared, "Tess") as tess:
        assert tess.enter(session)["ok"]
        assert goes(tess, "direct")
        node.tell()
        assert goes(tess, "node")


def test_a_node_without_room_gets_no_session(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with fake_node(web) as node, page(web, shared, "Tess") as tess:
        node.tell(0.9)
        time.sleep(0.2)
        assert tess.enter(session)["ok"]
        assert goes(tess, "direct")
        assert node.placements == []


def test_a_site_whose_video_stays_off_our_node_connects_directly(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with shared.kit.reading() as db:
        site = db.get_one(Job, job).site_id
    sites.edit(shared.kit, shared.dan, site, video_path="direct")
    try:
        with fake_node(web) as node, page(web, shared, "Tess") as tess:
            node.tell()
            time.sleep(0.2)
            assert tess.enter(session)["ok"]
            assert goes(tess, "direct")
            assert node.enter(session)["error"]["code"] == "conflict"
            node.tell()
            assert node.placements == []
    finally:
        sites.edit(shared.kit, shared.dan, site, video_path="node")


def test_a_node_that_does_not_enter_is_given_up_for_another(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with fake_node(web) as deaf, fake_node(web) as free, page(web, shared, "Tess") as tess:
        deaf.willing = False
        deaf.tell(0.1)
        free.tell(0.5)
        time.sleep(0.2)
        assert tess.enter(session)["ok"]
        assert goes(tess, "waiting")
        assert goes(tess, "node")
        assert node_in(tess) == free.page


def test_a_strained_node_is_relieved_of_a_session(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with fake_node(web) as first, page(web, shared, "Tess") as tess:
        first.tell(0.1)
        time.sleep(0.2)
        assert tess.enter(session)["ok"]
        assert goes(tess, "node")
        with fake_node(web) as second:
            second.tell(0.1)
            for _ in range(3):
                first.tell(0.99)
            assert tess.listener.hears(lambda: node_in(tess) == second.page)
            assert first.listener.hears(lambda: bool(first.dismissed))
            assert first.dismissed == [{"session": str(session), "reason": "moved"}]
            # Nothing that this node sends afterwards reaches the page.
            seat = {"id": tess.topology["participants"][0]["id"], "page": tess.page}
            answer = first.signal(session, seat, "retired", {"leg": "x"})
            assert answer["error"]["code"] == "not_found"


def test_a_node_that_hangs_is_noticed(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with fake_node(web) as node, page(web, shared, "Tess") as tess:
        node.tell()
        time.sleep(0.2)
        assert tess.enter(session)["ok"]
        assert goes(tess, "node")
        node.hang()
        assert goes(tess, "direct", 10)
        assert not node.listener.connected


def test_a_node_whose_socket_comes_back_at_once_keeps_its_session(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with page(web, shared, "Tess") as tess:
        with fake_node(web) as before:
            before.tell()
            time.sleep(0.2)
            assert tess.enter(session)["ok"]
            assert goes(tess, "node")
            page_of_node = node_in(tess)
        with fake_node(web, before.name) as again:
            again.page = before.page
            assert again.enter(session)["ok"]
            again.tell()
            time.sleep(1.5)
            assert tess.topology["path"] == "node"
            assert node_in(tess) == page_of_node
            assert "direct" not in [topology["path"] for topology in tess.received["topology"]][2:]


def test_a_node_is_dismissed_from_a_session_that_another_node_has(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with fake_node(web) as mine, fake_node(web) as other, page(web, shared, "Tess") as tess:
        mine.tell()
        time.sleep(0.2)
        assert tess.enter(session)["ok"]
        assert goes(tess, "node")
        assert other.enter(session)["error"]["code"] == "conflict"
        assert other.enter(uuid4())["error"]["code"] == "not_found"
        mine.tell()
        calls.end(shared.kit, shared.eva, job, session)
        assert mine.listener.hears(lambda: bool(mine.dismissed))
        with fake_node(web) as late:
            assert late.enter(session)["error"]["code"] == "conflict"


def test_the_topology_tells_the_node_of_a_page_in_stills_mode(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with fake_node(web) as node, page(web, shared, "Eva") as eva:
        node.tell()
        time.sleep(0.2)
        entry = {"session": str(session), "page": eva.page, "media": "stills"}
        assert eva.listener.send("enter", entry)["ok"]
        assert eva.listener.hears(
            lambda: any(
                seat["name"] == "Eva" and seat["media"] == "stills"
                for seat in eva.topology.get("participants", ())
            )
        )
        refused = eva.listener.send("enter", entry | {"media": "everything"})
        assert refused["error"]["code"] == "malformed"


@pytest.mark.parametrize(
    "auth",
    [
        {"service": "not the token of this house", "node": "node-0123456789"},
        {"service": TOKEN, "node": "short"},
        {"service": TOKEN},
        {"service": TOKEN, "node": ["node-0123456789"]},
        {"service": None, "node": "node-0123456789"},
        {"service": TOKEN + "\ud800", "node": "node-0123456789"},
        {"service": "x" * 10_000, "node": "node-0123456789"},
    ],
    ids=["token", "short name", "no name", "list", "null", "surrogate", "long"],
)
def test_a_client_without_the_nodes_token_is_refused(web: WebProcess, auth: dict[str, Any]) -> None:
    with listening(web, auth) as listener:
        assert not listener.connected


@pytest.mark.parametrize(
    "load",
    [
        None,
        [],
        "draining",
        {},
        {"cpu": "0.1", "packets": 0, "sessions": 0, "draining": False},
        {"cpu": True, "packets": 0, "sessions": 0, "draining": False},
        {"cpu": -1, "packets": 0, "sessions": 0, "draining": False},
        {"cpu": 1e308, "packets": 0, "sessions": 0, "draining": False},
        {"cpu": 0.1, "packets": 0.5, "sessions": 0, "draining": False},
        {"cpu": 0.1, "packets": 0, "sessions": -1, "draining": False},
        {"cpu": 0.1, "packets": 0, "sessions": 0, "draining": 1},
        {"cpu": 0.1, "packets": 0, "sessions": 0, "draining": False, "more": 1},
        {"cpu": 0.1, "packets": 0, "sessions": 0, "draining": False, "confined": 1},
    ],
    ids=json.dumps,
)
def test_a_malformed_load_report_changes_nothing(
    web: WebProcess, shared: World, job: UUID, load: Any
) -> None:
    session = seated(shared, job)
    with fake_node(web) as node, page(web, shared, "Tess") as tess:
        node.listener.client.emit("load", load)
        time.sleep(0.1)
        assert tess.enter(session)["ok"]
        assert goes(tess, "direct")
        node.tell()
        assert goes(tess, "node")


def test_a_page_that_reports_a_load_is_no_node(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with page(web, shared, "Tess") as tess:
        load = {"cpu": 0.0, "packets": 0, "sessions": 0, "draining": False}
        tess.listener.client.emit("load", load)
        assert tess.enter(session)["ok"]
        assert goes(tess, "direct")
