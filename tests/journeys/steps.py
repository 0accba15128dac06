"""The steps that people take on the pages, from signing in to revoking a share."""

import re
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.builders import pictures
from tests.builders.installation import Guest
from tests.journeys.words import Words

PHOTOS = Path(__file__).parents[2].parent / "shared" / "data" / "phone-photos"
CAMERA = "Fairphone"
# A worker decodes 12 megapixels of HEIC meanwhile, on a busy machine.
SOON = 60_000


def turned_jpeg() -> bytes:
    """A photo of a phone held sideways, with its place and maker; the corners show it upright."""
    scene = pictures.scene(1200, 900)
    block = pictures.exif(orientation=6, gps=(50.11, 8.68), taken="2026:03:01 10:20", make=CAMERA)
    return pictures.photo(pictures.sensor_pixels(scene, 6), exif=block)


def heic(*, real_one: bool) -> bytes:
    """A HEIC photo: a real phone's if asked for and at hand, else a smaller one of our own."""
    real = PHOTOS / "iphone_13_pro_max.HEIC"
    if real_one and real.is_file():
        return real.read_bytes()
    return pictures.image_bytes(pictures.scene(1024, 768), "HEIF")


def sign_in(page: Page, guest: Guest, words: Words) -> None:
    page.goto(guest.link)
    page.get_by_role("button", name=words.sign_in.format(guest.name)).click()
    page.wait_for_url(f"{guest.url}/")


def open_a_job(page: Page, words: Words, technician: str) -> str:
    """The id of a new job, which is open beside the board then."""
    page.get_by_role("button", name=words.new_job).first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label(words.what_is_to_be_done).fill(words.title)
    sheet.get_by_label(words.site, exact=True).select_option(label="Frankfurt 2")
    sheet.get_by_label(technician).check()
    sheet.get_by_role("button", name=words.create).click()
    expect(page.get_by_role("heading", name=words.title)).to_be_visible()
    return page.url.split("job=")[1]


def arrive(page: Page, words: Words) -> None:
    page.get_by_role("link", name=words.title).click()
    page.get_by_role("button", name=words.on_it).click()
    page.get_by_role("button", name=words.here).click()


def take(page: Page, button: str, name: str, content: bytes) -> None:
    """Add a photo by the chooser of the button."""
    kind = "image/heic" if name.endswith("heic") else "image/jpeg"
    choose(page, button, [FilePayload(name=name, mimeType=kind, buffer=content)])


def take_by_camera_app(page: Page, words: Words, name: str, content: bytes) -> None:
    """Add a photo in a browser without a camera, as the phone's own camera app answers it."""
    page.get_by_role("button", name=words.photo, exact=True).click()
    take(page, words.camera_app, name, content)


def choose(page: Page, button: str, files: Path | Sequence[FilePayload]) -> None:
    """Answer the chooser of the button."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button, exact=True).click()
    chooser.value.set_files(files)


def write_note(page: Page, words: Words) -> None:
    page.get_by_role("button", name=words.note, exact=True).click()
    page.get_by_label(words.note_label).fill(words.noted)
    page.get_by_role("button", name=words.save_note).click()


def finish(page: Page, words: Words) -> None:
    page.get_by_role("button", name=words.finish).click()
    page.get_by_label(words.what_was_wrong).fill(words.fault)
    page.get_by_label(words.what_did_you_do).fill(words.work)
    page.get_by_role("dialog").get_by_role("button", name=words.finish).click()
    expect(page.get_by_text(words.finished).first).to_be_visible()


def share(page: Page, words: Words, label: str) -> str:
    """The address of a new share."""
    page.get_by_role("button", name=words.make_link, exact=True).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label(words.for_whom).fill(label)
    sheet.get_by_role("button", name=words.make_link, exact=True).click()
    address = sheet.get_by_role("textbox", name=words.copy_link)
    expect(address).to_have_value(re.compile("/s/"))
    link = address.input_value()
    page.keyboard.press("Escape")
    return link


def revoke(page: Page, words: Words, label: str) -> None:
    page.get_by_role("button", name=f"{words.revoke} {label}").click()
    page.get_by_role("button", name=words.revoke, exact=True).click()
    expect(page.get_by_text(re.compile(rf"^{words.revoked} \S")).first).to_be_visible()


def shown(pictures: Locator, count: int) -> None:
    """Check that so many pictures are there, and that each has drawn its bytes."""
    expect(pictures).to_have_count(count, timeout=SOON)
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") > 0


def stands_still(strip: Locator) -> None:
    """Wait until the strip has come to its next picture, which it counts from half way on."""
    while not strip.evaluate("it => it.scrollLeft % it.clientWidth < 1"):
        strip.page.wait_for_timeout(50)


def swipe_right(page: Page) -> None:
    """Draw a finger across the touch screen, by the events that the screen reports."""
    screen = page.context.new_cdp_session(page)
    places = [{"x": x, "y": 400} for x in range(60, 340, 20)]
    for kind, places_now in (
        ("touchStart", places[:1]),
        *(("touchMove", [place]) for place in places[1:]),
        ("touchEnd", []),
    ):
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places_now})
