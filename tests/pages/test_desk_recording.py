"""The desk asks to record and stops by one key, shows the state, and asks everybody who joins."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.installation import Installation
from tests.pages.console import Desk, Floor, floor, get_help, online, wrong

pytestmark = [pytest.mark.journey, pytest.mark.live]
REC = re.compile(r"^REC \d+:\d\d$")


@pytest.fixture
def hall(home: Installation, filming: Browser) -> Iterator[Floor]:
    with floor(home, filming) as opened:
        yield opened


def in_call(hall: Floor, title: str, **fields: Any) -> tuple[Desk, Page]:
    """A call in which Eva has answered Tess."""
    hall.day.job("now", title, priority=1, **fields)
    hall.day.arrive("now")
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    phone = hall.phone(hall.day.jobs["now"]["id"])
    get_help(phone)
    expect(eva.ring(title)).to_be_visible()
    eva.press("a")
    eva.sees("Tess Vogel")
    return eva, phone


def answer(hall: Floor, given: bool) -> None:
    [session] = hall.day.crew.tess.ask("GET", hall.day.path("now"))["sessions"]
    path = hall.day.path("now", "sessions", session, "recording", "consent")
    hall.day.crew.tess.ask("POST", path, {"given": given})


def says(eva: Desk, words: str | re.Pattern[str]) -> None:
    expect(eva.page.locator(".rec-state").get_by_text(words).first).to_be_visible()


def test_the_desk_shows_the_state_of_the_recording(hall: Floor) -> None:
    eva, phone = in_call(hall, "Fan tray is loud")
    record = eva.tool("Record")
    expect(record).not_to_have_attribute("aria-disabled", "true")
    expect(record).to_have_attribute("title", "Ask everybody whether the call may be recorded (R)")
    eva.press("r")
    says(eva, "Asking Tess Vogel to be recorded")
    expect(record).to_have_attribute("aria-pressed", "true")
    faults = wrong(eva.page, "asking")
    answer(hall, given=True)
    says(eva, REC)
    says(eva, re.compile(r"MB on disk, [\d.]+ MB stored"))
    faults += wrong(eva.page, "recorded")
    dan = dan_joins_and_is_asked(hall, eva)
    faults += wrong(dan.page, "Dan is asked")
    dan.page.get_by_role("button", name="No", exact=True).click()
    says(eva, "Paused: Dan Okafor refused")
    faults += wrong(eva.page, "paused")
    dan.page.get_by_role("button", name="Allow").click()
    says(eva, REC)
    eva.page.get_by_role("link", name="Sites").click()
    bar = eva.page.get_by_role("region", name="Call")
    expect(bar.get_by_text(REC)).to_be_visible()
    faults += wrong(eva.page, "on another page")
    bar.get_by_role("link", name="Back to the call").click()
    stop_and_undo(eva, phone)
    assert not faults, "\n".join(faults)


def dan_joins_and_is_asked(hall: Floor, eva: Desk) -> Desk:
    dan = hall.desk(hall.day.crew.dan, f"/board?job={hall.day.jobs['now']['id']}")
    dan.page.get_by_role("button", name="Join", exact=True).click()
    question = dan.page.get_by_role("group", name="This call is being recorded")
    expect(question.get_by_text("Nobody hears or sees you until you answer.")).to_be_visible()
    says(eva, "Dan Okafor has not answered yet and is not heard")
    return dan


def stop_and_undo(eva: Desk, phone: Page) -> None:
    """Undoing a stop asks again, since another recording needs consents of its own."""
    eva.press("r")
    expect(eva.page.get_by_text("Recording stopped.")).to_be_visible()
    expect(eva.page.get_by_text(REC)).to_have_count(0)
    eva.page.get_by_role("button", name="Undo").click()
    expect(phone.get_by_role("dialog", name="Eva Lindqvist asks")).to_be_visible()
    says(eva, re.compile("^Asking "))  # Her page may hear of it later than the phone.
    eva.press("r")
    expect(phone.get_by_role("dialog")).to_have_count(0)


def test_a_site_whose_calls_go_directly_can_not_be_recorded(hall: Floor) -> None:
    home = hall.day.home
    site = {
        "id": str(uuid4()),
        "organization_id": home.client["id"],
        "name": "Vault",
        "video_path": "direct",
    }
    home.ada.ask("POST", "/api/sites", site)
    eva, _ = in_call(hall, "Door does not lock", site_id=site["id"])
    record = eva.tool("Record")
    why = "only calls through our node can be recorded"
    expect(record).to_have_attribute("title", re.compile(why))
    expect(record).to_have_attribute("aria-disabled", "true")
    eva.press("r")
    [session] = eva.page.evaluate("fetch('/api/calls').then((response) => response.json())")["live"]
    assert session["session"]["recording"] is None
