"""A step that a technician's page showed as made is told, however the browser or the page ends."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from tests.builders.api_jobs import Day
from tests.builders.browsers import Window
from tests.builders.kept import kept, until
from tests.builders.load import slack
from tests.journeys.test_day_without_network import cut, hangs, refuses
from tests.journeys.test_killed_browser import Killer, nothing, phone_of, processes_of, refuse
from tests.journeys.told import REASON, VERBS, document, hold

pytestmark = pytest.mark.journey
EVENTS = "**/api/jobs/*/events**"
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


def test_a_step_stays_made_in_the_next_page_though_its_events_never_came(
    phone: Window, day: Day
) -> None:
    page, job = phone.page, f"jobs/{day.jobs['hers']['id']}"
    phone.context.route_web_socket(re.compile("/socket.io/"), lambda socket: socket.close())
    page.goto(day.home.url)
    until(page, lambda: all(path in str(kept(page)) for path in (job, "jobs?active")))
    page.locator(".job-card-link").click()
    phone.context.route(EVENTS, hangs)
    hold(page)
    until(page, lambda: document(day)["job"]["state"] == "on_hold")
    state = page.locator(".job-head")
    expect(state.get_by_text("On hold", exact=True)).to_be_visible()
    expect(page.locator(".step-state")).to_have_count(0)
    cut(phone, refuses)
    page.goto(day.home.url)
    expect(page.locator(".job-card").get_by_text("On hold", exact=True)).to_be_visible()
    page.goto(f"{day.home.url}/{job}")
    expect(state.get_by_text("On hold", exact=True)).to_be_visible()
    # What the desk decides afterwards is not covered by it.
    day.crew.dan.ask("POST", day.path("hers", "resume"), {})
    for routed in ("**/api/**", EVENTS):
        phone.context.unroute(routed)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(state.get_by_text("On site", exact=True)).to_be_visible()
