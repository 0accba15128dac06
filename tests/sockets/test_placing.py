"""The placing of several calls that begin at once, and of sessions whose nodes fail."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

from tests.builders.jobs import open_job
from tests.builders.load import slack
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.fake_nodes import FakeNode, fake_node, goes, node_in
from tests.sockets.page import Page, page, seated

WAITS = 3.5
"""The seconds that a page waits for a node, at the most."""


@contextmanager
def nodes(web: WebProcess, number: int) -> Iterator[list[FakeNode]]:
    """Fake nodes that have sent their first load report."""
    with ExitStack() as stack:
        fakes = [stack.enter_context(fake_node(web)) for _ in range(number)]
        for node in fakes:
            node.tell()
        time.sleep(0.2)
        yield fakes


def eventually(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + 5
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def call(web: WebProcess, world: World, stack: ExitStack) -> Page:
    """The page of Tess in a session of its own."""
    tess = stack.enter_context(page(web, world, "Tess"))
    session = seated(world, open_job(world, world.tess))
    assert tess.enter(session)["ok"]
    return tess


def test_calls_that_begin_together_are_spread(web: WebProcess, shared: World) -> None:
    """The calls are spread before any of them shows in a node's load report."""
    with nodes(web, 2) as (one, other), ExitStack() as stack:
        pages = [call(web, shared, stack) for _ in range(6)]
        assert all(goes(tess, "node") for tess in pages)
        one.tell(sessions=0)
        other.tell(sessions=0)
        assert (len(one.placements), len(other.placements)) == (3, 3)


def test_the_sessions_of_a_draining_node_are_spread(web: WebProcess, shared: World) -> None:
    with nodes(web, 1) as [full], ExitStack() as stack:
        pages = [call(web, shared, stack) for _ in range(4)]
        assert all(goes(tess, "node") for tess in pages)
        with nodes(web, 2) as (one, other):
            full.tell(draining=True)
            assert eventually(lambda: {node_in(tess) for tess in pages} == {one.page, other.page})
            assert (len(one.placements), len(other.placements)) == (2, 2)
            assert full.listener.hears(lambda: len(full.dismissed) == 4)


def test_two_nodes_that_do_not_enter_are_not_waited_for_one_after_the_other(
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
        time.sleep(0.5)
        assert [len(node.placements) for node in deaf] == [1, 1]
        # A node that comes late is accepted all the same.
        assert deaf[0].enter(session)["ok"]
        assert goes(tess, "node")


def test_a_session_connects_directly_when_the_successor_of_a_dead_node_does_not_enter(
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
        assert (dies.placements, deaf.placements) == ([str(session)], [str(session)])


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
            assert eventually(lambda: dies.placements == [str(session)])
            dies.listener.client.disconnect()
            assert tess.listener.hears(lambda: node_in(tess) == free.page)
            assert "direct" not in [topology["path"] for topology in tess.received["topology"]]


def test_a_strained_node_keeps_its_session_when_the_successor_does_not_enter(
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
            assert deaf.placements == [str(session)]
            assert node_in(tess) == strained.page
            assert strained.dismissed == []


def test_a_session_without_pages_gets_no_node(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with page(web, shared, "Tess") as tess:
        assert tess.enter(session)["ok"]
        assert goes(tess, "direct")
    with nodes(web, 1) as [node]:
        assert node.placements == []
        with page(web, shared, "Tess") as tess:
            assert tess.enter(session)["ok"]
            assert goes(tess, "node")


def test_a_node_whose_old_socket_hangs_keeps_its_session_over_the_new_one(
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
            assert before.listener.ends()
            time.sleep(1.5)
            assert tess.topology["path"] == "node"
            assert {topology["path"] for topology in tess.received["topology"]} <= {
                "waiting",
                "node",
            }
            seat = {"participant": tess.topology["connect"][0]["participant"], "page": again.page}
            assert "error" not in (tess.signal(session, seat, "lost", {"leg": "leg-1"}) or {})


def test_a_session_that_ends_while_a_node_enters_keeps_no_node(
    web: WebProcess, shared: World
) -> None:
    """The node is refused or dismissed, whichever comes first."""
    from smarthands.sessions import calls

    with fake_node(web) as node:
        node.tell()
        for _ in range(8):
            job = open_job(shared, shared.tess)
            session = seated(shared, job)
            node.listener.client.emit("enter", {"session": str(session), "page": node.page})
            calls.end(shared.kit, shared.eva, job, session)
            assert node.enter(session)["error"]["code"] == "conflict"
