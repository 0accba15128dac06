"""A page says so in a browser where it can't work well: one of a chat app, or without a camera."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.api_jobs import Day, day_on_site
from tests.builders.browsers import PHONE, Window, window
from tests.builders.installation import Installation

pytestmark = pytest.mark.journey

ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A; wv) AppleWebKit/537.36 (KHTML, like "
APPLE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
ON_ANDROID = ANDROID + "Gecko) Version/4.0 Chrome/124.0.0.0 Mobile Safari/537.36"
ON_APPLE = APPLE + "Gecko) Mobile/15E148"
CHROME = "open Chrome"
SAFARI = "open Safari"
APPS = [
    ("You are inside WhatsApp", f"{ON_ANDROID} WhatsApp/2.24.9.78", CHROME),
    ("You are inside Instagram", f"{ON_APPLE} Instagram 331.0.0.37.90 (iPhone15,2)", SAFARI),
    ("You are inside WeChat", f"{ON_ANDROID} MicroMessenger/8.0.49.2600", CHROME),
    ("You are inside another app's browser", ON_ANDROID, CHROME),
    ("You are inside another app's browser", ON_APPLE, SAFARI),
]


@pytest.fixture
def day(home: Installation) -> Day:
    return day_on_site(home)


def notice(page: Page, title: str) -> None:
    expect(page.get_by_role("alert").filter(has_text=title)).to_be_visible()


@pytest.mark.parametrize(("title", "agent", "way_out"), APPS)
def test_a_page_names_the_chat_apps_browser_and_shows_the_way_out(
    browser: Browser, day: Day, title: str, agent: str, way_out: str
) -> None:
    unused = day.home.invite("Theo Brandt", "technician")
    with window(browser, PHONE, user_agent=agent) as phone:
        phone.page.goto(unused.link)
        notice(phone.page, title)
        notice(phone.page, way_out)
        expect(phone.page.get_by_role("textbox", name="Copy the link")).to_have_value(unused.link)
        # The page works all the same for somebody without another browser.
        phone.page.get_by_role("button", name="Go on here anyway").click()
        phone.page.get_by_role("button", name="Sign in as Theo Brandt").click()
        expect(phone.page.get_by_text("No jobs for you now")).to_be_visible()


def test_a_real_browser_gets_no_such_notice(browser: Browser, day: Day) -> None:
    with window(browser, PHONE, day.crew.tess) as phone:
        phone.page.goto(day.home.url)
        expect(phone.page.get_by_role("link", name="Replace the fan tray")).to_be_visible()
        expect(phone.page.get_by_role("alert").filter(has_text="browser")).to_have_count(0)


def permission(phone: Window, camera: str) -> None:
    """Set the permission of the camera: "denied", or "prompt" while nobody has been asked."""
    devtools = phone.context.new_cdp_session(phone.page)
    place = devtools.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    setting = {"permission": {"name": "camera"}, "setting": camera, "browserContextId": place}
    devtools.send("Browser.setPermission", setting)


def test_a_page_without_a_camera_says_how_to_allow_it(browser: Browser, day: Day) -> None:
    with window(browser, PHONE, day.crew.tess) as phone:
        permission(phone, "denied")
        phone.page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
        notice(phone.page, "The camera is blocked for this page")
        notice(phone.page, "Until then, choose photos from the gallery.")
        with phone.page.expect_file_chooser() as chooser:
            phone.page.get_by_role("button", name="From the gallery").click()
        assert chooser.value.is_multiple()
        permission(phone, "prompt")
        phone.page.reload()
        expect(phone.page.get_by_role("button", name="Photo", exact=True)).to_be_visible()
        expect(phone.page.get_by_text("may not use the camera")).to_have_count(0)
