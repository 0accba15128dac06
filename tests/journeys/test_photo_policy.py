"""A site forbids photos while Tess is there: her open page obeys, and so does the call."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.api_jobs import Crew, crew_for
from tests.builders.browsers import DESK, PHONE, Window, until, window
from tests.builders.installation import Installation
from tests.journeys import calling

pytestmark = [pytest.mark.journey, pytest.mark.live]
NO_PHOTOS = "This site allows no photos. Write or speak a note instead."
STILLS_ONLY = "This site allows photos, but no video. Photo permit: PH-4711"
QUIET = 2_000
"""Milliseconds in which a picture that still came would be seen."""


@pytest.fixture
def crew(home: Installation) -> Crew:
    return crew_for(home)


@pytest.fixture
def site(home: Installation) -> str:
    """A site of this test's own, whose calls go from page to page."""
    id = str(uuid4())
    body = {"id": id, "organization_id": home.client["id"], "name": f"Zurich {id[:8]}"}
    home.ada.ask("POST", "/api/sites", {**body, "video_path": "direct"})
    return id


@pytest.fixture
def job(home: Installation, crew: Crew, site: str) -> str:
    job = str(home.job(crew.dan, calling.TITLE, crew.tess, site_id=site)["id"])
    for verb in ("acknowledge", "arrive"):
        crew.tess.ask("POST", f"/api/jobs/{job}/{verb}", {})
    return job


@pytest.fixture
def phone(patterned: Browser, crew: Crew) -> Iterator[Window]:
    with window(patterned, PHONE, crew.tess) as opened:
        calling.watch(opened)
        yield opened


def set_on_the_sites_sheet(page: Page, rule: str, permit: str = "") -> None:
    page.get_by_role("button", name="Edit Zurich").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Photos and video").select_option(label=rule)
    if permit:
        sheet.get_by_label("Number of the permit").fill(permit)
    sheet.get_by_role("button", name="Save").click()
    expect(sheet).to_have_count(0)


def no_frame_comes(page: Page) -> None:
    """Sound comes, and no picture."""
    until(page, f"async () => (await ({calling.INBOUND})()).sound > 50")
    before = calling.inbound(page)
    page.wait_for_timeout(QUIET)
    after = calling.inbound(page)
    assert after["sound"] > before["sound"]
    assert after["frames"] == before["frames"]


def test_what_a_site_forbids_is_neither_taken_nor_shown(
    home: Installation, patterned: Browser, crew: Crew, site: str, job: str, phone: Window
) -> None:
    page = phone.page
    photo = page.get_by_role("button", name="Photo", exact=True)
    page.goto(f"{home.url}/jobs/{job}")
    expect(photo).to_be_visible()
    with window(patterned, DESK, crew.dan) as office:
        office.page.goto(f"{home.url}/sites?organization={home.client['id']}&site={site}")
        set_on_the_sites_sheet(office.page, "None")
        expect(page.get_by_text(NO_PHOTOS)).to_be_visible()
        expect(photo).to_have_count(0)
        expect(page.get_by_role("button", name="Note", exact=True)).to_be_visible()
        set_on_the_sites_sheet(office.page, "Photos and stills only", "PH-4711")
        expect(office.page.get_by_text(STILLS_ONLY)).to_be_visible()
    expect(page.get_by_text(STILLS_ONLY)).to_be_visible()
    photo.click()
    expect(page.get_by_role("dialog").get_by_text(STILLS_ONLY)).to_be_visible()
    page.get_by_role("button", name="Close").click()
    with window(patterned, DESK, crew.eva) as opened:
        in_the_call(home, crew, site, job, page, calling.watch(opened))


def in_the_call(
    home: Installation, crew: Crew, site: str, job: str, phone: Page, desk: Page
) -> None:
    def allow(rule: str) -> None:
        home.ada.ask("PATCH", f"/api/sites/{site}", {"photo_rule": rule})

    desk.goto(home.url)
    calling.get_help(phone, home.url, job)
    calling.answer(desk)
    expect(desk.locator(".stage-words").get_by_text("This site allows stills only")).to_be_visible()
    no_frame_comes(desk)
    calling.one_still(home, crew.eva, job, desk)
    allow("allowed")
    calling.sees(desk, 10)
    allow("none")
    expect(desk.locator(".stage-words").get_by_text("This site allows no pictures")).to_be_visible()
    expect(phone.get_by_text("This site allows no pictures. Tell them")).to_be_visible()
    expect(phone.locator(".call-tool-photo")).to_have_count(0)
    no_frame_comes(desk)
    still = desk.get_by_role("group", name="Tools").get_by_role("button", name="Still")
    expect(still).to_have_attribute("aria-disabled", "true")
