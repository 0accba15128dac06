"""The smallest phone, and a page on which every text that people type ends in a long word."""

from collections.abc import Iterator

from playwright.sync_api import Page, Route, ViewportSize

from tests.pages import audit
from tests.pages.view_steps import enter, forget_day, see
from tests.pages.views import View

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


def with_long_words(page: Page, view: View, address: str) -> Iterator[str]:
    """The faults of the page on the smallest phone, opened anew: links and fingerprints wrap."""
    page.goto("about:blank")  # The page left behind would keep the day again.
    forget_day(page, address)
    page.set_viewport_size(SMALL)
    page.route("**/api/**", lengthen)
    page.goto(address)
    enter(page, view)
    see(page, SEEN.get(view.name, view.words))
    audit.settle(page)
    if faults := audit.sticking_out(page):
        yield f"with long words: {faults}: {culprits(page)}"
    page.unroute_all(behavior="ignoreErrors")


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


def culprits(page: Page) -> object:
    """The elements that begin on the page and end beyond it, the innermost first."""
    return page.evaluate(
        """(wide) => [...document.querySelectorAll("body *")]
          .filter((one) => one.getBoundingClientRect().right > wide + 1)
          .map((one) => one.tagName + "." + one.className).reverse().slice(0, 12)""",
        SMALL["width"],
    )
