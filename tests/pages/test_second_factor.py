"""A second factor is set up, used and removed on the pages, with Chromium's own authenticator."""

from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.browsers import DESK, PHONE, Window, window
from tests.builders.installation import Guest, Installation
from tests.pages.second_factors import add_authenticator, sees_no_fault

pytestmark = pytest.mark.journey
PASSWORD = "nine blue herons wait"


@pytest.fixture
def dan(home: Installation) -> Guest:
    return home.invite("Dan Cole", "dispatcher")


@pytest.fixture(params=["phone", "desk"])
def account(
    request: pytest.FixtureRequest, browser: Browser, home: Installation, dan: Guest
) -> Iterator[Window]:
    """Dan's account page, in a browser that has an authenticator of its own."""
    device = PHONE if request.param == "phone" else DESK
    with window(browser, device, dan, reduced_motion="reduce") as opened:
        page = opened.page
        add_authenticator(opened)
        page.goto(f"{home.url}/account")
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_role("button", name="Set the password").click()
        expect(page.get_by_text("The new password is set")).to_be_visible()
        yield opened


def set_up(page: Page, way: str) -> None:
    page.get_by_role("button", name="Set up a second factor").click()
    sees_no_fault(page)
    page.get_by_role("dialog").get_by_role("button", name=way).click()


def recovery_codes(page: Page) -> list[str]:
    """The codes that the page shows, which is then closed."""
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sees_no_fault(page)
    codes = dialog.locator("code").all_text_contents()
    dialog.get_by_role("button", name="Close").last.click()
    return codes


def begin(page: Page) -> None:
    """Sign out, and give the email and the password again."""
    email = page.get_by_text("@brightwater.example").first.text_content()
    page.get_by_role("button", name="Sign out here").click()
    page.get_by_label("Email").fill(email or "")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()


def test_a_passkey_is_set_up_and_signs_in(account: Window, home: Installation) -> None:
    page = account.page
    set_up(page, "Use a passkey")
    assert len(recovery_codes(page)) == 10
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()
    begin(page)
    sees_no_fault(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="One more step")).to_be_hidden()
    page.goto(f"{home.url}/account")
    expect(page.get_by_text("Passkey", exact=True)).to_be_visible()


def test_an_app_is_set_up_by_its_code_and_a_recovery_code_signs_in_without_it(
    account: Window, home: Installation
) -> None:
    page = account.page
    set_up(page, "Use an authenticator app")
    field = page.get_by_role("textbox", name="Copy the key")
    expect(page.get_by_role("img", name="QR code of the key")).to_be_visible()
    app = pyotp.TOTP(field.input_value())
    page.get_by_label("Code that the app shows").fill("000 000")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_text("That is not the code").first).to_be_visible()
    sees_no_fault(page)
    page.get_by_label("Code that the app shows").fill(app.now())
    page.get_by_role("button", name="Turn it on").click()
    codes = recovery_codes(page)
    begin(page)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_label("Code").press("Enter")
    expect(page.get_by_role("heading", name="One more step")).to_be_hidden()
    page.goto(f"{home.url}/account")
    expect(page.get_by_text("9 recovery codes are left.")).to_be_visible()
    page.get_by_role("button", name="Remove Authenticator app").click()
    expect(page.get_by_text("recovery codes are left")).to_be_hidden()
