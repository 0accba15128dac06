"""What a test does on each view: who opens it, its address, and the presses that lead into it."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.builders.api_jobs import Day
from tests.builders.installation import Guest
from tests.pages.views import View


def people(day: Day) -> dict[str, Guest]:
    return {**vars(day.crew), "ada": day.home.ada}


def addresses(day: Day, unused: str) -> dict[str, str]:
    return {name: job["id"] for name, job in day.jobs.items()} | day.links | {"unused": unused}


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
