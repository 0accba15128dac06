"""The steps that people take with voice notes."""

import re

from playwright.sync_api import Locator, Page, expect


def speak(page: Page, seconds: int, then: str = "Keep it") -> None:
    page.get_by_role("button", name="Voice note").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("timer")).to_contain_text(re.compile(rf"0:0[{seconds}-9] of 1:00"))
    sheet.get_by_role("button", name=then).click()
    expect(sheet).to_be_hidden()


def player(page: Page, name: str = "") -> Locator:
    return page.get_by_role("group", name=f"Voice note by {name}").first


def hears(page: Page, note: Locator) -> None:
    """Play the voice note by its button, to the end."""
    note.get_by_role("button", name="Play").click()
    expect(note.get_by_role("button", name="Pause")).to_be_visible()
    expect(note).to_contain_text(re.compile("0:0[1-9]"))
    expect(note.get_by_role("button", name="Play")).to_be_visible()
