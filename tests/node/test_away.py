"""A node whose broker is busy, restarts, or places a session twice.

The broker here is only a socket, whose answers the test decides.
"""

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


class FakeBroker:
    """A broker that answers `enter` with the entries of `answers`, one after the other, and then
    with yes."""

    def __init__(self) -> None:
        self.server = socketio.AsyncServer(async_mode="aiohttp")
        self.sids: list[str] = []
        self.entered: list[tuple[str, dict[str, Any]]] = []
        self.loads: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.url = ""
        handlers = {"connect": self._in, "enter": self._enter, "load": self._load}
        for event, handler in handlers.items():
            self.server.on(event, handler)

    async def place(self, session: str) -> None:
        await self.server.emit("place", {"session": session}, to=self.sids[-1])

    async def hang_up(self) -> None:
        await self.server.disconnect(self.sids[-1])

    async def _in(self, sid: str, _environ: object, _auth: object = None) -> None:
        self.sids.append(sid)

    async def _enter(self, sid: str, request: dict[str, Any]) -> dict[str, Any]:
        self.entered.append((sid, request))
        return self.answers.pop(0) if self.answers else {"ok": True, "participant": str(uuid4())}

    async def _load(self, _sid: str, load: dict[str, Any]) -> None:
        self.loads.append(load)


@asynccontextmanager
async def signed_in(folder: Path) -> AsyncIterator[tuple[FakeBroker, MediaNode]]:
    broker, app = FakeBroker(), web.Application()
    broker.server.attach(app)
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
        await until(lambda: broker.loads)
        try:
            yield broker, node
        finally:
            node.drain()
            for seat in list(node.seats.values()):
                message = {"session": seat.session.id, "reason": "ended"}
                await broker.server.emit("dismissed", message)
            await asyncio.wait_for(running, 10)
            await runner.cleanup()


def test_a_node_enters_again_while_the_broker_is_busy(tmp_path: Path) -> None:
    async def story() -> None:
        async with signed_in(tmp_path) as (broker, node):
            session = str(uuid4())
            broker.answers = [BUSY, BUSY]
            await broker.place(session)
            await until(lambda: len(broker.entered) == 3, 5)
            assert len({request["page"] for _, request in broker.entered}) == 1
            await asyncio.sleep(0.7)
            assert len(broker.entered) == 3
            assert list(node.seats) == [session]

    run(story())


def test_a_node_survives_two_restarts_of_the_broker_in_a_row(tmp_path: Path) -> None:
    """The broker is busy besides: the node comes back under the same page, and reports its load
    when it is back."""

    async def story() -> None:
        async with signed_in(tmp_path) as (broker, node):
            session = str(uuid4())
            await broker.place(session)
            await until(lambda: len(broker.entered) == 1)
            broker.answers = [BUSY, BUSY, BUSY]
            for number in (2, 3):
                await broker.hang_up()
                await until(lambda number=number: len(broker.sids) == number, 5)
            last, loads = broker.sids[-1], len(broker.loads)
            await until(lambda: (broker.entered[-1][0], broker.answers) == (last, []), 8)
            await until(lambda: len(broker.loads) > loads)
            assert len({request["page"] for _, request in broker.entered}) == 1
            assert list(node.seats) == [session]

    run(story())


def test_a_session_that_is_placed_twice_is_entered_once(tmp_path: Path) -> None:
    """The same holds for a session that has just moved to another node."""

    async def story() -> None:
        async with signed_in(tmp_path) as (broker, node):
            session = str(uuid4())
            await broker.place(session)
            await broker.place(session)
            await until(lambda: len(broker.entered) == 2)
            [first] = node.seats.values()
            await broker.server.emit("dismissed", {"session": session, "reason": "moved"})
            await broker.place(session)
            await broker.place(session)
            await until(lambda: len(broker.entered) == 4)
            [second] = node.seats.values()
            assert (first.leaving, second.leaving) == (True, False)
            pages = [request["page"] for _, request in broker.entered]
            assert pages == [first.page] * 2 + [second.page] * 2

    run(story())


def test_a_session_that_fails_does_not_affect_another(tmp_path: Path) -> None:
    """The topology of one of the two sessions is malformed."""

    async def story() -> None:
        async with signed_in(tmp_path) as (broker, node):
            for _ in range(2):
                await broker.place(str(uuid4()))
            await until(lambda: len(node.seats) == 2)
            broken = {"session": next(iter(node.seats)), "participants": [{"id": 7}]}
            await broker.server.emit("topology", broken)
            loads = len(broker.loads)
            await until(lambda: len(broker.loads) > loads + 1)
            assert broker.loads[-1]["sessions"] == 2

    run(story())
