"""Drafts that an earlier version kept at a desk or on a client's device are nobody's until somebody
says that they are hers."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.api_jobs import Day
from tests.builders.browsers import DESK, PHONE, Window, window
from tests.builders.installation import Guest
from tests.pages import audit

pytestmark = pytest.mark.journey
TYPED = "Their fan has been loud since March"
QUESTION = "Is this yours?"
# An earlier version kept drafts in the same places, and no word on whose they are.
KEPT = """([name, draft]) => localStorage.setItem(`smart-hands.draft.${name}`, draft)"""


def sit_down(opened: Window, person: Guest) -> Page:
    opened.belongs_to(person)
    opened.page.goto(person.url)
    return opened.page


def is_asked(page: Page, *, target: int, text: int) -> None:
    expect(page.get_by_role("alert").filter(has_text=QUESTION)).to_contain_text("1 draft")
    assert TYPED not in page.content()
    audit.settle(page)
    faults = audit.violations(page, glare=False) + audit.sticking_out(page)
    faults += audit.too_small(page, target=target, text=text)
    assert not faults, faults


def test_a_desk_asks_whose_the_drafts_are(browser: Browser, day: Day) -> None:
    with window(browser, DESK, reduced_motion="reduce") as opened:
        page = sit_down(opened, day.crew.eva)
        page.evaluate(KEPT, ["job.new", f'{{"title": "{TYPED}"}}'])
        page.reload()
        is_asked(page, target=32, text=13)
        page.get_by_role("button", name="It is not mine").click()
        expect(page.get_by_text(QUESTION)).to_have_count(0)

        page = sit_down(opened, day.crew.dan)
        is_asked(page, target=32, text=13)
        page.get_by_role("button", name="It is mine").click()
        expect(page.get_by_text(QUESTION)).to_have_count(0)
        page.get_by_role("button", name="New job").click()
        expect(page.get_by_label("What is to be done?")).to_have_value(TYPED)

        page = sit_down(opened, day.crew.eva)
        expect(page.get_by_text("Ready when somebody calls")).to_be_visible()
        expect(page.get_by_text(QUESTION)).to_have_count(0)


@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
def test_a_client_is_asked_too(browser: Browser, day: Day, device: dict[str, object]) -> None:
    with window(browser, device, reduced_motion="reduce") as opened:
        page = sit_down(opened, day.crew.cleo)
        page.evaluate(KEPT, ["request", f'{{"title": "{TYPED}"}}'])
        page.reload()
        is_asked(page, target=32, text=13)
        page.get_by_role("button", name="It is mine").click()
        page.get_by_role("button", name="Request a job").click()
        expect(page.get_by_role("dialog").get_by_role("textbox").first).to_have_value(TYPED)
