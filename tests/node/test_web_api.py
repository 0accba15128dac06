"""The facts that a node sends to the web process, as the web process reads them."""

from typing import Any
from uuid import uuid4

import aiohttp
from aiohttp import web

from realtime.media.session.liveness import Outage
from realtime.media.session.web_api import WebApi
from schemas.sessions.gaps import NewGapSchema
from tests.builders.peers import run


def test_a_gap_is_sent_as_its_schema_reads_it() -> None:
    bodies: list[dict[str, Any]] = []
    session, seat = str(uuid4()), str(uuid4())

    async def note(request: web.Request) -> web.Response:
        bodies.append(await request.json())
        return web.json_response({}, status=201)

    async def story() -> None:
        app = web.Application()
        app.router.add_post(f"/api/media/sessions/{session}/gaps", note)
        runner = web.AppRunner(app, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            async with aiohttp.ClientSession() as client:
                web_api = WebApi(url, "token", client)
                await web_api.report_gap(session, seat, Outage(0.0, 2.0, "page"), 5.0)
        finally:
            await runner.cleanup()

    run(story())
    [body] = bodies
    gap = NewGapSchema().load(body)
    assert (str(gap["participant"]), gap["seconds"], gap["reason"]) == (seat, 2.0, "page")
    assert "why" not in body
