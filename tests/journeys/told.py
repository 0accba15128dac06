"""The steps that Tess tells of on her job's page, with a network and without."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.builders import pictures
from tests.builders.api_jobs import Day
from tests.journeys import steps
from tests.pages import audit

WAITS = "waits for network"
UNCONFIRMED = re.compile("^(waits for network|waits to be sent|being sent)$")
FAULT, WORK, REASON = "The optic had failed.", "Replaced it.", "The key to cage 14."
VERBS = re.compile(r"/api/jobs/[^/]+/(acknowledge|arrive|hold|resume|complete)$")


def open_job(page: Page, day: Day, button: str) -> None:
    page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
    expect(page.get_by_role("button", name=button)).to_be_visible()


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def shows(page: Page, state: str) -> None:
    """The page shows the state, and that the server does not know of it yet."""
    head = page.locator(".job-head")
    expect(head.get_by_text(state, exact=True)).to_be_visible()
    expect(head.get_by_text(WAITS)).to_be_visible()


def hold(page: Page) -> None:
    press(page, "Put on hold")
    page.get_by_label("What are you waiting for?").fill(REASON)
    page.get_by_role("dialog").get_by_role("button", name="Put on hold").click()


def finish(page: Page) -> None:
    press(page, "Finish the job")
    page.get_by_label("What was wrong?").fill(FAULT)
    page.get_by_label("What did you do?").fill(WORK)
    page.get_by_role("dialog").get_by_role("button", name="Finish the job").click()


def take_photo(page: Page) -> None:
    steps.take(page, "From the gallery", "IMG_1.jpg", pictures.photo(pictures.scene(640, 480)))
    expect(page.locator(".tile-pending")).to_have_count(1)


def fits(page: Page, *, glare: bool = True) -> None:
    """The page suits gloves and glare, or a desk, and the standard of accessibility."""
    audit.settle(page)
    faults = audit.violations(page, glare=glare) + audit.sticking_out(page)
    least = {"target": 48, "text": 15} if glare else {"target": 32, "text": 13}
    assert not [*faults, *audit.too_small(page, **least)]


def document(day: Day) -> dict[str, Any]:
    return dict(day.crew.dan.ask("GET", day.path("hers")))


def events(day: Day) -> list[dict[str, Any]]:
    return list(day.crew.dan.ask("GET", day.path("hers", "events?limit=200"))["items"])
