"""Which node is handed what, when several calls begin, and when nodes don't do as they are told."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

import pytest

from tests.builders.jobs import open_job
from tests.builders.load import slack
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.bare_nodes import FakeNode, fake_node, goes, node_in
from tests.sockets.page import Page, page, seated

WAITS = 3.5
"""Seconds that a page waits for a node, at the most."""


@pytest.fixture
def job(shared: World) -> UUID:
    return open_job(shared, shared.tess)


@contextmanager
def nodes(web: WebProcess, number: int) -> Iterator[list[FakeNode]]:
    """Fake nodes that have sent their first load."""
    with ExitStack() as stack:
        made = [stack.enter_context(fake_node(web)) for _ in range(number)]
        for node in made:
            node.tell()
        time.sleep(0.2)
        yield made


def eventually(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + 5
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def call(web: WebProcess, world: World, stack: ExitStack) -> Page:
    """Tess in a session of its own."""
    tess = stack.enter_context(page(web, world, "Tess"))
    session = seated(world, open_job(world, world.tess))
    assert tess.enter(session)["ok"]
    return tess


def test_calls_that_begin_together_are_spread(web: WebProcess, shared: World) -> None:
    """Before any of them shows in what a node says of itself."""
    with nodes(web, 2) as (one, other), ExitStack() as stack:
        pages = [call(web, shared, stack) for _ in range(6)]
        assert all(goes(tess, "node") for tess in pages)
        one.tell(sessions=0)
        other.tell(sessions=0)
        assert (len(one.asked), len(other.asked)) == (3, 3)


def test_a_node_that_drains_spreads_what_it_had(web: WebProcess, shared: World) -> None:
    with nodes(web, 1) as [full], ExitStack() as stack:
        pages = [call(web, shared, stack) for _ in range(4)]
        assert all(goes(tess, "node") for tess in pages)
        with nodes(web, 2) as (one, other):
            full.tell(draining=True)
            assert eventually(lambda: {node_in(tess) for tess in pages} == {one.page, other.page})
            assert (len(one.asked), len(other.asked)) == (2, 2)
            assert full.ear.hears(lambda: len(full.dismissed) == 4)


def test_two_nodes_that_do_not_come_are_not_waited_for_in_turns(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with nodes(web, 2) as deaf, page(web, shared, "Tess") as tess:
        for node in deaf:
            node.willing = False
        began = time.monotonic()
        assert tess.enter(session)["ok"]
        assert goes(tess, "waiting")
        assert goes(tess, "direct", WAITS * slack())
        print(f"after {time.monotonic() - began:.1f} s")
        deaf[0].tell()  # or it would be taken for hanging
        time.sleep(0.5)
        assert [len(node.asked) for node in deaf] == [1, 1]
        # One that comes late is welcome all the same.
        assert deaf[0].enter(session)["ok"]
        assert goes(tess, "node")


def test_a_dead_node_whose_successor_does_not_come_is_let_go(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with page(web, shared, "Tess") as tess, ExitStack() as stack:
        with nodes(web, 1) as [dies]:
            assert tess.enter(session)["ok"]
            assert goes(tess, "node")
            [deaf] = stack.enter_context(nodes(web, 1))
            deaf.willing = False
        assert goes(tess, "direct", WAITS * slack())
        assert (dies.asked, deaf.asked) == ([str(session)], [str(session)])


def test_a_successor_that_dies_is_replaced(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with nodes(web, 1) as [drains], page(web, shared, "Tess") as tess:
        assert tess.enter(session)["ok"]
        assert goes(tess, "node")
        with nodes(web, 1) as [free], fake_node(web) as dies:
            dies.willing = False
            dies.tell(0.0)
            time.sleep(0.2)
            drains.tell(draining=True)
            assert eventually(lambda: dies.asked == [str(session)])
            dies.ear.client.disconnect()
            assert tess.ear.hears(lambda: node_in(tess) == free.page)
            assert "direct" not in [told["path"] for told in tess.got["topology"]]


def test_a_strained_node_whose_successor_does_not_come_goes_on(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with nodes(web, 1) as [strained], page(web, shared, "Tess") as tess:
        assert tess.enter(session)["ok"]
        assert goes(tess, "node")
        with nodes(web, 1) as [deaf]:
            deaf.willing = False
            for _ in range(3):
                strained.tell(0.99)
            time.sleep(2.5)
            assert deaf.asked == [str(session)]
            assert node_in(tess) == strained.page
            assert strained.dismissed == []


def test_nobody_is_asked_into_a_session_without_pages(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with page(web, shared, "Tess") as tess:
        assert tess.enter(session)["ok"]
        assert goes(tess, "direct")
    with nodes(web, 1) as [node]:
        assert node.asked == []
        with page(web, shared, "Tess") as tess:
            assert tess.enter(session)["ok"]
            assert goes(tess, "node")


def test_a_node_whose_old_socket_hangs_has_its_session_by_the_new_one(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with nodes(web, 1) as [before], page(web, shared, "Tess") as tess:
        assert tess.enter(session)["ok"]
        assert goes(tess, "node")
        with fake_node(web, before.name) as again:
            again.page = before.page
            assert again.enter(session)["ok"]
            again.tell()
            assert before.ear.ends()
            time.sleep(1.5)
            assert tess.topology["path"] == "node"
            assert {told["path"] for told in tess.got["topology"]} <= {"waiting", "node"}
            seat = {"participant": tess.topology["connect"][0]["participant"], "page": again.page}
            assert "error" not in (tess.signal(session, seat, "lost", {"leg": "leg-1"}) or {})


def test_a_session_that_ends_while_a_node_enters_keeps_no_node(
    web: WebProcess, shared: World
) -> None:
    """Whatever comes first: the node is refused, or shown out."""
    from smarthands.sessions import calls

    with fake_node(web) as node:
        for _ in range(8):
            node.tell()  # or it would be taken for hanging
            job = open_job(shared, shared.tess)
            session = seated(shared, job)
            node.ear.client.emit("enter", {"session": str(session), "page": node.page})
            calls.end(shared.kit, shared.eva, job, session)
            assert node.enter(session)["error"]["code"] == "conflict"
