"""A step that a technician's page showed as made is told, however the browser ends."""

from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from tests.builders.api_jobs import Day
from tests.builders.load import slack
from tests.journeys.test_killed_browser import Killer, nothing, phone_of, processes_of, refuse
from tests.journeys.told import REASON, VERBS, hold

pytestmark = pytest.mark.journey
WATCH = """(state) => {
  const look = () => {
    if (document.querySelector(".job-head")?.textContent.includes(state)) shownAsKept(1);
  };
  new MutationObserver(look).observe(document, {
    ...{ subtree: true, childList: true, characterData: true },
  });
}"""


def hold_and_kill(context: BrowserContext, profile: Path, address: str) -> None:
    """Put the job on hold without a network, and end the browser as soon as the page shows it."""
    page = context.pages[0]
    context.route(VERBS, refuse)
    page.goto(address)
    expect(page.get_by_role("button", name="Put on hold")).to_be_visible()
    killer = Killer(processes_of(profile), nothing)
    page.expose_function("shownAsKept", killer)
    page.evaluate(WATCH, "On hold")
    with suppress(Error):  # the browser ends meanwhile
        hold(page)
        page.wait_for_timeout(60_000 * slack())
    assert killer.seen is not None, "the page did not show the step"


@pytest.mark.parametrize("again", range(2))
def test_a_step_that_showed_as_made_is_told_after_a_kill(
    browser: Browser, tmp_path: Path, day: Day, again: int
) -> None:
    profile, address = tmp_path / str(again), f"{day.home.url}{day.path('hers')[4:]}"
    with phone_of(browser, profile, day) as context:
        hold_and_kill(context, profile, address)
    assert day.crew.dan.ask("GET", day.path("hers"))["job"]["state"] == "on_site"
    with phone_of(browser, profile, day) as context:
        page = context.pages[0]
        page.goto(address)
        expect(page.get_by_text(REASON)).to_be_visible()
        expect(page.locator(".step-state")).to_have_count(0)
    job = day.crew.dan.ask("GET", day.path("hers"))["job"]
    assert (job["state"], job["hold_reason"]) == ("on_hold", REASON)
