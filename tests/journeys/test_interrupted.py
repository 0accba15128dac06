"""A photo arrives once, even if the network or the page goes away while it is sent."""

import random
import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.builders import pictures
from tests.builders.api_jobs import Day
from tests.builders.browsers import Window
from tests.journeys import steps

pytestmark = pytest.mark.journey
SLOW = 400_000 / 8
FAST = -1


def large_photo() -> bytes:
    """A photo of a megabyte: noise follows the end of the JPEG, as some cameras add it."""
    return pictures.photo() + random.Random(48).randbytes(1_000_000)


def connection(devtools: CDPSession, bytes_per_second: float) -> None:
    speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_per_second}
    devtools.send("Network.emulateNetworkConditions", {"offline": False} | speed)


def begin(page: Page, day: Day, content: bytes) -> CDPSession:
    """Begin to send a photo on a connection so slow that it takes 20 seconds, and return that."""
    devtools = page.context.new_cdp_session(page)
    page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
    expect(page.get_by_role("button", name="Photo", exact=True)).to_be_visible()
    connection(devtools, SLOW)
    steps.take(page, "From the gallery", "IMG_7.jpg", content)
    expect(page.get_by_text(re.compile(r"Sending [1-9]\d? %"))).to_be_visible()
    return devtools


def arrived_once(page: Page, day: Day, content: bytes) -> None:
    tiles = page.get_by_role("main").locator(".tile")
    steps.shown(tiles.locator("img.picture[src*='/pictures/']"), 1)
    expect(tiles).to_have_count(1)
    originals = day.home.originals(str(day.jobs["hers"]["id"]))
    assert list(originals.values()) == [[content]]
    document = day.crew.dan.ask("GET", day.path("hers"))
    assert list(document["evidence"]) == list(originals)


def test_a_photo_cut_off_by_a_dead_network_is_sent_by_itself(phone: Window, day: Day) -> None:
    content = large_photo()
    devtools = begin(phone.page, day, content)
    phone.context.set_offline(True)
    safe = "Your phone has no network. 1 item is safe here and will go by itself."
    expect(phone.page.get_by_text(safe)).to_be_visible()
    connection(devtools, FAST)
    phone.context.set_offline(False)
    arrived_once(phone.page, day, content)


def test_a_photo_cut_off_by_a_killed_page_is_sent_by_the_next_page(phone: Window, day: Day) -> None:
    content = large_photo()
    begin(phone.page, day, content)
    phone.page.close()
    # Tess opens the app again on her list of jobs, not on the job of the photo.
    page = phone.another()
    page.goto(day.home.url)
    expect(page.get_by_text("1 of 1 stored and checked")).to_be_visible()
    page.get_by_role("link", name="Replace the fan tray").click()
    arrived_once(page, day, content)


def test_the_text_of_a_note_outlives_a_reload(phone: Window, day: Day) -> None:
    page = phone.page
    page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
    page.get_by_role("button", name="Note", exact=True).click()
    label = "What do you see, what did you do?"
    page.get_by_label(label).fill("Left fan grinds.")
    page.reload()
    page.get_by_role("button", name="Note", exact=True).click()
    expect(page.get_by_label(label)).to_have_value("Left fan grinds.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Left fan grinds.").first).to_be_visible()
