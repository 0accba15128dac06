"""The technician's side of a call: one tap, her camera, and nothing lost by leaving."""

import re
import shutil

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.builders.browsing import PHONE, PRETENDED_CAMERA, window
from tests.builders.load import slack
from tests.builders.residence import Residence
from tests.faults.house import until
from tests.pages import audit
from tests.pages.console import Desk, Floor, floor, get_help, online

pytestmark = pytest.mark.journey
NARROW: ViewportSize = {"width": 360, "height": 640}
SIDEWAYS: ViewportSize = {"width": 844, "height": 390}
LIVE = re.compile(r"^Live · \d+ ms$")
# What a phone's browser may lack, each of it.
BARE = """
  delete window.ImageCapture;
  delete window.Notification;
  delete HTMLMediaElement.prototype.setSinkId;
  for (const name of ["wakeLock", "vibrate", "locks"])
    Object.defineProperty(Navigator.prototype, name, {get: () => undefined});
"""

# What phones do that no desk's browser does by itself.
SAVES_BATTERY = """
  navigator.wakeLock.request = async () => { throw new DOMException("", "NotAllowedError"); };
  const query = navigator.permissions.query.bind(navigator.permissions);
  navigator.permissions.query = async (asked) =>
    asked.name === "screen-wake-lock" ? { state: "granted" } : query(asked);
"""
GOES_DARK = """(dark) => {
  Object.defineProperty(document, "visibilityState",
    { configurable: true, get: () => (dark ? "hidden" : "visible") });
  document.dispatchEvent(new Event("visibilitychange"));
  const [track] = document.querySelector("video.call-self").srcObject.getVideoTracks();
  track.dispatchEvent(new Event(dark ? "mute" : "unmute"));
}"""


def in_call(hall: Floor, *, lacks: str = "") -> tuple[Desk, Page]:
    """Tess has asked for help, and Eva has answered."""
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    phone = hall.phone(hall.day.jobs["now"]["id"])
    if lacks:
        phone.add_init_script(lacks)
        phone.reload()
    get_help(phone)
    expect(eva.ring(hall.title)).to_be_visible()
    eva.press("a")
    live(phone)
    eva.sees("Tess Vogel")
    return eva, phone


def call(phone: Page) -> Locator:
    return phone.get_by_role("region", name="Call")


def live(phone: Page) -> None:
    expect(call(phone).get_by_role("heading", name="Eva Lindqvist")).to_be_visible()
    expect(call(phone).get_by_text(LIVE)).to_be_visible()


def wrong(phone: Page, state: str) -> list[str]:
    """As on the technician's other pages: by the standard, by gloves and by glare."""
    audit.settle(phone)
    found = audit.violations(phone, glare=True) + audit.sticking_out(phone)
    found += audit.too_small(phone, target=48, text=15)
    return [f"{state}: {one}" for one in found]


def test_nobody_is_shut_out_of_a_call(hall: Floor) -> None:
    phone = hall.phone(hall.day.jobs["now"]["id"])
    get_help(phone)
    expect(phone.get_by_role("heading", name="Waiting for an expert")).to_be_visible()
    found = wrong(phone, "waiting")
    phone.get_by_role("button", name="Stop waiting").click()
    eva, phone = in_call(hall)
    phone.get_by_role("button", name="Mute").click()
    eva.press("/")
    eva.page.keyboard.type("Reseat the left power supply, please")
    eva.press("Enter")
    expect(phone.get_by_role("button", name="Eva: Reseat")).to_be_visible()
    for shape in (NARROW, SIDEWAYS, PHONE["viewport"]):
        phone.set_viewport_size(shape)
        found += wrong(phone, f"live, {shape['width']} px wide")
    for sheet in ("Chat", "Camera and sound"):
        phone.get_by_role("button", name=sheet).click()
        found += wrong(phone, sheet)
        phone.keyboard.press("Escape")
    found += asked_and_recorded(eva, phone)
    phone.get_by_role("button", name="Back to the job").click()
    expect(phone.get_by_role("button", name=re.compile("Back to the call"))).to_be_visible()
    found += wrong(phone, "the call's strip")
    assert not found, "\n".join(found)


def asked_and_recorded(eva: Desk, phone: Page) -> list[str]:
    eva.press("Escape")  # from the words back to the tools
    expect(eva.tool("Record")).not_to_have_attribute("aria-disabled", "true")
    eva.press("r")
    asked = phone.get_by_role("dialog", name="Eva Lindqvist asks")
    expect(asked).to_be_visible()
    found = wrong(phone, "asked to be recorded")
    for name in ("Yes, record", "No"):
        box = asked.get_by_role("button", name=name, exact=True).bounding_box()
        assert box
        assert box["height"] >= 64
    asked.get_by_role("button", name="Answer later").click()
    waits = phone.get_by_role("button", name="May this call be recorded? Answer")
    found += wrong(phone, "recording put aside")
    waits.click()
    asked.get_by_role("button", name="No", exact=True).click()
    expect(eva.page.get_by_text("Tess Vogel said no: nothing is recorded").first).to_be_visible()
    phone.get_by_role("button", name="Allow recording again").click()
    expect(phone.get_by_text(re.compile(r"^REC \d+:\d\d$"))).to_be_visible()
    found += wrong(phone, "recorded")
    phone.set_viewport_size(SIDEWAYS)
    found += wrong(phone, "recorded, sideways")
    phone.set_viewport_size(PHONE["viewport"])
    return found


