"""A node and a broker that is busy, restarts, or asks twice. The broker here is only a socket: what
it answers and when is the test's to say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import socketio
from aiohttp import web

from realtime.media.recording.upload.memory import MemoryUploads
from realtime.media.session.node import MediaNode
from realtime.media.session.session import NodeResources
from realtime.media.session.session_recording import RecordingSetup
from realtime.media.session.web_api import WebApi
from realtime.media.stills.decoder_pool import DecoderPool
from tests.builders.peers import here, run, until

BUSY = {"ok": False, "error": {"code": "busy", "message": "Busy. Try again in a moment."}}


class Door:
    """Answers `enter` with what is in `answers`, one after the other, and then with yes."""

    def __init__(self) -> None:
        self.server = socketio.AsyncServer(async_mode="aiohttp")
        self.sids: list[str] = []
        self.entered: list[tuple[str, dict[str, Any]]] = []
        self.loads: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.url = ""
        for name, heard in (("connect", self._in), ("enter", self._enter), ("load", self._load)):
            self.server.on(name, heard)

    async def place(self, session: str) -> None:
        await self.server.emit("place", {"session": session}, to=self.sids[-1])

    async def hang_up(self) -> None:
        await self.server.disconnect(self.sids[-1])

    async def _in(self, sid: str, _environ: object, _auth: object = None) -> None:
        self.sids.append(sid)

    async def _enter(self, sid: str, said: dict[str, Any]) -> dict[str, Any]:
        self.entered.append((sid, said))
        return self.answers.pop(0) if self.answers else {"ok": True, "participant": str(uuid4())}

    async def _load(self, _sid: str, said: dict[str, Any]) -> None:
        self.loads.append(said)


@asynccontextmanager
async def signed_in(folder: Path) -> AsyncIterator[tuple[Door, MediaNode]]:
    door, app = Door(), web.Application()
    door.server.attach(app)
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as client, DecoderPool() as pool:
        setup = RecordingSetup(folder, MemoryUploads(), 20_000_000)
        node = MediaNode(
            url, "token", NodeResources(here(), pool, WebApi(url, "token", client), setup)
        )
        running = asyncio.ensure_future(node.run())
        await until(lambda: door.loads)
        try:
            yield door, node
        finally:
            node.drain()
            for seat in list(node.seats.values()):
                said = {"session": seat.session.id, "reason": "ended"}
                await door.server.emit("dismissed", said)
            await asyncio.wait_for(running, 10)
            await runner.cleanup()


def test_where_the_house_is_busy_it_enters_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with signed_in(tmp_path) as (door, node):
            session = str(uuid4())
            door.answers = [BUSY, BUSY]
            await door.place(session)
            await until(lambda: len(door.entered) == 3, 5)
            assert len({said["page"] for _, said in door.entered}) == 1
            await asyncio.sleep(0.7)
            assert len(door.entered) == 3
            assert list(node.seats) == [session]

    run(story())


def test_two_restarts_of_the_house_in_a_row(tmp_path: Path) -> None:
    """Busy at that: it comes back under the same page, and says how it fares when it is back."""

    async def story() -> None:
        async with signed_in(tmp_path) as (door, node):
            session = str(uuid4())
            await door.place(session)
            await until(lambda: len(door.entered) == 1)
            door.answers = [BUSY, BUSY, BUSY]
            for number in (2, 3):
                await door.hang_up()
                await until(lambda number=number: len(door.sids) == number, 5)
            last, loads = door.sids[-1], len(door.loads)
            await until(lambda: (door.entered[-1][0], door.answers) == (last, []), 8)
            await until(lambda: len(door.loads) > loads)
            assert len({said["page"] for _, said in door.entered}) == 1
            assert list(node.seats) == [session]

    run(story())


def test_what_is_placed_twice_is_sat_in_once(tmp_path: Path) -> None:
    """Also where it has just been left for another node."""

    async def story() -> None:
        async with signed_in(tmp_path) as (door, node):
            session = str(uuid4())
            await door.place(session)
            await door.place(session)
            await until(lambda: len(door.entered) == 2)
            [first] = node.seats.values()
            await door.server.emit("dismissed", {"session": session, "reason": "moved"})
            await door.place(session)
            await door.place(session)
            await until(lambda: len(door.entered) == 4)
            [second] = node.seats.values()
            assert (first.leaving, second.leaving) == (True, False)
            pages = [said["page"] for _, said in door.entered]
            assert pages == [first.page] * 2 + [second.page] * 2

    run(story())


def test_a_session_that_fails_fails_alone(tmp_path: Path) -> None:
    """What the broker says of one of them makes no sense."""

    async def story() -> None:
        async with signed_in(tmp_path) as (door, node):
            for _ in range(2):
                await door.place(str(uuid4()))
            await until(lambda: len(node.seats) == 2)
            broken = {"session": next(iter(node.seats)), "participants": [{"id": 7}]}
            await door.server.emit("topology", broken)
            loads = len(door.loads)
            await until(lambda: len(door.loads) > loads + 1)
            assert door.loads[-1]["sessions"] == 2

    run(story())
