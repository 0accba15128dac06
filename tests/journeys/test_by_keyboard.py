"""Dan does everything of his day by the keyboard, and always sees where the focus is."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.browsers import DESK, window
from tests.builders.installation import Installation

pytestmark = pytest.mark.journey
TITLE = "Label both ends of the new trunk"
STEPS = 60
# The name that a screen reader says, and whether the focus can be seen.
FOCUSED = """() => {
  const one = document.activeElement;
  const labels = one.labels ? [...one.labels].map((label) => label.textContent) : [];
  const ring = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
    || style.boxShadow !== "none";
  return {
    name: one.getAttribute("aria-label") || labels.join(" ") || one.textContent,
    // A link that stretches over its card has its ring on its pseudo-element.
    seen: [null, "::before", "::after"].some((part) => ring(getComputedStyle(one, part))),
  };
}"""


def reach(page: Page, name: str) -> None:
    """Press Tab until the focus is on `name`; the focus must be visible at every stop."""
    stops = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        if focus["name"] and page.evaluate("document.activeElement !== document.body"):
            assert focus["seen"], f"the focus can't be seen on {focus['name']!r}"
        stops.append(" ".join(focus["name"].split())[:60])
        if stops[-1].startswith(name):
            return
    raise AssertionError(f"{name!r} is not among {stops}")


def press(page: Page, name: str, key: str = "Enter") -> None:
    reach(page, name)
    page.keyboard.press(key)


def test_a_dispatcher_opens_assigns_and_shares_a_job_without_a_mouse(
    home: Installation, browser: Browser
) -> None:
    dan = home.invite("Dan Okafor", "dispatcher")
    tess = home.invite("Tess at the keyboard", "technician")
    with window(browser, DESK) as desk:
        page = desk.page
        page.goto(dan.link)
        press(page, "Sign in as Dan Okafor")
        expect(page.get_by_role("button", name="New job").first).to_be_visible()
        open_a_job(page)
        assign(page, tess.name)
        share(page)
        close_and_open_again(page)


def type_in_first_field(page: Page, words: str) -> None:
    """The first field of the sheet has the focus once the sheet is there."""
    first = page.get_by_role("dialog").get_by_role("textbox").first
    expect(first).to_be_focused()
    page.keyboard.type(words)
    expect(first).to_have_value(words)


def open_a_job(page: Page) -> None:
    press(page, "New job")
    type_in_first_field(page, TITLE)
    site = page.get_by_role("dialog").get_by_label("Site", exact=True)
    expect(site.get_by_role("option", name="Frankfurt 2")).to_be_attached()
    reach(page, "Site")
    page.keyboard.type("Frankfurt")
    expect(site.locator("option:checked")).to_have_text("Frankfurt 2")
    press(page, "Create the job")
    expect(page.get_by_role("heading", name=TITLE)).to_be_focused()


def assign(page: Page, technician: str) -> None:
    press(page, "Assign")
    dialog = page.get_by_role("dialog", name="Who goes?")
    expect(dialog.get_by_label(technician)).to_be_visible()
    press(page, technician, "Space")
    press(page, "Assign")
    expect(dialog).to_have_count(0)
    panel = page.get_by_role("region", name="Overview")
    expect(panel.get_by_text(technician)).to_be_visible()


def share(page: Page) -> None:
    press(page, "Make a link")
    type_in_first_field(page, "The auditors")
    press(page, "Make a link")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Copy the link")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate(FOCUSED)["name"] == "Make a link"
    expect(page.get_by_text("The auditors").first).to_be_visible()


def close_and_open_again(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name=TITLE)).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("both ends")
    expect(page.get_by_role("heading", name="Found for “both ends”")).to_be_visible()
    page.keyboard.type(" of the new trunk")
    expect(page.get_by_role("heading", name="Found for “both ends of the new")).to_be_visible()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    press(page, TITLE)
    expect(page.get_by_role("heading", name=TITLE)).to_be_focused()
