"""A call goes on without a loss while the web process is killed and starts again."""

import re
import time

import pytest
from playwright.sync_api import Browser, expect

from tests.builders.browsers import DESK, PHONE, window
from tests.builders.installation import Installation
from tests.journeys import calling

pytestmark = [pytest.mark.journey, pytest.mark.live, pytest.mark.timeout(300)]
# The complaints of pages about requests that fail meanwhile, which they repeat by themselves.
AWAY = re.compile("ERR_CONNECTION|WebSocket connection")


def kill_web(home: Installation) -> None:
    web = home.supervisor.those("gunicorn")
    master = next(one for one in web if one.ppid() == home.supervisor.process.pid)
    for one in web:
        one.kill()
    master.wait(5)


def test_the_picture_goes_on_and_a_chat_line_arrives(home: Installation, filming: Browser) -> None:
    tess, eva = home.invite("Tess Vogel", "technician"), home.invite("Eva Lindqvist", "expert")
    dan = home.invite("Dan Okafor", "dispatcher")
    job = calling.job_on_site(home, dan, tess)
    with window(filming, PHONE, tess) as phone, window(filming, DESK, eva) as desk:
        for opened in (phone, desk):
            calling.watch(opened)
        desk.page.goto(home.url)
        calling.get_help(phone.page, home.url, job)
        calling.answer(desk.page)
        calling.sees(desk.page, 30)
        connections = desk.page.evaluate("connections.length")

        kill_web(home)
        calling.sees(desk.page, 60)
        calling.say(desk.page, "A line to everybody in the call", "Still there?")
        expect(phone.page.get_by_text("Eva (expert): Still there?")).to_be_visible()
        desk.page.keyboard.press("Escape")

        seats = calling.document(eva, job)["sessions"]
        [session] = seats.values()
        assert session["state"] == "live"
        assert len(session["participants"]) == 2
        began = time.monotonic()
        calling.live(desk.page)
        calling.live(phone.page)
        # The pages have the same connections all along.
        assert desk.page.evaluate("connections.length") == connections
        print(f"both say live again {time.monotonic() - began:.1f} s after the line came")
        desk.page.keyboard.press("e")
        desk.page.keyboard.press("e")
        expect(phone.page.get_by_text("has ended the call", exact=False)).to_be_visible()
        for opened in (phone, desk):
            opened.complaints[:] = [each for each in opened.complaints if not AWAY.search(each)]
