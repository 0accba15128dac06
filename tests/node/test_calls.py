"""A call through a node: who is seen and heard, and what happens when somebody joins or leaves."""

from pathlib import Path
from uuid import UUID

from smarthands.sessions import calls
from tests.builders.call_pages import call_page
from tests.builders.nodes import node
from tests.builders.peers import run, until
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.page import seated


def test_tess_is_seen_and_everyone_is_heard(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job, shared.dan)

    async def story() -> None:
        async with (
            call_page(web.url, shared, "Tess", films=True) as tess,
            call_page(web.url, shared, "Eva") as eva,
            call_page(web.url, shared, "Dan") as dan,
        ):
            for page in (tess, eva, dan):
                assert (await page.enter(session))["ok"]
            for desk in (eva, dan):
                await until(lambda desk=desk: desk.seen(tess.me) > 20)
                await until(lambda desk=desk: desk.seen(tess.me, "audio") > 20)
            await until(lambda: tess.seen(eva.me, "audio") > 20 and dan.seen(eva.me, "audio") > 20)
            assert eva.topology["path"] == "node"
            [media] = [s for s in eva.topology["participants"] if s["role"] == "media"]
            assert eva.topology["connect"] == [
                {"participant": media["id"], "page": media["page"], "polite": True}
            ]
            # Each page has one leg to publish on, and one for each of the others.
            assert sorted(leg.of for leg in tess.legs.values()) == sorted([tess.me, eva.me, dan.me])
            assert {"of": tess.me, "audio": True, "video": True} in eva.signals("flow")

    with node(web.url, tmp_path):
        run(story())


def test_the_legs_of_a_participant_who_leaves_are_retired_and_the_others_go_on(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job, shared.dan)

    async def story() -> None:
        async with (
            call_page(web.url, shared, "Tess", films=True) as tess,
            call_page(web.url, shared, "Eva") as eva,
            call_page(web.url, shared, "Dan") as dan,
        ):
            for page in (tess, eva, dan):
                await page.enter(session)
            await until(lambda: tess.seen(dan.me, "audio") and eva.seen(tess.me) > 10)
            [gone] = [leg.name for leg in tess.legs.values() if leg.of == dan.me]
            calls.leave(shared.kit, shared.dan, job, session)
            await until(lambda: {"leg": gone} in tess.signals("retired"))
            before = eva.seen(tess.me)
            await until(lambda: eva.seen(tess.me) > before + 30)
            assert dan.dismissed

    with node(web.url, tmp_path):
        run(story())


def test_without_a_node_the_pages_connect_directly(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)

    async def story() -> None:
        async with (
            call_page(web.url, shared, "Tess") as tess,
            call_page(web.url, shared, "Eva") as eva,
        ):
            await tess.enter(session)
            await eva.enter(session)
            await until(lambda: tess.topology["path"] == "direct" and tess.topology["connect"])
            assert tess.topology["connect"][0]["page"] == eva.page

    run(story())


def test_a_person_can_not_send_a_nodes_messages(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story() -> None:
        async with (
            call_page(web.url, shared, "Tess") as tess,
            call_page(web.url, shared, "Eva") as eva,
        ):
            await tess.enter(session)
            await eva.enter(session)
            await until(lambda: tess.topology["path"] == "node")
            signal = {"session": str(session), "to": eva.me, "page": eva.page, "kind": "flow"}
            forged = signal | {"data": {"of": tess.me, "audio": False, "video": False}}
            answer = await tess.client.call("signal", forged)
            assert answer["error"]["code"] == "forbidden"

    with node(web.url, tmp_path):
        run(story())


def test_tess_new_page_takes_over_and_the_desk_keeps_its_leg(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story() -> None:
        async with (
            call_page(web.url, shared, "Eva") as eva,
            call_page(web.url, shared, "Tess", films=True) as again,
        ):
            async with call_page(web.url, shared, "Tess", films=True) as tess:
                for page in (tess, eva):
                    await page.enter(session)
                await until(lambda: eva.legs and eva.seen(tess.me) > 20)
            before = eva.seen(tess.me)
            assert (await again.enter(session))["ok"]
            await until(lambda: eva.seen(tess.me) > before + 30)
            assert sum(leg.of == tess.me for leg in eva.legs.values()) == 1

    with node(web.url, tmp_path):
        run(story())
