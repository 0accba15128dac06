"""Pictures of a call: it waits, rings, is live, and is over. The camera films a drawn rack."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.builders import scenes
from tests.builders.browsing import DESK, PHONE, chromium, window
from tests.builders.footage import FRAMES, SIZE, film
from tests.builders.furnished import Day
from tests.journeys import calling

Keep = Callable[[Page, str], None]
# Where the expert points: the red light of uplink 1, in parts of the picture.
AT = (0.52, 0.47)


def take_call(day: Day, folder: Path, keep: Keep) -> None:
    camera = film(folder, rack())
    crew, job = day.crew, str(day.jobs["now"]["id"])
    with (
        chromium(*calling.flags(camera)) as browser,
        window(browser, PHONE, crew.tess, reduced_motion="reduce") as phone,
        window(browser, DESK, crew.eva, reduced_motion="reduce") as desk,
    ):
        for opened in (phone, desk):
            calling.watch(opened)
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
        desk.page.keyboard.press("e")
        desk.page.keyboard.press("e")
        expect(phone.page.get_by_text("has ended the call", exact=False)).to_be_visible()
        keep(phone.page, "call-over")


def talk(phone: Page, desk: Page) -> None:
    """A line, a still, and the pointer where it was."""
    calling.say(desk, "A line to everybody in the call", "Pull the optic in uplink 1, then wait")
    desk.keyboard.press("Escape")
    expect(phone.get_by_text("Eva: Pull the optic", exact=False)).to_be_visible()
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
        sway = abs(number - FRAMES // 2) // 4
        left, top = (scene.width - width) // 2 - 15 + sway, (scene.height - height) // 2
        yield scene.crop((left, top, left + width, top + height))
