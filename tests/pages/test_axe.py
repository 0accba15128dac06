"""Each page is accessible when it is loaded, empty, in trouble, dark and narrow, and no wider than
a phone with whatever people type."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize

from tests.builders.api_jobs import Day
from tests.builders.browsers import window
from tests.pages import audit
from tests.pages.long_words import with_long_words
from tests.pages.view_steps import addresses, enter, forget_day, people, see
from tests.pages.views import DOCS, VIEWS, View

pytestmark = pytest.mark.journey
NARROW: ViewportSize = {"width": 360, "height": 740}
LISTS = re.compile(r"/api/(jobs|people|sites|assets|organizations)(\?.*)?$")
# A sheet is reached through a page, which must have something on it.
LISTS_OF_SHEETS = re.compile(r"/api/(people|sites|assets)(\?.*)?$")
EVENTS = re.compile(r"/api/organizations/[^/]+/events")
DESCRIPTION = "**/api/openapi.json"
API = re.compile(r"/api/(?!docs)")
WHO_AM_I = "/api/logins/current"
REFUSAL = {
    "type": "about:blank",
    "title": "Busy",
    "status": 503,
    "code": "busy",
    "detail": "The server is busy. Try again in a minute.",
    "request_id": "0",
}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_page_is_accessible(browser: Browser, day: Day, unused: str, view: View) -> None:
    names = addresses(day, unused)

    def address(path: str) -> str:
        return urljoin(day.home.url, path.format(**names))

    with window(browser, view.device, people(day).get(view.who), reduced_motion="reduce") as opened:
        page = opened.page
        page.route(DESCRIPTION, shorten)
        faults = [*loaded(page, view, address(view.path))]
        if view.empty is not None:
            faults += empty(page, view, address(view.empty or view.path))
        if view.fails:
            faults += in_trouble(page, view, address(view.path))
        if view.path != DOCS:
            faults += with_long_words(page, view, address(view.path))
    assert not faults, "\n".join(faults)


def loaded(page: Page, view: View, address: str) -> Iterator[str]:
    page.goto(address)
    enter(page, view)
    see(page, view.words)
    yield from wrong(page, view, "loaded")
    page.emulate_media(color_scheme="dark")
    audit.settle(page)
    yield from (f"dark: {one}" for one in audit.faint(page, glare=view.in_glare))
    usual = page.viewport_size
    assert usual
    page.set_viewport_size(NARROW)
    yield from wrong(page, view, "narrow", colours=False)
    page.set_viewport_size(usual)
    page.emulate_media(color_scheme="light")


def empty(page: Page, view: View, address: str) -> Iterator[str]:
    if view.empty == "":
        lists = LISTS_OF_SHEETS if view.press else LISTS
        page.route(lists, lambda route: answer(route, 200, {"items": [], "next": None}))
        page.route(EVENTS, lambda route: answer(route, 200, {"items": [], "next_after": None}))
    page.goto(address)
    enter(page, view)
    see(page, view.empty_words)
    yield from wrong(page, view, "empty")
    page.unroute_all()


def in_trouble(page: Page, view: View, address: str) -> Iterator[str]:
    """The faults of a page that the server refuses, or a form or sheet that it refuses in use."""
    assert view.fails
    if view.used:
        page.goto(address)
        see(page, view.stands)
        page.wait_for_load_state("networkidle")
    page.route(API, refuse)
    if view.used:
        enter(page, view)
    else:
        forget_day(page, address)
        page.goto(address)
    view.fails(page)
    see(page, str(REFUSAL["detail"]))
    yield from wrong(page, view, "in trouble")
    page.unroute_all()


def shorten(route: Route) -> None:
    """Shorten the API's description to a few operations: all look alike, and axe is slow."""
    described = route.fetch().json()
    described["paths"] = dict(list(described["paths"].items())[:8])
    answer(route, 200, described)


def refuse(route: Route) -> None:
    if route.request.url.endswith(WHO_AM_I):
        route.continue_()
    else:
        answer(route, 503, REFUSAL)


def answer(route: Route, status: int, body: object) -> None:
    kind = "application/json" if status == 200 else "application/problem+json"
    route.fulfill(status=status, content_type=kind, body=json.dumps(body))


def wrong(page: Page, view: View, state: str, *, colours: bool = True) -> list[str]:
    """The faults by the standard; on a technician's pages also by what gloves and glare need."""
    audit.settle(page)
    faults = audit.violations(page, glare=view.in_glare, colours=colours)
    faults += audit.sticking_out(page)
    faults += audit.too_small(page, target=view.least_target, text=15 if view.in_glare else 13)
    return [f"{state}: {one}" for one in faults]
