"""What a page loads when it is seen is there on paper: every picture, not those of one screen."""

import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.builders import pictures
from tests.builders.browsers import DESK, PHONE, window

pytestmark = pytest.mark.journey
PICTURES = 80
IMAGE = b"/Subtype /Image"
PRINTING = "window.printing = new Promise((done) => { window.print = () => done() }); 0"


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, photo_share: str) -> Iterator[Page]:
    """The page of the share, to which the one picture came eighty times, each in its own colour."""
    with window(browser, request.param) as opened:
        opened.page.route("**/api/shares/*", multiply)
        opened.page.route("**/api/shares/*/evidence/*/pictures/*", paint)
        opened.page.goto(photo_share)
        expect(opened.page.locator(".plates .plate")).to_have_count(PICTURES)
        yield opened.page


def multiply(route: Route) -> None:
    answer = route.fetch()
    shared = answer.json()
    [picture] = shared["document"]["evidence"].values()
    ids = [str(uuid4()) for _ in range(PICTURES)]
    shared["document"]["evidence"] = {id: picture | {"id": id} for id in ids}
    route.fulfill(response=answer, json=shared)


def paint(route: Route) -> None:
    """Answer as a slow network does: no picture is there before the next one is asked for."""
    colour = "#" + route.request.url.split("/evidence/")[1][:6]
    content = pictures.image_bytes(Image.new("RGB", (640, 480), colour), "JPEG")
    time.sleep(0.02)
    route.fulfill(content_type="image/jpeg", body=content)


def test_print_waits_for_every_picture(page: Page) -> None:
    page.evaluate(PRINTING)
    page.get_by_role("button", name="Print").click()
    page.evaluate("window.printing")
    assert page.pdf().count(IMAGE) == PICTURES


def test_print_says_which_pictures_are_missing(page: Page) -> None:
    page.route("**/api/shares/*/evidence/*/pictures/*", lambda route: route.abort())
    page.evaluate(PRINTING)
    page.get_by_role("button", name="Print").click()
    expect(page.get_by_text("missing on the paper")).to_be_visible()
    page.evaluate("window.printing")


def test_a_desk_has_every_picture_before_it_is_printed(page: Page) -> None:
    if page.evaluate("matchMedia('(pointer: coarse)').matches"):
        pytest.skip("a phone is spared until Print is pressed")
    expect(page.locator("img[loading=lazy]")).to_have_count(0)
    page.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
    assert page.pdf().count(IMAGE) == PICTURES


def test_everything_on_paper_begins_at_one_edge(browser: Browser, photo_share: str) -> None:
    with window(browser, DESK) as opened:
        page = opened.page
        page.goto(photo_share)
        expect(page.locator(".plates .plate")).to_have_count(1)
        page.emulate_media(media="print")
        parts = [page.locator(f"{part} > *").first for part in (".share-top", ".share-foot")]
        edges = [part.bounding_box() for part in (page.locator(".lead h1"), *parts)]
        assert len({edge and round(edge["x"]) for edge in edges}) == 1, edges
