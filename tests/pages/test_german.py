"""German's longer words fit on every page: none is wider than the smallest phone."""

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.builders.api_jobs import Day
from tests.builders.browsers import PHONE, window
from tests.pages import audit
from tests.pages.long_words import SMALL, culprits
from tests.pages.view_steps import addresses, people
from tests.pages.views import DOCS, VIEWS, View

pytestmark = pytest.mark.journey
OPENED = [view for view in VIEWS if view.path != DOCS and not view.press]


@pytest.mark.parametrize("view", OPENED, ids=lambda view: view.name)
def test_a_page_is_no_wider_in_german(browser: Browser, day: Day, unused: str, view: View) -> None:
    path = view.path.format(**addresses(day, unused))
    address = path if path.startswith("http") else day.home.url + path
    device = PHONE | {"viewport": SMALL}
    guest = people(day).get(view.who)
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