def test_nobody_online_is_said_plainly_and_is_on_the_job(hall: Floor) -> None:
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


def test_her_phone_rings_and_one_button_answers(hall: Floor) -> None:
    phone = hall.phone(hall.day.jobs["now"]["id"])
    expect(phone.get_by_role("status").filter(has_text="Live")).to_be_attached()
    eva = hall.desk(hall.day.crew.eva, f"/?job={hall.day.jobs['now']['id']}")
    eva.page.get_by_role("button", name="Call Tess").first.click()
    ringing = phone.get_by_role("dialog", name="Eva Lindqvist is calling")
    expect(ringing).to_be_visible()
    assert not (found := wrong(phone, "ringing")), "\n".join(found)
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
        seen = phone.locator(".call-pointer-ring").bounding_box()
        assert seen
        assert seen["x"] + seen["width"] / 2 == pytest.approx(shape["width"] / 2, abs=3)
        assert seen["y"] + seen["height"] / 2 == pytest.approx(shape["height"] / 2, abs=3)
    eva.press("p")
    expect(mark).to_have_count(0)


def test_a_killed_tab_comes_back_by_itself_and_stays_muted(hall: Floor) -> None:
    eva, phone = in_call(hall)
    phone.get_by_role("button", name="Mute").click()
    context = phone.context
    phone.close()
    again = context.new_page()
    again.goto(hall.day.home.url)
    live(again)
    expect(again.get_by_role("button", name="Unmute")).to_be_visible()
    eva.sees("Tess Vogel")


def test_a_second_tab_takes_nothing_until_she_wants_it(hall: Floor) -> None:
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


def test_a_browser_that_lacks_everything_still_sends_the_still(hall: Floor) -> None:
    eva, phone = in_call(hall, lacks=BARE)
    eva.press("s")
    expect(call(phone).get_by_text("Stored and checked")).to_be_visible()
    phone.get_by_role("button", name="Photo").click()
    expect(eva.story().get_by_text("Tess Vogel took a still")).to_have_count(2)
    until(lambda: hall.day.rendered("now"), 30.0)
    job = hall.day.crew.tess.ask("GET", hall.day.path("now"))
    sizes = [(item["media_type"], item["width"]) for item in job["evidence"].values()]
    assert [kind for kind, _ in sizes] == ["image/jpeg"] * 2
    assert all(width >= 1280 for _, width in sizes)
    live(phone)


@pytest.mark.parametrize(
    ("saving", "why"),
    [
        (False, "Camera paused: phone locked or in another app"),
        (True, "Camera paused: the phone saves its battery"),
    ],
)
def test_eva_is_told_why_the_phone_is_dark(hall: Floor, saving: bool, why: str) -> None:
    eva, phone = in_call(hall, lacks=SAVES_BATTERY if saving else "")
    hint = call(phone).get_by_text("Your phone saves its battery")
    if saving:
        expect(hint).to_be_visible()
        assert not (found := wrong(phone, "darkens")), "\n".join(found)
        call(phone).get_by_role("button", name="Understood").click()
    expect(hint).to_have_count(0)
    phone.evaluate(GOES_DARK, True)
    expect(eva.page.get_by_text(why).first).to_be_visible(timeout=3000 * slack())
    phone.evaluate(GOES_DARK, False)
    expect(eva.page.get_by_text(why)).to_have_count(0)
    eva.sees("Tess Vogel")


def test_she_learns_that_eva_has_ended_it(hall: Floor) -> None:
    eva, phone = in_call(hall)
    eva.press("e")
    eva.press("e")
    expect(phone.get_by_role("heading", name="Eva Lindqvist has ended the call")).to_be_visible()
    phone.get_by_role("button", name="Back to the job").last.click()
    expect(phone.get_by_role("button", name="Get help")).to_be_visible()


def test_whose_camera_is_refused_is_told_how_to_mend_it(home: Residence, filming: Browser) -> None:
    flags = ["--no-sandbox", PRETENDED_CAMERA[0], "--deny-permission-prompts"]
    refusing = filming.browser_type.launch(executable_path=shutil.which("chromium"), args=flags)
    with floor(home, filming) as hall:
        hall.job("refused", "Camera refused")
        with window(refusing, PHONE, hall.day.crew.tess) as opened:
            opened.page.goto(f"{home.url}/jobs/{hall.day.jobs['refused']['id']}")
            get_help(opened.page)
            expect(opened.page.get_by_text("Your phone asks for the camera")).to_be_visible()
            expect(opened.page.get_by_text("This page may not use the camera.")).to_be_visible()
            expect(opened.page.get_by_text("allow the camera and the microphone")).to_be_visible()
            assert not (found := wrong(opened.page, "refused")), "\n".join(found)
    refusing.close()
