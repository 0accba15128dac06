"""Where the viewfinder gets no camera, it says why, and photos are chosen as files."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import pictures
from tests.builders.api_jobs import Day
from tests.builders.browsers import CHROMIUM, PHONE, Window, launched, window
from tests.journeys import steps, viewfinder
from tests.journeys.viewfinder import finder, shots, shutter

pytestmark = pytest.mark.journey
FAILS = """navigator.mediaDevices.getUserMedia =
  async () => { throw new DOMException("", "%s"); };"""
NOT_SECURE = """
Object.defineProperty(navigator, "mediaDevices", { value: undefined });
Object.defineProperty(window, "isSecureContext", { value: false });"""
REFUSALS = [
    (FAILS % "NotAllowedError", "The camera is blocked for this page."),
    (FAILS % "NotFoundError", "This device has no camera that the browser can use."),
    (FAILS % "NotReadableError", "Another app is using the camera. Close it, then try again."),
    (NOT_SECURE, "The camera works only on a secure (https) page."),
]


@pytest.fixture(scope="module")
def filming(browser: Browser) -> Iterator[Browser]:
    """A browser with a camera, beside the one that has none; nobody has been asked for it."""
    pretended = "--use-fake-device-for-media-stream=fps=10"
    # The headless shell asks nobody, and refuses as if it had no camera at all.
    opened = launched(browser.browser_type, pretended, program=CHROMIUM)
    yield opened
    opened.close()


def open_refused(page: Page, day: Day) -> None:
    page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
    page.get_by_role("button", name="Photo", exact=True).click()


@pytest.mark.parametrize(("fails", "why"), REFUSALS, ids=[why[:22] for _, why in REFUSALS])
def test_a_camera_that_can_not_be_had_leaves_files(
    phone: Window, day: Day, fails: str, why: str
) -> None:
    page = phone.page
    page.add_init_script(fails)
    open_refused(page, day)
    expect(finder(page).get_by_role("alert")).to_contain_text(why)
    expect(finder(page).get_by_role("button", name="Use the camera app")).to_be_focused()
    content = pictures.photo(pictures.scene(640, 480))
    steps.take(page, "Use the camera app", "IMG_1.jpg", content)
    expect(finder(page)).to_have_count(0)
    expect(page.get_by_text("1 of 1 stored and checked")).to_be_visible()
    assert viewfinder.originals(day) == [content]


def test_a_camera_that_is_blocked_leaves_the_gallery_until_it_is_allowed(
    filming: Browser, day: Day
) -> None:
    with window(filming, PHONE, day.crew.tess) as phone:
        page = phone.page
        devtools = page.context.new_cdp_session(page)
        place = devtools.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]

        def permit(setting: str) -> None:
            camera = {"permission": {"name": "camera"}, "browserContextId": place}
            devtools.send("Browser.setPermission", camera | {"setting": setting})

        permit("denied")
        open_refused(page, day)
        expect(finder(page).get_by_role("alert")).to_contain_text("The camera is blocked")
        gallery = finder(page).get_by_role("button", name="From the gallery")
        with page.expect_file_chooser() as chooser:
            gallery.click()
        assert chooser.value.is_multiple()
        permit("granted")
        finder(page).get_by_role("button", name="Try again").click()
        expect(shutter(page)).to_have_attribute("aria-disabled", "false")
        viewfinder.shoot(page, 1)


def test_a_phone_without_room_says_so_at_the_photo(filming: Browser, day: Day) -> None:
    with window(filming, PHONE, day.crew.tess, permissions=["camera"]) as phone:
        page, origin = phone.page, day.home.url
        devtools = page.context.new_cdp_session(page)
        # It holds for what is kept from now on: the browser lets a page use up what it had allowed.
        devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
        page.context.route("**/uploads", viewfinder.refuse)
        viewfinder.open_viewfinder(page, day)
        shutter(page).click()
        expect(finder(page).get_by_role("alert")).to_contain_text("This phone has no room")
        expect(shots(page)).to_have_accessible_name(re.compile("Only on this page"))
        # It is sent all the same.
        page.context.unroute_all()
        page.evaluate("dispatchEvent(new Event('online'))")
        viewfinder.says(page, viewfinder.STORED, 1)
