"""The desk draws on pictures by keys, by two at once and on photos, as the phone shows it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.builders.browsers import type_in_focus
from tests.pages import audit
from tests.pages.console import Desk, Floor, in_call, wrong

pytestmark = [pytest.mark.journey, pytest.mark.live]


def surface(desk: Desk) -> Locator:
    return desk.page.get_by_role("group", name=re.compile("^The picture that is drawn on"))


def hold_up(desk: Desk) -> None:
    desk.press("d")
    expect(surface(desk)).to_be_focused()


def drawn(page: Page) -> Locator:
    return page.locator(".held-picture .mark-shape, .call-held .mark-shape")


def test_an_expert_draws_by_keys_alone(hall: Floor) -> None:
    eva, phone = in_call(hall)
    hold_up(eva)
    eva.press("3")  # the pen, and then the arrow, which counts
    eva.press("1")
    for key in ("ArrowRight", "Enter", "Shift+ArrowRight", "Shift+ArrowDown", "Enter"):
        eva.press(key)
    expect(drawn(phone)).to_have_count(1)
    eva.press("4")
    eva.press("Enter")
    expect(drawn(phone).get_by_text("1")).to_be_visible()
    eva.press("5")
    eva.press("Enter")
    type_in_focus(eva.page, "dmr: left, 2nd")
    eva.press("Enter")
    expect(drawn(phone).filter(has_text="dmr: left, 2nd")).to_be_visible()
    eva.press("Enter")
    type_in_focus(eva.page, "not this")
    eva.press("Escape")
    expect(drawn(eva.page)).to_have_count(3)
    eva.press("z")
    expect(drawn(phone)).to_have_count(2)
    eva.press("Escape")
    expect(surface(eva)).to_have_count(0)
    expect(phone.locator(".call-held")).to_have_count(0)
    # No letter of the text was taken for a key, so that Eva is neither muted nor asked to end.
    expect(eva.tool("Mute")).to_have_attribute("aria-pressed", "false")


def test_a_picture_that_is_held_up_is_accessible(hall: Floor) -> None:
    eva, phone = in_call(hall)
    hold_up(eva)
    eva.press("4")
    surface(eva).click()
    expect(drawn(phone)).to_have_count(1)
    expect(eva.page.get_by_text("Tess Vogel sees this")).to_be_visible()
    assert wrong(eva.page, "drawing") == []
    audit.settle(phone)
    assert audit.violations(phone, glare=True) == []
    assert audit.too_small(phone, target=48, text=15) == []


def test_two_at_the_desk_draw_on_the_same_picture(hall: Floor) -> None:
    eva, phone = in_call(hall)
    dan = hall.desk(hall.day.crew.dan, f"/?job={hall.day.jobs['now']['id']}")
    dan.page.get_by_role("region", name="Call").get_by_role("button", name="Join").click()
    dan.sees("Tess Vogel")
    hold_up(eva)
    eva.press("4")
    surface(eva).click(position={"x": 300, "y": 200})
    expect(dan.page.get_by_text("Eva Lindqvist draws on a picture")).to_be_visible()
    expect(dan.story().get_by_text("froze the picture")).to_be_visible()
    hold_up(dan)
    expect(drawn(dan.page)).to_have_count(1)
    dan.press("4")
    surface(dan).click(position={"x": 400, "y": 250})
    for page in (eva.page, dan.page, phone):
        expect(drawn(page)).to_have_count(2)
    # Eva undoes her own mark alone.
    eva.press("z")
    expect(drawn(phone)).to_have_text(["2"])
    expect(eva.page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")
    eva.press("d")
    expect(drawn(phone)).to_have_text(["2"])  # Dan still holds it up
    dan.press("d")
    expect(phone.locator(".call-held")).to_have_count(0)


def test_a_photo_of_the_job_is_held_up_and_drawn_on(hall: Floor) -> None:
    eva, phone = in_call(hall)
    eva.press("s")
    story = eva.story().get_by_role("button", name=re.compile("^Open "))
    expect(story).to_be_enabled()
    eva.page.get_by_role("region", name="Evidence, 1").get_by_role("button").click()
    eva.page.get_by_role("button", name="Draw on it").click()
    eva.press("2")
    box = surface(eva).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    eva.page.mouse.move(x - 60, y - 40)
    eva.page.mouse.down()
    eva.page.mouse.move(x + 60, y + 40, steps=4)
    eva.page.mouse.up()
    expect(drawn(phone)).to_have_count(1)
    expect(phone.get_by_text("Eva shows you a picture")).to_be_visible()
    expect(eva.story().get_by_text("drew on a picture")).to_be_visible()
    phone.get_by_role("button", name="Back to the job").click()
    expect(phone.get_by_text("Eva shows you a picture")).to_be_visible()  # on the strip of the call
