"""What people type wraps on every page: no link or fingerprint makes one wider than a phone."""

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.builders.api_jobs import Day
from tests.builders.browsers import PHONE, window
from tests.pages import audit
from tests.pages.test_axe import day, enter, see, unused
from tests.pages.views import DOCS, VIEWS, View

__all__ = ["day", "unused"]
pytestmark = pytest.mark.journey
SMALL: ViewportSize = {"width": 320, "height": 640}
LONG = " https://tickets.example.com/" + "6f" * 90
TYPED = {
    *(
        "title",
        "description",
        "text",
        "caption",
        "name",
        "label",
        "address",
        "reference",
        "contact",
    ),
    *("access_instructions", "tag", "serial", "rack", "unit", "model", "fault", "work"),
    *("hold_reason", "cancel_reason", "withdrawn_reason"),
}
# The words of these views have a typed text inside.
SEEN = {"console's job": "Core switch", "client's recordings": "Tess Vogel"}
SPOKEN = [view for view in VIEWS if view.path != DOCS]
OPENED = [view for view in SPOKEN if not view.press]


def lengthen(route: Route) -> None:
    """Every text of the answer that people type ends in a long word."""
    if route.request.resource_type != "fetch":
        route.continue_()
        return
    answer = route.fetch()
    if "json" not in answer.headers.get("content-type", ""):
        route.fulfill(response=answer)
        return
    route.fulfill(response=answer, json=lengthened(answer.json()))


def lengthened(value: object, name: str = "") -> object:
    if isinstance(value, dict):
        return {key: lengthened(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [lengthened(each, name) for each in value]
    return value + LONG if isinstance(value, str) and value and name in TYPED else value


@pytest.mark.parametrize("view", SPOKEN, ids=lambda view: view.name)
def test_a_page_is_no_wider_than_the_smallest_phone(
    browser: Browser, day: Day, unused: str, view: View
) -> None:
    names = addresses(day, unused)
    guests = {**vars(day.crew), "ada": day.home.ada}
    path = view.path.format(**names)
    address = path if path.startswith("http") else day.home.url + path
    with window(browser, view.device | {"viewport": SMALL}, guests.get(view.who)) as opened:
        page = opened.page
        page.route("**/api/**", lengthen)
        page.goto(address)
        enter(page, view)
        see(page, SEEN.get(view.name, view.words))
        audit.settle(page)
        assert audit.sticking_out(page) == [], culprits(page)
        page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize("view", OPENED, ids=lambda view: view.name)
def test_a_page_is_no_wider_in_german(browser: Browser, day: Day, unused: str, view: View) -> None:
    path = view.path.format(**addresses(day, unused))
    address = path if path.startswith("http") else day.home.url + path
    device = PHONE | {"viewport": SMALL}
    guest = ({**vars(day.crew), "ada": day.home.ada}).get(view.who)
    with window(browser, device, guest, locale="de-DE") as opened:
        page = opened.page
        page.route("**/api/logins/current", in_german)
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", "de")
        page.wait_for_load_state("networkidle")
        audit.settle(page)
        assert audit.sticking_out(page) == [], culprits(page)
        page.unroute_all(behavior="ignoreErrors")


def in_german(route: Route) -> None:
    answer = route.fetch()
    login = answer.json()
    if "person" in login:
        login["person"]["language"] = "de"
    route.fulfill(response=answer, json=login)


def addresses(day: Day, unused: str) -> dict[str, str]:
    return {name: job["id"] for name, job in day.jobs.items()} | day.links | {"unused": unused}


def culprits(page: Page) -> object:
    """The elements that begin on the page and end beyond it, the innermost first."""
    return page.evaluate(
        """(wide) => [...document.querySelectorAll("body *")]
          .filter((one) => one.getBoundingClientRect().right > wide + 1)
          .map((one) => one.tagName + "." + one.className).reverse().slice(0, 12)""",
        SMALL["width"],
    )
