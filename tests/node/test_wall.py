"""A page that only wants stills gets one of each technician every few seconds, and no leg."""

import asyncio
import base64
import io
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from PIL import Image

from schemas.signals.read import LONGEST_STILL
from tests.builders.call_pages import call_page
from tests.builders.load import slack
from tests.builders.nodes import node
from tests.builders.peers import run, until
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.page import seated


def test_eva_watches_by_stills_and_goes_live_with_one_key(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story() -> None:
        async with (
            call_page(web.url, shared, "Tess", films=True) as tess,
            call_page(web.url, shared, "Eva") as eva,
        ):
            await tess.enter(session)
            assert (await eva.enter(session, media="stills"))["ok"]
            await until(lambda: len(eva.signals("still")) >= 2)
            first, second = eva.signals("still")[:2]
            assert (first["of"], first["id"]) == (tess.me, None)
            assert first["at"] < second["at"]
            age = datetime.now(UTC) - datetime.fromisoformat(second["at"])
            assert age.total_seconds() < 5 * slack()
            with Image.open(io.BytesIO(base64.b64decode(second["jpeg"]))) as image:
                assert image.size == (second["width"], second["height"])
                assert max(image.size) == 480
            assert len(second["jpeg"]) <= LONGEST_STILL
            # Nobody watches live: her picture may be small, and no leg goes to Eva.
            assert eva.legs == {}
            assert tess.signals("rate")[-1]["video"] == "small"

            assert (await eva.enter(session, media="live"))["ok"]
            await until(lambda: eva.legs and eva.seen(tess.me) > 10)
            await until(lambda: tess.signals("rate")[-1]["video"] == "full")
            before = len(eva.signals("still"))
            await asyncio.sleep(5)
            assert len(eva.signals("still")) <= before + 1

            # Eva goes back to her wall: the legs are retired, and stills come.
            assert (await eva.enter(session, media="stills"))["ok"]
            await until(lambda: len(eva.signals("retired")) >= 2)
            await until(lambda: len(eva.signals("still")) > before + 1)

    with node(web.url, tmp_path):
        run(story())


def test_no_still_comes_while_nobody_films(
    web: WebProcess, shared: World, job: UUID, tmp_path: Path
) -> None:
    session = seated(shared, job)

    async def story() -> None:
        async with (
            call_page(web.url, shared, "Tess") as tess,
            call_page(web.url, shared, "Eva") as eva,
        ):
            await tess.enter(session)
            await eva.enter(session, media="stills")
            await until(
                lambda: {"of": tess.me, "audio": True, "video": False} in eva.signals("flow")
            )
            await asyncio.sleep(3)
            assert eva.signals("still") == []
            assert (await eva.enter(session, media="live"))["ok"]
            await until(lambda: eva.legs and eva.seen(tess.me, "audio") > 10)

    with node(web.url, tmp_path):
        run(story())
