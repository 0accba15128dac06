"""A technician calls by one tap, shows her camera, and loses nothing by leaving the page."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.builders.browsers import PHONE, type_in_focus
from tests.pages import audit
from tests.pages.console import Desk, Floor, get_help
from tests.pages.phone_call import in_call, live, wrong

pytestmark = [pytest.mark.journey, pytest.mark.live]
NARROW: ViewportSize = {"width": 360, "height": 640}
SIDEWAYS: ViewportSize = {"width": 844, "height": 390}


def test_a_call_is_accessible_at_the_phone(hall: Floor) -> None:
    phone = hall.phone(hall.day.jobs["now"]["id"])
    get_help(phone)
    expect(phone.get_by_role("heading", name="Waiting for an expert")).to_be_visible()
    faults = wrong(phone, "waiting")
    phone.get_by_role("button", name="Stop waiting").click()
    eva, phone = in_call(hall)
    phone.get_by_role("button", name="Mute").click()
    eva.press("/")
    type_in_focus(eva.page, "Reseat the left power supply, please")
    eva.press("Enter")
    expect(phone.get_by_role("button", name="Eva (expert): Reseat")).to_be_visible()
    for shape in (NARROW, SIDEWAYS, PHONE["viewport"]):
        phone.set_viewport_size(shape)
        faults += wrong(phone, f"live, {shape['width']} px wide")
    for sheet in ("Chat", "Camera and sound"):
        phone.get_by_role("button", name=sheet).click()
        faults += wrong(phone, sheet)
        phone.keyboard.press("Escape")
    faults += faults_while_recording(eva, phone)
    phone.get_by_role("button", name="Back to the job").click()
    expect(phone.get_by_role("button", name=re.compile("Back to the call"))).to_be_visible()
    faults += wrong(phone, "the call's strip")
    assert not faults, "\n".join(faults)


def faults_while_recording(eva: Desk, phone: Page) -> list[str]:
    eva.press("Escape")  # from the words back to the tools
    expect(eva.tool("Record")).not_to_have_attribute("aria-disabled", "true")
    eva.press("r")
    question = phone.get_by_role("dialog", name="Eva Lindqvist asks")
    expect(question).to_be_visible()
    faults = wrong(phone, "asked to be recorded")
    for name in ("Yes, record", "No"):
        box = question.get_by_role("button", name=name, exact=True).bounding_box()
        assert box
        assert box["height"] >= 64
    question.get_by_role("button", name="Answer later").click()
    waits = phone.get_by_role("button", name="May this call be recorded? Answer")
    faults += wrong(phone, "recording put aside")
    waits.click()
    question.get_by_role("button", name="No", exact=True).click()
    expect(eva.page.get_by_text("Tess Vogel said no: nothing is recorded").first).to_be_visible()
    phone.get_by_role("button", name="Allow recording again").click()
    expect(phone.get_by_text(re.compile(r"^REC \d+:\d\d$"))).to_be_visible()
    faults += wrong(phone, "recorded")
    phone.set_viewport_size(SIDEWAYS)
    faults += wrong(phone, "recorded, sideways")
    phone.set_viewport_size(PHONE["viewport"])
    return faults


def test_a_call_that_nobody_answers_waits_on_the_job(hall: Floor) -> None:
    phone = hall.phone(hall.day.jobs["now"]["id"])
    get_help(phone)
    expect(phone.get_by_text("No expert is online now.")).to_be_visible()
    phone.get_by_role("button", name="Go on with the job").click()
    expect(phone.get_by_text("Waiting for an expert")).to_be_visible()
    expect(phone.get_by_role("button", name="Get help")).to_have_count(0)
    eva = hall.desk(hall.day.crew.eva)
    expect(eva.ring(hall.title)).to_be_visible()
    eva.press("a")
    phone.get_by_role("button", name=re.compile("Back to the call")).click()
    live(phone)


def test_the_phone_rings_and_one_button_answers(hall: Floor) -> None:
    phone = hall.phone(hall.day.jobs["now"]["id"])
    expect(phone.get_by_role("status").filter(has_text="Live")).to_be_attached()
    eva = hall.desk(hall.day.crew.eva, f"/?job={hall.day.jobs['now']['id']}")
    eva.page.get_by_role("button", name="Call Tess").first.click()
    ringing = phone.get_by_role("dialog", name="Eva Lindqvist is calling")
    expect(ringing).to_be_visible()
    assert not (faults := wrong(phone, "ringing")), "\n".join(faults)
    phone.get_by_role("button", name="Not now").click()
    expect(phone.get_by_text("Eva Lindqvist is still calling")).to_be_visible()
    phone.get_by_role("button", name="Answer").click()
    ringing.get_by_role("button", name="Answer").click()
    live(phone)


def test_the_pointer_is_where_eva_points_however_the_phone_is_held(hall: Floor) -> None:
    eva, phone = in_call(hall)
    eva.press("p")
    picture = eva.page.locator("video.stage-video").bounding_box()
    assert picture
    middle = picture["x"] + picture["width"] / 2, picture["y"] + picture["height"] / 2
    eva.page.mouse.move(middle[0] - 5, middle[1])
    eva.page.mouse.move(*middle)
    mark = phone.locator(".call-pointer")
    expect(mark).to_have_count(1)
    for shape in (PHONE["viewport"], SIDEWAYS, NARROW):
        phone.set_viewport_size(shape)
        audit.settle(phone)
        ring = phone.locator(".call-pointer-ring").bounding_box()
        assert ring
        assert ring["x"] + ring["width"] / 2 == pytest.approx(shape["width"] / 2, abs=3)
        assert ring["y"] + ring["height"] / 2 == pytest.approx(shape["height"] / 2, abs=3)
    eva.press("p")
    expect(mark).to_have_count(0)


def test_a_second_tab_takes_the_call_only_when_she_asks_for_it(hall: Floor) -> None:
    _, phone = in_call(hall)
    second = phone.context.new_page()
    second.goto(hall.day.home.url)
    strip = second.get_by_role("button", name=re.compile("Your call is open elsewhere"))
    expect(strip).to_be_visible()
    live(phone)
    strip.click()
    second.get_by_role("button", name="Bring it here").click()
    live(second)
    expect(phone.get_by_role("heading", name="Your call is open elsewhere")).to_be_visible()


def test_the_phone_says_that_eva_has_ended_the_call(hall: Floor) -> None:
    eva, phone = in_call(hall)
    eva.press("e")
    eva.press("e")
    expect(phone.get_by_role("heading", name="Eva Lindqvist has ended the call")).to_be_visible()
    phone.get_by_role("button", name="Back to the job").last.click()
    expect(phone.get_by_role("button", name="Get help")).to_be_visible()
