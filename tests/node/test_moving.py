"""A session moves off a node that drains or dies, and on to one that joins; media goes on."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from uuid import UUID

from smarthands.sessions import calls
from tests.builders.call_pages import CallPage, in_a_call
from tests.builders.load import slack
from tests.builders.nodes import RunningNode, node
from tests.builders.peers import run, until
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.page import seated


def node_of(page: CallPage) -> str | None:
    seats = page.topology["participants"]
    return next((str(seat["id"]) for seat in seats if seat["role"] == "media"), None)


@asynccontextmanager
async def another_node(url: str, folder: Path) -> AsyncIterator[None]:
    """Another node, started in a thread, while media goes on on the loop."""
    with ExitStack() as stack:
        await asyncio.to_thread(stack.enter_context, node(url, folder, folder / "another"))
        yield
        await asyncio.to_thread(stack.close)


async def longest_gap(eva: CallPage, tess: CallPage, over: asyncio.Task[None]) -> float:
    """The longest time without a frame of hers, in seconds, until `over` is done."""
    loop, worst = asyncio.get_running_loop(), 0.0
    gc.freeze()  # A full garbage collection would stop both pages for 0.2 s.
    try:
        while not over.done():
            await asyncio.sleep(0.01)
            worst = max(worst, loop.time() - eva.latest(tess.me))
        await over
    finally:
        gc.unfreeze()
    return worst


def test_a_node_that_drains_hands_its_session_over_without_a_break(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story(first: RunningNode) -> None:
        async with in_a_call(web.url, shared, session) as (tess, eva):
            before = node_of(eva)
            async with another_node(web.url, tmp_path):

                async def moved() -> None:
                    first.drain()
                    await until(lambda: node_of(eva) not in (None, before))
                    seen = eva.seen(tess.me)
                    await until(lambda: eva.seen(tess.me) > seen + 60)

                worst = await longest_gap(eva, tess, asyncio.ensure_future(moved()))
                assert worst < 0.5 * slack(), worst
                assert set(eva.paths) <= {"waiting", "node"}
                for page in (tess, eva):
                    for leg in list(page.legs.values())[: len(page.legs) // 2]:
                        await leg.connection.close()
                await until(lambda: first.process.poll() is not None, 15)
                assert first.process.returncode == 0

    with node(web.url, tmp_path, tmp_path / "first") as running:
        run(story(running))


def test_a_killed_node_is_replaced_within_three_seconds(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story(first: RunningNode) -> None:
        async with (
            in_a_call(web.url, shared, session) as (tess, eva),
            another_node(web.url, tmp_path),
        ):

            async def replaced() -> None:
                before = node_of(eva)
                first.kill()
                await until(lambda: node_of(eva) not in (None, before))
                seen = eva.seen(tess.me)
                await until(lambda: eva.seen(tess.me) > seen + 10)

            worst = await longest_gap(eva, tess, asyncio.ensure_future(replaced()))
            assert worst < 3 * slack(), worst

    with node(web.url, tmp_path, tmp_path / "first") as running:
        run(story(running))


def test_pages_connect_directly_when_there_is_no_other_node(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story(only: RunningNode) -> None:
        async with in_a_call(web.url, shared, session) as (tess, eva):
            only.kill()
            await until(lambda: tess.topology["path"] == "direct", 3)
            assert [peer["page"] for peer in tess.topology["connect"]] == [eva.page]
            # A node that joins gets the session.
            async with another_node(web.url, tmp_path):
                await until(lambda: eva.topology["path"] == "node")
                seen = eva.seen(tess.me)
                await until(lambda: eva.seen(tess.me) > seen + 10)

    with node(web.url, tmp_path, tmp_path / "first") as running:
        run(story(running))


BEGINS = "x-google-start-bitrate=600"


def test_a_lost_leg_is_replaced_while_the_old_one_goes_on(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story() -> None:
        async with in_a_call(web.url, shared, session) as (tess, eva):
            [publishes] = [leg for leg in tess.legs.values() if leg.of == tess.me]

            async def again() -> None:
                await tess.send("lost", {"leg": publishes.name})
                await until(lambda: sum(leg.of == tess.me for leg in tess.legs.values()) == 2)
                [newer] = [x for x in tess.legs.values() if x.of == tess.me and x is not publishes]
                await until(lambda: newer.connection.connectionState == "connected")
                # Her browser has to estimate the path's bandwidth anew.
                states = [
                    BEGINS in leg.connection.remoteDescription.sdp for leg in (publishes, newer)
                ]
                assert states == [True, False]
                await asyncio.sleep(1)
                await publishes.connection.close()
                seen = eva.seen(tess.me)
                await until(lambda: eva.seen(tess.me) > seen + 30)

            worst = await longest_gap(eva, tess, asyncio.ensure_future(again()))
            assert worst < 1 * slack(), worst
            assert len([leg for leg in eva.legs.values() if leg.of == tess.me]) == 1

    with node(web.url, tmp_path):
        run(story())


def test_a_node_leaves_at_the_end_of_a_session_and_keeps_nothing(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story(running: RunningNode) -> None:
        async with in_a_call(web.url, shared, session) as (tess, eva):
            calls.end(shared.kit, shared.eva, job, session)
            await until(lambda: tess.dismissed and eva.dismissed)
            legs = [leg.connection for page in (tess, eva) for leg in page.legs.values()]
            await until(lambda: all(one.connectionState == "closed" for one in legs))

    with node(web.url, tmp_path) as running:
        run(story(running))
