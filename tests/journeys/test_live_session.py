"""A whole call in real browsers, with sound, picture, pointer, stills, chat and report."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.builders.browsers import DESK, window
from tests.journeys import calling, steps
from tests.journeys.live_call import Story, eva_points_and_tess_sees_it

pytestmark = [pytest.mark.journey, pytest.mark.live, pytest.mark.timeout(300)]
REPORTED = 10_000


def test_a_call_goes_from_the_tap_to_the_report(story: Story) -> None:
    phone, desk = story.phone.page, story.desk.page
    desk.goto(story.home.url)
    expect(desk.get_by_text("You're online. Calls ring here.")).to_be_visible()
    calling.get_help(phone, story.home.url, story.job)
    expect(phone.get_by_text("1 expert is being rung.")).to_be_visible()
    calling.answer(desk)

    totals = calling.sees(desk, 100)
    assert totals["width"] == 1280
    assert totals["sound"] > 0
    calling.live(desk)
    calling.live(phone)
    eva_points_and_tess_sees_it(desk, phone)
    id = calling.fire_a_still(story.home, story.eva, story.job, desk, least=1280)
    told = story.document()["evidence"][id]["capture"]
    assert ("origin" in told, told["time_source"], bool(told["camera"])) == (False, "clock", True)
    they_write_to_each_other(desk, phone)
    again = her_tab_dies_and_comes_back(story, desk)
    the_end_and_its_report(story, desk, again)
    the_client_sees_what_happened(story, id)


def they_write_to_each_other(desk: Page, phone: Page) -> None:
    calling.say(desk, "A line to everybody in the call", "Reseat the left power supply")
    desk.keyboard.press("Escape")  # from the words back to the tools
    line = phone.get_by_text("Eva (expert): Reseat the left power supply")
    expect(line).to_be_visible()
    line.click()
    sheet = phone.get_by_role("dialog", name="Chat")
    calling.say(phone, "Write to the expert", "Done, it hums")
    expect(desk.get_by_text("Done, it hums")).to_be_visible()
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)


def her_tab_dies_and_comes_back(story: Story, desk: Page) -> Page:
    """Tess has the same seat, sends her picture without a tap, and nothing rings."""
    before = story.document()["sessions"]
    story.phone.page.close()
    expect(
        desk.get_by_text("Tess Vogel's page is not there just now.", exact=False)
    ).to_be_visible()
    again = story.phone.another()
    again.goto(f"{story.home.url}/jobs/{story.job}")
    expect(again.get_by_role("region", name="Call")).to_be_visible()
    calling.sees(desk, 30)
    calling.live(desk)
    after = story.document()["sessions"]
    assert after == before
    expect(desk.get_by_text("waits for help")).to_have_count(0)
    return again


def the_end_and_its_report(story: Story, desk: Page, phone: Page) -> None:
    desk.keyboard.press("e")
    expect(desk.get_by_text("End the call with Tess Vogel?")).to_be_visible()
    desk.keyboard.press("e")
    expect(phone.get_by_text("Eva Lindqvist has ended the call", exact=False)).to_be_visible()
    for _ in range(REPORTED // 250):
        [session] = story.document()["sessions"].values()
        if session["report"]:
            break
        desk.wait_for_timeout(250)
    report = session["report"]
    assert (report["messages"], report["stills"]) == (2, 1)
    assert {each["name"] for each in report["connections"]} == {"Tess Vogel", "Eva Lindqvist"}
    assert all(each["path"] == "node" for each in report["connections"])


def the_client_sees_what_happened(story: Story, still: str) -> None:
    client = story.home.client["id"]
    assert story.cleo.ask("GET", f"/api/jobs/{story.job}")["job"]["organization_id"] == client
    with window(story.desk.context.browser, DESK, story.cleo) as opened:  # type: ignore[arg-type]
        page = opened.page
        page.goto(f"{story.home.url}/jobs/{story.job}")
        expect(page.get_by_role("heading", name=calling.TITLE).first).to_be_visible()
        expect(page.get_by_text("Reseat the left power supply").first).to_be_visible()
        picture: Locator = page.locator(f"img.picture[src*='{still}']").first
        steps.shown(picture, 1)


def test_eva_calls_and_tess_answers(story: Story) -> None:
    phone, desk = story.phone.page, story.desk.page
    phone.goto(story.home.url)
    expect(phone.get_by_text(calling.TITLE).first).to_be_visible()
    desk.goto(f"{story.home.url}/?job={story.job}")
    desk.get_by_role("button", name="Call Tess Vogel").click()
    expect(phone.get_by_text("Eva Lindqvist is calling")).to_be_visible()
    phone.get_by_role("button", name="Answer").click()
    calling.sees(desk, 50)
    calling.live(phone)
    phone.get_by_role("button", name="End").click()
    expect(desk.get_by_text("The call has ended").first).to_be_visible()


def test_a_call_says_that_nobody_is_online_and_the_job_records_it(story: Story) -> None:
    phone = story.phone.page
    calling.get_help(phone, story.home.url, story.job)
    expect(phone.get_by_text("No expert is online now.")).to_be_visible()
    [session] = calling.document(story.cleo, story.job)["sessions"].values()
    assert (session["state"], session["experts_online"]) == ("ringing", 0)
    phone.get_by_role("button", name="Stop waiting").click()
    expect(phone.get_by_text(calling.TITLE).first).to_be_visible()
    [session] = calling.document(story.cleo, story.job)["sessions"].values()
    assert session["end_reason"] == "withdrawn"
