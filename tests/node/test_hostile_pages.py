"""Hostile pages send signals that no page of ours sends: the node goes on, writes no traceback, and
serves the others as before."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from smarthands.sessions import calls, stills
from tests.builders.call_pages import CallPage, call_page, in_a_call
from tests.builders.nodes import RunningNode, node
from tests.builders.peers import run, until
from tests.builders.site import login
from tests.builders.web_process import WebProcess, proxy_headers
from tests.builders.world import World
from tests.sockets.page import seated

CANDIDATE = "candidate:1 1 udp 2130706431 127.0.0.1 40999 typ host"
MOST_OF_A_PAIR = 5


def candidate(line: Any, leg: str) -> dict[str, Any]:
    return {"candidate": line, "sdpMid": "0", "sdpMLineIndex": 0, "leg": leg}


def ports_of(running: RunningNode) -> int:
    """The number of UDP sockets that the node's process holds."""
    held = set()
    for link in Path(f"/proc/{running.process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # The socket was closed after it was listed.
            held.add(link.readlink().name)
    table = Path(f"/proc/{running.process.pid}/net/udp").read_text(encoding="ascii").splitlines()
    return sum(f"socket:[{line.split()[9]}]" in held for line in table[1:])


def test_a_flood_of_lost_paths_makes_few_legs(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story(running: RunningNode) -> None:
        async with in_a_call(web.url, shared, session) as (tess, eva):
            end = asyncio.get_running_loop().time() + 4
            while asyncio.get_running_loop().time() < end:
                for leg in list(tess.legs.values()):
                    await tess.send("lost", {"leg": leg.name})
                    # The leg of another participant is named, too.
                    await tess.send("lost", {"leg": next(iter(eva.legs))})
                await asyncio.sleep(0.02)
            for of in (tess.me, eva.me):
                legs = sum(leg.of == of for leg in tess.legs.values())
                assert 2 <= legs <= MOST_OF_A_PAIR, legs
            assert len(eva.legs) == 2
            seen = eva.seen(tess.me)
            await until(lambda: eva.seen(tess.me) > seen + 20)
            print(f"{ports_of(running)} UDP ports")
            calls.end(shared.kit, shared.eva, job, session)
            await until(lambda: ports_of(running) == 1, 8)  # This port is the STUN server's.

    with node(web.url, tmp_path) as running:
        run(story(running))


def test_garbage_is_dropped_and_the_call_goes_on(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story() -> None:
        async with in_a_call(web.url, shared, session) as (tess, eva):
            mine, theirs = next(iter(tess.legs)), next(iter(eva.legs))
            for leg in (mine, theirs, "no-such-leg"):
                for sdp in ("", "v=0", "x" * 60_000, "v=0\r\n" * 9_000):
                    await tess.send("answer", {"sdp": sdp, "leg": leg})
                await tess.send("offer", {"sdp": "v=0", "leg": leg})
                for line in ("", "candidate:", CANDIDATE, CANDIDATE.upper(), None, 7, "x" * 3_000):
                    await tess.send("candidate", candidate(line, leg))
            await tess.send("candidate", {"candidate": CANDIDATE})
            await tess.send("candidate", {"candidate": CANDIDATE, "leg": None})
            await tess.send("candidate", {"candidate": CANDIDATE, "leg": [mine]})
            for kind in ("pointer", "state", "ask", "candidate"):
                for data in (None, {}, {"what": 7}, {"leg": mine}, {"value": ["x"]}):
                    await tess.send(kind, data)  # type: ignore[arg-type]
            seen, heard = eva.seen(tess.me), tess.seen(eva.me, "audio")
            await until(lambda: eva.seen(tess.me) > seen + 20)
            await until(lambda: tess.seen(eva.me, "audio") > heard + 20)

    with node(web.url, tmp_path):
        run(story())


class Clumsy(CallPage):
    """A page whose first two answers are broken, and are sent twice."""

    spoilt = 0

    async def send_answer(self, signal: dict[str, Any], sdp: str) -> None:
        to = {"to": signal["from"], "page": signal["page"], "session": signal["session"]}
        data = {"sdp": sdp, "leg": signal["data"]["leg"]}
        await self.client.emit("signal", {"kind": "answer", "data": data, **to})

    async def _hear(self, signal: dict[str, Any]) -> None:
        if signal["kind"] == "offer" and self.spoilt < 2:
            self.spoilt += 1
            for sdp in ("v=0\r\n", signal["data"]["sdp"]):
                await self.send_answer(signal, sdp)
            return
        await super()._hear(signal)


def test_a_page_with_a_broken_answer_is_offered_another_leg(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story() -> None:
        eva = Clumsy("Eva", films=False)
        headers, auth = proxy_headers(), {"token": login(shared, "Eva")}
        await eva.client.connect(web.url, headers=headers, auth=auth, transports=["websocket"])
        try:
            async with call_page(web.url, shared, "Tess", films=True) as tess:
                for page in (tess, eva):
                    await page.enter(session)
                await until(lambda: eva.seen(tess.me) > 10)
                await until(lambda: tess.seen(eva.me, "audio") > 10)
                assert eva.spoilt == 2
        finally:
            await eva.close()

    with node(web.url, tmp_path):
        run(story())


def test_a_page_that_wavers_between_stills_and_live_costs_few_legs(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story(running: RunningNode) -> None:
        async with (
            call_page(web.url, shared, "Tess", films=True) as tess,
            call_page(web.url, shared, "Eva") as eva,
        ):
            await tess.enter(session)
            for _ in range(30):
                await eva.enter(session, media="stills")
                await eva.enter(session, media="live")
            await until(lambda: eva.legs and eva.seen(tess.me) > 10)
            legs = sum(leg.of == tess.me for leg in eva.legs.values())
            assert legs <= MOST_OF_A_PAIR + 2, legs
            await until(lambda: ports_of(running) <= 1 + 4, 8)

    with node(web.url, tmp_path) as running:
        run(story(running))


def test_only_a_desk_may_ask_for_stills_and_only_so_often(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story(running: RunningNode) -> None:
        async with in_a_call(web.url, shared, session) as (tess, eva):
            wanted = [uuid4() for _ in range(10)]
            for id in wanted:
                stills.request(shared.kit, shared.eva, job, session, id=id)
            for page in (tess, eva):
                for _ in range(100):  # The server has a record of none of these stills.
                    await page.send("ask", {"what": "still", "value": str(uuid4())})
            for page in (tess, eva):
                for id in wanted:
                    await page.send("ask", {"what": "still", "value": str(id)})
            await until(lambda: len(eva.signals("still")) == 2)
            await asyncio.sleep(1)
            assert tess.signals("still") == []
            assert {signal["id"] for signal in eva.signals("still")} <= {*map(str, wanted)}
            assert running.log.read_text().count("too many are asked for") == 8

    with node(web.url, tmp_path) as running:
        run(story(running))


def test_a_node_without_a_port_left_goes_on_when_one_is_free(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job, shared.dan)

    async def story() -> None:
        async with (
            call_page(web.url, shared, "Tess", films=True) as tess,
            call_page(web.url, shared, "Eva") as eva,
        ):
            async with call_page(web.url, shared, "Dan") as dan:
                await tess.enter(session)
                await dan.enter(session)
                await until(lambda: dan.legs and dan.seen(tess.me) > 10)
                await eva.enter(session)
                await asyncio.sleep(2)
                assert len(eva.legs) < 3  # Four ports are taken, and six are missing.
                calls.leave(shared.kit, shared.dan, job, session)
            await until(lambda: eva.legs and eva.seen(tess.me) > 10)
            await until(lambda: tess.seen(eva.me, "audio") > 10)

    # The first port is the STUN server's.
    with node(web.url, tmp_path, ports="41600-41605") as running:
        run(story())
    assert running.log.read_text().count("no leg can be made") in (1, 2)
