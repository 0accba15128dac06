"""Pictures of a call: it waits, rings, is live, and is over. The camera films a drawn rack."""

import io
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.builders import scenes
from tests.builders.api_jobs import Day
from tests.builders.browsers import CHROMIUM, DESK, PHONE, chromium, window
from tests.builders.footage import FRAMES, SIZE, film
from tests.journeys import calling

Keep = Callable[[Page, str], None]
# Where the expert points: the red light of uplink 1, in parts of the picture.
AT = (0.52, 0.47)
# A place in parts of the picture, on the element that shows it whole.
PLACE = """([element, x, y]) => {
  const box = element.getBoundingClientRect();
  const picture = element.naturalWidth / element.naturalHeight;
  const width = Math.min(box.width, box.height * picture), height = width / picture;
  const left = box.x + (box.width - width) / 2, top = box.y + (box.height - height) / 2;
  return [left + x * width, top + y * height];
}"""
KEPT = re.compile(r"[\d.]+ MB on disk, [\d.]+ MB stored")


def take_call(day: Day, folder: Path, keep: Keep) -> None:
    camera = film(folder, rack())
    crew, job = day.crew, str(day.jobs["now"]["id"])
    with (
        chromium(*calling.flags(camera), program=CHROMIUM) as browser,
        window(browser, PHONE, crew.tess, reduced_motion="reduce") as phone,
        window(browser, DESK, crew.eva, reduced_motion="reduce") as desk,
    ):
        for opened in (phone, desk):
            calling.watch(opened)
        spoken(phone.page, f"{day.home.url}/jobs/{job}", keep)
        desk.page.goto(day.home.url)
        expect(desk.page.get_by_text("You're online. Calls ring here.")).to_be_visible()
        calling.get_help(phone.page, day.home.url, job)
        expect(phone.page.get_by_text("1 expert is being rung.")).to_be_visible()
        expect(phone.page.locator("video.call-self")).to_have_js_property("videoWidth", SIZE[0])
        phone.page.wait_for_timeout(1500)
        keep(phone.page, "call-waiting")
        expect(desk.page.get_by_text("waits for help").first).to_be_visible()
        keep(desk.page, "console-ring")
        calling.answer(desk.page)
        calling.sees(desk.page, 60)
        talk(phone.page, desk.page)
        keep(phone.page, "call")
        keep(desk.page, "console")
        desk.page.set_viewport_size({"width": 1024, "height": 768})
        keep(desk.page, "console-1024")
        desk.page.set_viewport_size(DESK["viewport"])
        drawn(phone.page, desk.page, keep)
        recorded(phone.page, desk.page, keep)
        ended(desk.page)
        expect(phone.page.get_by_text("has ended the call", exact=False)).to_be_visible()
        keep(phone.page, "call-over")
        kept(day)
        with window(browser, DESK, crew.cleo, reduced_motion="reduce") as client:
            played(client.page, f"{day.home.url}/jobs/{job}", keep)
        walled(day, browser, phone.page, desk.page, keep)


def spoken(phone: Page, address: str, keep: Keep) -> None:
    """A voice note under way, which she then throws away."""
    phone.goto(address)
    phone.get_by_role("button", name="Voice note").click()
    expect(phone.get_by_role("timer")).to_contain_text("0:04")
    keep(phone, "technician-voice")
    phone.get_by_role("button", name="Discard").click()


def drawn(phone: Page, desk: Page, keep: Keep) -> None:
    """What to pull, and where it is said."""
    desk.keyboard.press("Escape")
    desk.keyboard.press("d")
    picture = desk.locator(".held-picture img")
    expect(picture).to_be_visible()
    x, y = desk.evaluate(PLACE, [picture.element_handle(), *AT])
    desk.mouse.move(x + 150, y + 110)
    desk.mouse.down()
    desk.mouse.move(x + 12, y + 10, steps=6)
    desk.mouse.up()
    desk.keyboard.press("2")
    desk.mouse.move(x - 300, y - 115)
    desk.mouse.down()
    desk.mouse.move(x - 200, y - 15, steps=6)
    desk.mouse.up()
    desk.keyboard.press("5")
    desk.mouse.click(x + 60, y + 140)
    desk.keyboard.type("pull this one first")
    desk.keyboard.press("Enter")
    expect(phone.locator(".call-held .mark-shape")).to_have_count(3)
    expect(desk.get_by_text("sees this")).to_be_visible()
    keep(desk, "console-drawing")
    keep(phone, "call-marks")
    desk.keyboard.press("d")
    expect(phone.locator(".call-held")).to_have_count(0)


