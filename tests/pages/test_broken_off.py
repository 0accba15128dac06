"""A page opens by itself and with its styles, although the phone changes its network meanwhile and
breaks off every request."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError

from tests.builders.browsers import PHONE, Window, window
from tests.builders.installation import Guest, Installation
from tests.faults.web_and_worker import until
from tests.journeys.calling import document, get_help, job_on_site

pytestmark = pytest.mark.journey
# The error of Chromium when Wi-Fi gives way to a mobile network.
BROKEN_OFF = "connectionaborted"
STYLED = """() => {
  const sheets = [...document.querySelectorAll("link[rel=stylesheet]")];
  return sheets.length > 2 && sheets.every((each) => each.sheet?.cssRules.length);
}"""


@pytest.fixture
def tess(home: Installation) -> Guest:
    return home.invite("Tess Vogel", "technician")


@pytest.fixture
def phone(browser: Browser, tess: Guest) -> Iterator[Window]:
    with window(browser, PHONE, tess) as opened:
        yield opened


def break_off(page: Page, what: str, times: int = 1) -> Counter[str]:
    """Abort the first `times` requests of each address that matches, and return how many came."""
    requests: Counter[str] = Counter()

    def once(route: Route) -> None:
        requests[route.request.url] += 1
        if requests[route.request.url] <= times:
            route.abort(BROKEN_OFF)
        else:
            route.continue_()

    page.route(re.compile(what), once)
    return requests


def photo_can_be_taken(page: Page) -> None:
    button = page.get_by_role("button", name="Photo", exact=True)
    expect(button).to_be_enabled()
    # The button is as big as its styles make it for a thumb in a glove.
    box = button.bounding_box()
    assert box
    assert box["height"] >= 56


def has_its_styles(page: Page) -> None:
    for _ in range(60):
        # The page may be loading again just now.
        with suppress(PlaywrightError):
            if page.evaluate(STYLED):
                return
        page.wait_for_timeout(250)
    raise AssertionError("a stylesheet is missing")


@pytest.mark.parametrize(
    ("what", "times"),
    [
        (r"/assets/index-.*\.js", 1),
        (r"/assets/index-.*\.css", 1),
        (r"/assets/client-.*\.js", 1),
        (r"/assets/technician-.*\.js", 1),
        (r"/assets/technician-.*\.css", 2),
        (r"/assets/", 1),
        (r"/api/", 1),
        (r"/(api|assets)/", 2),
    ],
)
def test_a_job_opens_whichever_requests_are_broken_off(
    home: Installation, phone: Window, tess: Guest, what: str, times: int
) -> None:
    job = job_on_site(home, home.invite("Dan Okafor", "dispatcher"), tess)
    requests = break_off(phone.page, what, times)
    phone.page.goto(f"{home.url}/jobs/{job}")
    photo_can_be_taken(phone.page)
    has_its_styles(phone.page)
    assert max(requests.values()) > times


def test_a_page_shows_its_language_when_that_has_been_loaded(
    home: Installation, browser: Browser
) -> None:
    tess = home.invite("Tess Vogel", "technician", language="de")
    with window(browser, PHONE, tess, locale="de-DE") as phone:
        break_off(phone.page, r"/assets/de-", 3)
        phone.page.goto(home.url)
        expect(phone.page.get_by_role("heading", name="Today")).to_be_visible()
        expect(phone.page.get_by_role("heading", name="Heute")).to_be_visible()


def test_a_call_begins_and_rings_without_a_reload(
    home: Installation, phone: Window, tess: Guest
) -> None:
    job = job_on_site(home, home.invite("Dan Okafor", "dispatcher"), tess)
    # The code of the socket is broken off first, then the code of the call.
    requests = break_off(phone.page, r"/assets/(esm|call)-.*\.js", 3)
    get_help(phone.page, home.url, job)
    expect(phone.page.get_by_text("Live", exact=True).first).to_be_attached()
    assert sorted(requests.values()) == [4, 4], requests
    # The call rings for every expert, and the next test must begin in silence.
    phone.page.get_by_role("button", name="Stop waiting").click()
    until(lambda: states(tess, job) == ["ended"], 30.0)


def states(tess: Guest, job: str) -> list[str]:
    return [one["state"] for one in document(tess, job)["sessions"].values()]


def test_a_page_without_an_answer_says_so_and_keeps_asking(
    home: Installation, phone: Window, tess: Guest
) -> None:
    job = job_on_site(home, home.invite("Dan Okafor", "dispatcher"), tess)
    page = phone.page
    page.route(re.compile(r"/api/"), lambda route: route.abort(BROKEN_OFF))
    page.goto(home.url)
    expect(page.get_by_text("No answer from the server. This page keeps trying.")).to_be_visible()
    page.unroute_all()
    page.goto(f"{home.url}/jobs/{job}", wait_until="commit")
    photo_can_be_taken(page)
