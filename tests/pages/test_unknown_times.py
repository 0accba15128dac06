"""A time that a browser refuses to tell, or a page that can't be drawn, leaves a way on."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.builders.browsers import DESK, window

pytestmark = pytest.mark.journey
NOWHERE = """
const resolved = Intl.DateTimeFormat.prototype.resolvedOptions;
Intl.DateTimeFormat.prototype.resolvedOptions = function () {
  return { ...resolved.call(this), timeZone: undefined };
};
"""
SHARE = "**/api/shares/*"
Change = Callable[[dict[str, Any]], None]


def changed(change: Change) -> Callable[[Route], None]:
    """An answer of the server's in which something stands that no test of ours foresaw."""

    def answer(route: Route) -> None:
        fetched = route.fetch()
        shared = fetched.json()
        change(shared)
        route.fulfill(response=fetched, json=shared)

    return answer


def unknown_zone(shared: dict[str, Any]) -> None:
    shared["context"]["site"]["time_zone"] = "Mars/Base"


def no_time(shared: dict[str, Any]) -> None:
    for item in shared["document"]["evidence"].values():
        item["captured_at"] = "yesterday"


def nothing(shared: dict[str, Any]) -> None:
    shared["document"]["evidence"] = None


def plate(page: Page) -> Any:
    return page.locator(".plates .plate-words")


def test_a_browser_that_does_not_know_its_own_zone_shows_every_time(
    browser: Browser, photo_share: str
) -> None:
    with window(browser, DESK) as opened:
        opened.page.add_init_script(NOWHERE)
        opened.page.goto(photo_share)
        expect(plate(opened.page)).to_contain_text("Tess Vogel (technician), ")


@pytest.mark.parametrize(
    ("change", "words"),
    [(unknown_zone, " UTC"), (no_time, "Tess Vogel (technician), time unknown")],
)
def test_a_time_that_can_not_be_told_is_said_to_be_so(
    browser: Browser, photo_share: str, change: Change, words: str
) -> None:
    with window(browser, DESK) as opened:
        opened.page.route(SHARE, changed(change))
        opened.page.goto(photo_share)
        expect(plate(opened.page)).to_contain_text(words)


def test_a_page_that_can_not_be_drawn_says_so_with_a_way_on(
    browser: Browser, photo_share: str
) -> None:
    with window(browser, DESK) as opened:
        page = opened.page
        page.route(SHARE, changed(nothing))
        page.goto(photo_share)
        expect(page.get_by_text("This page met something that it can't show")).to_be_visible()
        opened.complaints.clear()
        page.unroute_all()
        page.get_by_role("button", name="Load again").click()
        expect(plate(page)).to_be_visible()
