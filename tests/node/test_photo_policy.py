"""A page that films at a site which forbids it: the node hands on her sound, and no picture."""

from pathlib import Path

from tests.builders.call_pages import call_page
from tests.builders.nodes import node
from tests.builders.peers import run, until
from tests.builders.policies import job_under, set_policy
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.page import seated


def test_nobody_gets_the_picture_of_a_page_that_films_all_the_same(
    web: WebProcess, shared: World, tmp_path: Path
) -> None:
    site, job = job_under(shared, "none")
    session = seated(shared, job)

    async def story() -> None:
        async with (
            call_page(web.url, shared, "Tess", films=True) as tess,
            call_page(web.url, shared, "Eva", films=True) as eva,
        ):
            for page in (tess, eva):
                assert (await page.enter(session))["ok"]

            async def hear_more() -> None:
                heard = eva.seen(tess.me, "audio")
                await until(lambda: eva.seen(tess.me, "audio") > heard + 50)

            await until(lambda: eva.legs and eva.seen(tess.me, "audio") > 0)
            await hear_more()
            assert eva.seen(tess.me) == 0
            await until(lambda: {"video": "none", "kbps": None} in tess.signals("rate"))
            # Her own camera shows her desk, and no site.
            await until(lambda: tess.seen(eva.me) > 5)
            set_policy(shared, "allowed", site)
            await until(lambda: eva.seen(tess.me) > 10)
            set_policy(shared, "stills_only", site)
            await until(lambda: eva.topology["photo_rule"] == "stills_only")
            await hear_more()  # What was on its way has come by then.
            seen = eva.seen(tess.me)
            await hear_more()
            assert eva.seen(tess.me) == seen

    with node(web.url, tmp_path):
        run(story())
