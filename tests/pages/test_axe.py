"""Each page is accessible when it is loaded, empty, in trouble, dark and narrow."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.builders import pictures
from tests.builders.api_jobs import Day, crew_for
from tests.builders.browsers import window
from tests.builders.installation import Guest, Installation
from tests.builders.playable_files import noise, tone
from tests.builders.recorded_job import record_job
from tests.builders.working_day import working_day
from tests.pages import audit
from tests.pages.views import VIEWS, View

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


@pytest.fixture(scope="module")
def day(home: Installation) -> Day:
    shots = {name: pictures.photo(pictures.scene(400, 300)) for name in ("one", "two")}
    day = working_day(home, crew_for(home), lambda name: shots["one" if name < "n" else "two"])
    day.job("taped", "Console port does not answer")
    day.arrive("taped")
    record_job(day, "taped", noise(10, megabits=2), tone(8), seconds=10.0)
    return day


@pytest.fixture(scope="module")
def unused(day: Day) -> str:
    """The token of a link that is looked at and never pressed."""
    return day.home.invite("Theo Brandt", "technician").link.rsplit("/", 1)[1]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_page_is_accessible(browser: Browser, day: Day, unused: str, view: View) -> None:
    names = {name: job["id"] for name, job in day.jobs.items()} | day.links | {"unused": unused}
    guests: dict[str, Guest] = {**vars(day.crew), "ada": day.home.ada}

    def address(path: str) -> str:
        return urljoin(day.home.url, path.format(**names))

    with window(browser, view.device, guests.get(view.who), reduced_motion="reduce") as opened:
        page = opened.page
        page.route(DESCRIPTION, shorten)
        faults = [*loaded(page, view, address(view.path))]
        if view.empty is not None:
            faults += empty(page, view, address(view.empty or view.path))
        if view.fails:
            faults += in_trouble(page, view, address(view.path))
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


def forget_day(page: Page, address: str) -> None:
    """A technician's phone would show what it has kept, and no refusal."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    forgotten = {"origin": origin, "storageTypes": "indexeddb"}
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", forgotten)


def enter(page: Page, view: View) -> None:
    for name in view.press:
        starts = re.compile(f"^{re.escape(name)}")
        page.get_by_role("button", name=starts).locator("visible=true").first.click()


def see(page: Page, words: str) -> None:
    expect(page.get_by_text(words).locator("visible=true").first).to_be_visible()


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
