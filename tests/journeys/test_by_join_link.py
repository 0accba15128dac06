"""Somebody without an account joins a call by a link and one press, and is out when it is revoked.

The camera films Chromium's own pattern, which has 1920 pixels; one that plays a file has 1280.
"""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.browsers import DESK, PHONE, window
from tests.builders.installation import Guest, Installation
from tests.journeys import calling

pytestmark = [pytest.mark.journey, pytest.mark.live, pytest.mark.timeout(300)]


def make_a_link(page: Page, home: Installation, job: str) -> str:
    """The address of a join link that Dan makes in the office's view of the job."""
    page.goto(f"{home.url}/board?job={job}")
    page.get_by_role("button", name="Make a join link").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Who is it for?").fill("Gus from next door")
    sheet.get_by_role("button", name="Make a join link").click()
    address = sheet.get_by_role("textbox", name="Copy the link")
    expect(address).to_be_visible()
    code = sheet.locator("img[src$='qr.svg']")
    expect(code).to_have_js_property("complete", True)
    assert code.evaluate("image => image.naturalWidth") > 100
    assert str(sheet.get_by_role("link", name="text message").get_attribute("href")).startswith(
        "sms:"
    )
    link = address.input_value()
    page.keyboard.press("Escape")
    return link


def test_a_guest_joins_by_a_link_and_is_out_when_it_is_revoked(
    home: Installation, patterned: Browser
) -> None:
    tess, eva = home.invite("Tess Vogel", "technician"), home.invite("Eva Lindqvist", "expert")
    dan = home.invite("Dan Okafor", "dispatcher")
    job = calling.job_on_site(home, dan, tess)
    with (
        window(patterned, DESK, dan) as office,
        window(patterned, PHONE) as phone,
        window(patterned, PHONE) as late,
        window(patterned, DESK, eva) as desk,
    ):
        for opened in (phone, desk):
            calling.watch(opened)
        link = make_a_link(office.page, home, job)
        desk.page.goto(home.url)
        phone.page.goto(link)
        phone.page.get_by_role("button", name="Join").click()
        phone.page.get_by_role("button", name="Get help").click()
        calling.answer(desk.page)
        calling.sees(desk.page, 50)
        calling.fire_a_still(home, eva, job, desk.page, least=1920)
        the_desk_corrects_her_name(office.page, desk.page)
        somebody_who_comes_later_can_not_join(late.page, link)
        the_guest_is_out_when_the_link_is_revoked(home, dan, job, phone.page)


def the_desk_corrects_her_name(office: Page, desk: Page) -> None:
    """The name changes in the office and, without a reload, in the call."""
    expect(desk.get_by_role("heading", name="Gus from next door")).to_be_visible()
    office.get_by_role("button", name="Rename Gus from next door").click()
    sheet = office.get_by_role("dialog", name="Another name for Gus from next door")
    sheet.get_by_label("Name").fill("Gustav Weber")
    sheet.get_by_role("button", name="Save").click()
    expect(office.get_by_text("Taken by Gustav Weber")).to_be_visible()
    expect(desk.get_by_role("heading", name="Gustav Weber")).to_be_visible()


def somebody_who_comes_later_can_not_join(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", name="Somebody has joined by this link")).to_be_visible()
    expect(page.get_by_role("button", name="Join")).to_have_count(0)


def the_guest_is_out_when_the_link_is_revoked(
    home: Installation, dan: Guest, job: str, phone: Page
) -> None:
    [join] = dan.ask("GET", f"/api/jobs/{job}/joins")["items"]
    dan.ask("POST", f"/api/jobs/{job}/joins/{join['id']}/revoke", {})
    expect(phone.get_by_role("region", name="Call")).to_have_count(0, timeout=5000)
