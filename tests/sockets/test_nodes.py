"""Which media node has which session, by nodes that are only sockets."""

import json
import time
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.model import Job
from smarthands.places import places
from smarthands.sessions import calls
from tests.builders.jobs import open_job
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.bare_nodes import TOKEN, fake_node, goes, node_in
from tests.sockets.ear import listening
from tests.sockets.page import page, seated


@pytest.fixture
def job(shared: World) -> UUID:
    return open_job(shared, shared.tess)


def test_the_least_loaded_node_is_asked_in(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with fake_node(web) as busy, fake_node(web) as free, page(web, shared, "Tess") as tess:
        busy.tell(0.6)
        free.tell(0.2)
        time.sleep(0.2)
        assert tess.enter(session)["ok"]
        assert goes(tess, "node")
        assert node_in(tess) == free.page
        assert (busy.asked, free.asked) == ([], [str(session)])
        assert [peer["page"] for peer in tess.topology["connect"]] == [free.page]


def test_a_node_that_has_not_said_how_it_fares_is_asked_nothing(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with fake_node(web) as node, page(web, shared, "Tess") as tess:
        assert tess.enter(session)["ok"]
        assert goes(tess, "direct")
        node.tell()
        assert goes(tess, "node")


def test_a_node_without_room_is_asked_nothing(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with fake_node(web) as node, page(web, shared, "Tess") as tess:
        node.tell(0.9)
        time.sleep(0.2)
        assert tess.enter(session)["ok"]
        assert goes(tess, "direct")
        assert node.asked == []


def test_a_site_whose_video_stays_off_our_node_is_left_to_itself(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with shared.kit.reading() as db:
        site = db.get_one(Job, job).site_id
    places.edit_site(shared.kit, shared.dan, site, video_path="direct")
    try:
        with fake_node(web) as node, page(web, shared, "Tess") as tess:
            node.tell()
            time.sleep(0.2)
            assert tess.enter(session)["ok"]
            assert goes(tess, "direct")
            assert node.enter(session)["error"]["code"] == "conflict"
            node.tell()
            assert node.asked == []
    finally:
        places.edit_site(shared.kit, shared.dan, site, video_path="node")


def test_one_that_does_not_come_is_given_up_for_another(
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
            assert tess.ear.hears(lambda: node_in(tess) == second.page)
            assert first.ear.hears(lambda: bool(first.dismissed))
            assert first.dismissed == [{"session": str(session), "reason": "moved"}]
            # What it says afterwards goes nowhere.
            seat = {"id": tess.topology["participants"][0]["id"], "page": tess.page}
            said = first.signal(session, seat, "retired", {"leg": "x"})
            assert said["error"]["code"] == "not_found"


def test_a_node_that_hangs_is_noticed(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with fake_node(web) as node, page(web, shared, "Tess") as tess:
        node.tell()
        time.sleep(0.2)
        assert tess.enter(session)["ok"]
        assert goes(tess, "node")
        assert goes(tess, "direct", 10)
        assert not node.ear.connected


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
            known = node_in(tess)
        with fake_node(web, before.name) as again:
            again.page = before.page
            assert again.enter(session)["ok"]
            again.tell()
            time.sleep(1.5)
            assert tess.topology["path"] == "node"
            assert node_in(tess) == known
            assert "direct" not in [told["path"] for told in tess.got["topology"]][2:]


def test_a_node_is_shown_out_of_what_another_has(web: WebProcess, shared: World, job: UUID) -> None:
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
        assert mine.ear.hears(lambda: bool(mine.dismissed))
        with fake_node(web) as late:
            assert late.enter(session)["error"]["code"] == "conflict"


def test_a_page_in_stills_mode_says_so_to_the_node(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with fake_node(web) as node, page(web, shared, "Eva") as eva:
        node.tell()
        time.sleep(0.2)
        said = {"session": str(session), "page": eva.page, "media": "stills"}
        assert eva.ear.send("enter", said)["ok"]
        assert eva.ear.hears(
            lambda: any(
                seat["name"] == "Eva" and seat["media"] == "stills"
                for seat in eva.topology.get("participants", ())
            )
        )
        refused = eva.ear.send("enter", said | {"media": "everything"})
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
def test_who_is_no_node_is_not_let_in(web: WebProcess, auth: dict[str, Any]) -> None:
    with listening(web, auth) as ear:
        assert not ear.connected


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
    ],
    ids=json.dumps,
)
def test_a_load_that_is_none_changes_nothing(
    web: WebProcess, shared: World, job: UUID, load: Any
) -> None:
    session = seated(shared, job)
    with fake_node(web) as node, page(web, shared, "Tess") as tess:
        node.ear.client.emit("load", load)
        time.sleep(0.1)
        assert tess.enter(session)["ok"]
        assert goes(tess, "direct")
        node.tell()
        assert goes(tess, "node")


def test_a_page_that_says_how_it_fares_is_no_node(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with page(web, shared, "Tess") as tess:
        said = {"cpu": 0.0, "packets": 0, "sessions": 0, "draining": False}
        tess.ear.client.emit("load", said)
        assert tess.enter(session)["ok"]
        assert goes(tess, "direct")
