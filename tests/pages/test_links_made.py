"""Whoever is deactivated leaves the links open that she made, and the page shows each to end it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.builders.api_jobs import day_on_site
from tests.builders.browsers import DESK, PHONE, window
from tests.builders.installation import Installation
from tests.pages import audit

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("device", "name"), [(PHONE, "Doro Lang"), (DESK, "Emil Haas")])
def test_the_links_of_a_person_who_is_deactivated_are_there_to_revoke(
    home: Installation, browser: Browser, device: dict[str, object], name: str, tmp_path: Path
) -> None:
    day = day_on_site(home)
    dan = day.crew.dan = home.invite(name, "dispatcher")
    day.job("now", "Core switch, no link")
    day.share("now", "Northwind operations")
    day.join("now", "Gus")
    with window(browser, device, home.ada, reduced_motion="reduce") as opened:
        page = opened.page
        page.goto(f"{home.url}/people?role=dispatcher")
        page.get_by_role("button", name=name).click()
        sheet = page.get_by_role("dialog")
        sheet.get_by_role("button", name="Deactivate").click()
        expect(sheet.get_by_role("button", name="Reactivate")).to_be_visible()
        links = sheet.get_by_role("listitem")
        expect(links).to_have_count(2)
        expect(links.first.get_by_text("Guest: Gus").first).to_be_visible()
        audit.settle(page)
        assert audit.violations(page, glare=False) == []
        assert audit.sticking_out(page) == []
        page.screenshot(path=tmp_path / "links.png")
        sheet.get_by_role("button", name="Revoke Evidence: Northwind operations").click()
        sheet.get_by_role("button", name="Revoke", exact=True).click()
        expect(links).to_have_count(1)
        expect(links.get_by_text("Guest: Gus").first).to_be_visible()
    [left] = home.ada.ask("GET", f"/api/people/{dan.id}/links")["items"]
    assert (left["kind"], left["label"]) == ("join", "Gus")
