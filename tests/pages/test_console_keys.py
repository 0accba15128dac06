"""An expert does a whole call at the console without taking her hands off the keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.pages.console import Desk, Floor, in_call

pytestmark = [pytest.mark.journey, pytest.mark.live]


def test_an_expert_does_a_whole_call_by_keys_alone(hall: Floor) -> None:
    eva, phone = in_call(hall)
    point_by_keys(eva, phone)
    speak_by_keys(eva)
    chat_by_keys(eva)
    show_by_keys(eva)
    eva.press("s")
    expect(
        eva.story().get_by_text(re.compile(r"^Tess Vogel( \(technician\))? took a still"))
    ).to_be_visible()
    expect(eva.story().get_by_role("button", name=re.compile("^Open "))).to_be_enabled()
    end_by_keys(eva)


def point_by_keys(eva: Desk, phone: Page) -> None:
    eva.press("p")
    expect(eva.tool("Point")).to_have_attribute("aria-pressed", "true")
    eva.press("ArrowRight")
    expect(phone.get_by_text("points here")).to_have_count(1)
    eva.press("p")
    expect(eva.tool("Point")).to_have_attribute("aria-pressed", "false")
    expect(phone.get_by_text("points here")).to_have_count(0)


def speak_by_keys(eva: Desk) -> None:
    eva.press("m")
    expect(eva.tool("Mute")).to_have_attribute("aria-pressed", "true")
    expect(eva.page.get_by_text("You are muted")).to_be_visible()
    eva.page.keyboard.down("Space")
    expect(eva.tool("Talk")).to_have_attribute("aria-pressed", "true")
    expect(eva.page.get_by_text("You can be heard")).to_be_visible()
    eva.page.keyboard.up("Space")
    expect(eva.page.get_by_text("You are muted")).to_be_visible()
    eva.press("m")
    expect(eva.tool("Mute")).to_have_attribute("aria-pressed", "false")


def chat_by_keys(eva: Desk) -> None:
    """Type a chat line, whose letters must not move any tool."""
    line = eva.page.get_by_label("A line to everybody in the call")
    eva.press("/")
    expect(line).to_be_focused()
    eva.page.keyboard.type("stop, please: cable m/p, met")
    expect(line).to_have_value("stop, please: cable m/p, met")
    expect(eva.tool("Mute")).to_have_attribute("aria-pressed", "false")
    eva.press("Enter")
    expect(eva.story().get_by_text("stop, please: cable m/p, met")).to_be_visible()
    expect(line).to_have_value("")
    eva.press("Escape")
    expect(line).not_to_be_focused()


def show_by_keys(eva: Desk) -> None:
    eva.press("c")
    expect(eva.page.get_by_label("Your camera, as the others see it")).to_be_visible()
    eva.press(",")
    meter = eva.page.get_by_role("meter", name="How loud you are")
    expect(meter).to_be_visible()
    expect(eva.page.get_by_text("We hear you.")).to_be_visible()
    eva.press("e")
    eva.press("Escape")
    expect(meter).to_have_count(0)
    expect(eva.tool("End")).to_be_visible()
    eva.press("c")
    expect(eva.page.get_by_label("Your camera, as the others see it")).to_have_count(0)


def end_by_keys(eva: Desk) -> None:
    sure = eva.page.get_by_role("group", name="End the call with Tess Vogel?")
    eva.press("e")
    expect(sure).to_be_visible()
    eva.press("Escape")
    expect(sure).to_have_count(0)
    eva.press("e")
    expect(sure).to_be_visible()
    eva.press("e")
    expect(eva.page.get_by_role("heading", name="The call has ended")).to_be_visible()
    expect(eva.story().get_by_text("Report of the call")).to_be_visible(timeout=10_000)
    expect(eva.story().get_by_text("1 chat line · 1 still")).to_be_visible()
    expect(
        eva.story().get_by_text("Tess Vogel (technician) Eva Lindqvist (expert)")
    ).to_be_visible()


def test_every_tool_says_its_key(hall: Floor) -> None:
    eva, _ = in_call(hall)
    tools = eva.page.get_by_role("group", name="Tools").get_by_role("button").all()
    for tool in tools:
        key = tool.get_attribute("aria-keyshortcuts")
        assert key
        assert key in (tool.get_attribute("title") or "")
    assert len(tools) == 13