def recorded(phone: Page, desk: Page, keep: Keep) -> None:
    """She is asked, says yes, and it is told what is kept."""
    desk.keyboard.press("Escape")
    desk.keyboard.press("r")
    asked = phone.get_by_role("dialog")
    expect(asked).to_be_visible()
    keep(phone, "call-consent")
    asked.get_by_role("button", name="Yes, record").click()
    expect(desk.get_by_text(KEPT)).to_be_visible()
    desk.wait_for_timeout(8000)
    keep(phone, "call-recorded")
    keep(desk, "console-recording")


def ended(desk: Page) -> None:
    desk.keyboard.press("e")
    desk.keyboard.press("e")


def kept(day: Day) -> None:
    """What was recorded is evidence within seconds, and has its poster a little later."""
    for _ in range(120):
        items = day.crew.dan.ask("GET", day.path("now"))["evidence"].values()
        if any(item["kind"] == "recording" and item["renditions"] for item in items):
            return
        time.sleep(0.5)
    raise TimeoutError("no recording on the job")


def played(client: Page, address: str, keep: Keep) -> None:
    client.goto(address)
    client.get_by_role("button", name="Play Recording").first.click()
    client.wait_for_function("() => document.querySelector('.player video')?.readyState >= 2")
    keep(client, "player")


def walled(day: Day, browser: Browser, tess: Page, desk: Page, keep: Keep) -> None:
    """Two sites on the wall, and one that raises its hand."""
    theo = day.home.invite("Theo Brandt", "technician")
    other = str(day.home.job(day.crew.dan, "PSU 2 is amber", theo)["id"])
    with window(browser, PHONE, theo, reduced_motion="reduce") as opened:
        for phone, job in ((tess, str(day.jobs["now"]["id"])), (opened.page, other)):
            calling.get_help(phone, day.home.url, job)
            calling.answer(desk)
            calling.sees(desk, 30)
        tess.get_by_role("button", name="Raise your hand to Eva").click()
        expect(desk.get_by_text("Hand raised").first).to_be_visible()
        keep(desk, "console-beside")
        keep(tess, "call-beside")
        desk.keyboard.press("w")
        expect(desk.get_by_role("heading", name="My sites")).to_be_visible()
        desk.wait_for_timeout(5000)
        keep(desk, "wall")


def talk(phone: Page, desk: Page) -> None:
    """A line, a still, and the pointer where it was."""
    calling.say(desk, "A line to everybody in the call", "Pull the optic in uplink 1, then wait")
    desk.keyboard.press("Escape")
    expect(phone.get_by_text("Eva (expert): Pull the optic", exact=False)).to_be_visible()
    desk.keyboard.press("s")
    expect(desk.locator("img.picture[src*='/pictures/']").nth(4)).to_be_visible()
    desk.keyboard.press("p")
    box = desk.locator("video.stage-video").bounding_box()
    assert box is not None
    x, y = box["x"] + AT[0] * box["width"], box["y"] + AT[1] * box["height"]
    for step in range(20):  # a pointer that rests fades
        desk.mouse.move(x + step % 2, y)
        desk.wait_for_timeout(40)


def rack() -> Iterator[Image.Image]:
    """A hand that trembles a little before the switch."""
    scene = Image.open(io.BytesIO(scenes.scene("port"))).convert("RGB")
    width = min(scene.width, scene.height * SIZE[0] // SIZE[1]) - 40
    height = width * SIZE[1] // SIZE[0]
    for number in range(FRAMES):
        sway = abs(number - FRAMES // 2) * 3 // 4
        left, top = (scene.width - width) // 2 - 15 + sway, (scene.height - height) // 2
        yield scene.crop((left, top, left + width, top + height))
