"""A call survives a killed tab, a browser without features, a dark phone and a refused camera."""

import re
import shutil

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.browsers import PHONE, PRETENDED_CAMERA, window
from tests.builders.installation import Installation
from tests.builders.load import slack
from tests.faults.web_and_worker import until
from tests.pages.console import Desk, Floor, floor, get_help
from tests.pages.phone_call import call, in_call, live, wrong

pytestmark = [pytest.mark.journey, pytest.mark.live]
# The features that a phone's browser may lack.
BARE = """
  delete window.ImageCapture;
  delete window.Notification;
  delete HTMLMediaElement.prototype.setSinkId;
  for (const name of ["wakeLock", "vibrate", "locks"])
    Object.defineProperty(Navigator.prototype, name, {get: () => undefined});
"""
# Two things that phones do and no browser of a desk does by itself.
SAVES_BATTERY = """
  navigator.wakeLock.request = async () => { throw new DOMException("", "NotAllowedError"); };
  const query = navigator.permissions.query.bind(navigator.permissions);
  navigator.permissions.query = async (permission) =>
    permission.name === "screen-wake-lock" ? { state: "granted" } : query(permission);
"""
# A battery that runs as the test says; a computer's own is full, and never runs low.
BATTERY = """
  window.battery = Object.assign(new EventTarget(), {
    level: 0.6, charging: false, chargingTime: Infinity, dischargingTime: Infinity,
    becomes(change) {
      Object.assign(this, change);
      for (const name of ["levelchange", "chargingchange", "dischargingtimechange"])
        this.dispatchEvent(new Event(name));
    },
  });
  Navigator.prototype.getBattery = async () => window.battery;
"""
RUNS_LOW = "() => battery.becomes({ level: 0.18, dischargingTime: 35 * 60 })"
CHARGES = "() => battery.becomes({ charging: true, dischargingTime: Infinity })"
GOES_DARK = """(dark) => {
  Object.defineProperty(document, "visibilityState",
    { configurable: true, get: () => (dark ? "hidden" : "visible") });
  document.dispatchEvent(new Event("visibilitychange"));
  const [track] = document.querySelector("video.call-self").srcObject.getVideoTracks();
  track.dispatchEvent(new Event(dark ? "mute" : "unmute"));
}"""


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


def test_a_browser_without_optional_features_sends_a_still(hall: Floor) -> None:
    eva, phone = in_call(hall, lacks=BARE)
    eva.press("s")
    expect(call(phone).get_by_text("Stored and checked")).to_be_visible()
    phone.get_by_role("button", name="Photo").click()
    expect(
        eva.story().get_by_text(re.compile(r"^Tess Vogel( \(technician\))? took a still"))
    ).to_have_count(2)
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
    eva, phone = in_call(hall, lacks=SAVES_BATTERY + BATTERY if saving else "")
    hint = call(phone).get_by_text("Your phone saves its battery")
    if saving:
        expect(hint).to_be_visible()
        assert not (faults := wrong(phone, "darkens")), "\n".join(faults)
        call(phone).get_by_role("button", name="Understood").click()
        her_battery_runs_low(eva, phone)
    expect(hint).to_have_count(0)
    phone.evaluate(GOES_DARK, True)
    expect(eva.page.get_by_text(why).first).to_be_visible(timeout=3000 * slack())
    phone.evaluate(GOES_DARK, False)
    expect(eva.page.get_by_text(why)).to_have_count(0)
    eva.sees("Tess Vogel")


def her_battery_runs_low(eva: Desk, phone: Page) -> None:
    """Tess is asked once, sends stills, then video again, and in the end her phone charges."""
    stage = eva.page.get_by_role("region", name="The call")
    expect(stage.get_by_text("Battery 60 %", exact=True)).to_be_visible()
    phone.evaluate(RUNS_LOW)
    question = "Battery 18 %, about 35 min. Send stills instead of video?"
    expect(call(phone).get_by_text(question)).to_be_visible()
    expect(stage.get_by_text("Battery 18 % · about 35 min")).to_be_visible()
    expect(stage.get_by_text("smaller picture to save battery")).to_be_visible()
    assert not (faults := wrong(phone, "battery")), "\n".join(faults)
    call(phone).get_by_role("button", name="Send stills").click()
    expect(call(phone).get_by_text(re.compile(r"^Voice and stills · \d+ ms$"))).to_be_visible()
    expect(stage.get_by_text("Stills instead of video, to save the phone's")).to_be_visible()
    call(phone).get_by_role("button", name="Send video again").click()
    eva.sees("Tess Vogel")
    expect(call(phone).get_by_text(question)).to_have_count(0)
    phone.evaluate(CHARGES)
    expect(stage.get_by_text("Battery 18 %, charging")).to_be_visible()


def test_a_call_without_a_camera_says_how_to_allow_it(home: Installation, filming: Browser) -> None:
    flags = ["--no-sandbox", PRETENDED_CAMERA[0], "--deny-permission-prompts"]
    refusing = filming.browser_type.launch(executable_path=shutil.which("chromium"), args=flags)
    with floor(home, filming) as hall:
        hall.job("refused", "Camera refused")
        with window(refusing, PHONE, hall.day.crew.tess) as opened:
            opened.page.goto(f"{home.url}/jobs/{hall.day.jobs['refused']['id']}")
            get_help(opened.page)
            expect(opened.page.get_by_text("Your phone asks for the camera")).to_be_visible()
            expect(opened.page.get_by_text("The camera is blocked for this page.")).to_be_visible()
            expect(opened.page.get_by_text("allow the camera and the microphone")).to_be_visible()
            assert not (faults := wrong(opened.page, "refused")), "\n".join(faults)
    refusing.close()
