"""Tess takes photos with the camera inside the page: each is kept at once, and sent whole."""

import io
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.builders import browsers, pictures
from tests.builders.api_jobs import Day
from tests.builders.browsers import CHROMIUM, PHONE, Window, launched, window
from tests.builders.footage import film
from tests.faults.web_and_worker import until
from tests.journeys import calling, viewfinder
from tests.journeys.viewfinder import KEPT, STORED, finder, shoot, shots, shutter

pytestmark = pytest.mark.journey
PRESSES = 5
LIVES = 2_100
END_TWICE = """async () => {
  const end = (track) => {
    track.stop();
    track.dispatchEvent(new Event("ended"));
  };
  end(window.opened[0]);
  while (!window.opened[1]?.onended) await new Promise((turn) => setTimeout(turn, 10));
  end(window.opened[1]);
}"""
FRAMES = 4
LABEL = """async () => (await navigator.mediaDevices.enumerateDevices())
  .find(({ kind }) => kind === "videoinput").label"""
# A camera whose own photos are larger than its video; `given` has the bytes of one.
LARGER_PHOTOS = """given => {
  ImageCapture.prototype.getPhotoCapabilities = async () => (
    { imageWidth: { min: 1, max: 8000, step: 1 }, imageHeight: { min: 1, max: 6000, step: 1 } });
  ImageCapture.prototype.takePhoto = async () => (await fetch(given)).blob();
}"""


@pytest.fixture
def phone(patterned: Browser, day: Day) -> Iterator[Window]:
    with window(patterned, PHONE, day.crew.tess) as opened:
        yield opened


def test_a_photo_is_kept_at_once_and_stored_in_full_size(phone: Window, day: Day) -> None:
    page = phone.page
    page.context.route("**/uploads", viewfinder.refuse)
    viewfinder.open_viewfinder(page, day)
    size = viewfinder.frame_size(page)
    page.evaluate(viewfinder.TIMED)
    before = page.evaluate("Date.now()")
    for number in range(PRESSES):
        shoot(page, number + 1)
        browsers.until(page, f"async () => window.waits.length === {number + 1}")
    after = page.evaluate("Date.now()")
    print(f"kept after {page.evaluate('window.waits')} ms at {size[0]} × {size[1]}")
    page.context.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    viewfinder.says(page, STORED, PRESSES)
    expect(finder(page).locator(".shot-stored")).to_have_count(PRESSES)
    for content in viewfinder.originals(day):
        with Image.open(io.BytesIO(content)) as picture:
            assert (picture.format, picture.size) == ("JPEG", size)
    items = viewfinder.evidence(day)
    assert [item["sequence"] for item in items] == list(range(1, PRESSES + 1))
    assert {item["phase"] for item in items} == {"before"}
    taken = [datetime.fromisoformat(item["captured_at"]).timestamp() * 1000 for item in items]
    assert taken == sorted(taken)
    assert before - 1 <= taken[0] <= taken[-1] <= after + 1
    told = {"origin": "viewfinder", "time_source": "clock", "width": size[0], "height": size[1]}
    told["utc_offset_minutes"] = page.evaluate("0 - new Date().getTimezoneOffset()")
    assert all(told.items() <= item["capture"].items() for item in items)
    assert items[0]["capture"]["camera"] == page.evaluate(LABEL)
    until(lambda: day.rendered("hers"), 60)
    assert {(item["width"], item["height"]) for item in viewfinder.evidence(day)} == {size}
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text(f"{PRESSES} of {PRESSES} stored and checked")).to_be_visible()
    page.locator(".tile-button").first.click()
    expect(page.get_by_role("dialog").get_by_text("Taken in the viewfinder")).to_be_visible()


def test_a_shutter_that_is_held_takes_one_after_the_other(phone: Window, day: Day) -> None:
    page = phone.page
    viewfinder.open_viewfinder(page, day)
    box = shutter(page).bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 72
    assert box["y"] > page.evaluate("innerHeight") * 2 / 3, "out of the thumb's reach"
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    expect(shots(page).nth(4)).to_be_visible()
    page.mouse.up()
    # The one that was begun as the finger was lifted is taken as well.
    expect(finder(page).locator(".shot-stored").nth(4)).to_be_visible()
    expect(finder(page).locator(".shot-saving, .shot-kept")).to_have_count(0)
    items = viewfinder.evidence(day)
    viewfinder.says(page, STORED, len(items))
    assert len(viewfinder.originals(day)) == len(items) >= 5
    times = [item["captured_at"] for item in items]
    assert times == sorted(times)


def test_a_photo_that_is_retaken_is_sent_by_nobody(phone: Window, day: Day) -> None:
    page = phone.page
    page.context.route("**/uploads", viewfinder.refuse)
    viewfinder.open_viewfinder(page, day)
    shoot(page, 1)
    shots(page).click()
    expect(finder(page).get_by_role("button", name="Keep going")).to_be_focused()
    page.keyboard.press("Enter")
    expect(shutter(page)).to_be_focused()
    expect(shots(page)).to_have_count(1)
    shots(page).click()
    finder(page).get_by_role("button", name="Retake").click()
    expect(shots(page)).to_have_count(0)
    finder(page).get_by_role("button", name="Undo").click()
    viewfinder.says(page, KEPT, 1)
    shots(page).click()
    finder(page).get_by_role("button", name="Retake").click()
    expect(finder(page).get_by_text("Removed")).to_be_visible()
    shoot(page, 1)
    page.context.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    viewfinder.says(page, STORED, 1)
    assert len(viewfinder.originals(day)) == 1
    shots(page).click()
    finder(page).get_by_role("button", name="Retake").click()
    expect(finder(page).get_by_text("It is stored already.")).to_be_visible()


def test_the_shutter_has_keys(phone: Window, day: Day) -> None:
    page = phone.page
    viewfinder.open_viewfinder(page, day)
    expect(shutter(page)).to_be_focused()
    for number, key in enumerate(("Enter", "Space", "AudioVolumeUp", "AudioVolumeDown")):
        page.keyboard.press(key)
        expect(shots(page)).to_have_count(number + 1)
    # Enter on another button is that button's.
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press("Enter")
    expect(finder(page)).to_have_count(0)
    expect(page.locator(".action-row button:focus")).to_have_text("Photo")
    expect(page.get_by_text("4 of 4 stored and checked")).to_be_visible()


def test_the_camera_is_let_go_of_when_nobody_looks_through_it(phone: Window, day: Day) -> None:
    page = phone.page
    page.add_init_script(viewfinder.WATCHED)
    viewfinder.open_viewfinder(page, day)
    assert page.evaluate(viewfinder.STATES) == ["live"]
    page.evaluate(viewfinder.SHOW, "hidden")
    browsers.until(page, f"async () => {viewfinder.STATES}[0] === 'ended'")
    expect(shutter(page)).to_have_attribute("aria-disabled", "true")
    page.evaluate(viewfinder.SHOW, "visible")
    expect(shutter(page)).to_have_attribute("aria-disabled", "false")
    assert page.evaluate(viewfinder.STATES) == ["ended", "live"]
    shoot(page, 1)
    page.keyboard.press("Escape")
    expect(finder(page)).to_have_count(0)
    browsers.until(page, f"async () => {viewfinder.STATES}.every((state) => state === 'ended')")


def test_a_camera_that_was_taken_away_is_opened_again(phone: Window, day: Day) -> None:
    page = phone.page
    page.add_init_script(viewfinder.WATCHED)
    viewfinder.open_viewfinder(page, day)
    # A track that ends at once is not opened again, as the second one is not.
    page.wait_for_timeout(LIVES)
    page.evaluate(END_TWICE)
    assert page.evaluate(viewfinder.STATES) == ["ended", "ended"]
    expect(finder(page).get_by_text("Another app is using the camera.")).to_be_visible()
    finder(page).get_by_role("button", name="Try again").click()
    expect(shutter(page)).to_have_attribute("aria-disabled", "false")
    expect(shutter(page)).to_be_focused()


def test_the_cameras_own_photo_is_stored_as_it_is(phone: Window, day: Day) -> None:
    page = phone.page
    scene = pictures.scene(6000, 4500)
    photo = pictures.photo(
        pictures.sensor_pixels(scene, 6), exif=pictures.exif(orientation=6), quality=60
    )
    page.context.route(
        "**/photo-of-the-camera", lambda route: route.fulfill(body=photo, content_type="image/jpeg")
    )
    page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
    page.evaluate(LARGER_PHOTOS, "/photo-of-the-camera")
    page.get_by_role("button", name="Photo", exact=True).click()
    expect(shutter(page)).to_have_attribute("aria-disabled", "false")
    shutter(page).click()
    viewfinder.says(page, STORED, 1)
    assert viewfinder.originals(day) == [photo]
    until(lambda: day.rendered("hers"), 60)
    [item] = viewfinder.evidence(day)
    assert (item["width"], item["height"]) == scene.size


@pytest.mark.parametrize(
    ("gamma", "held", "turn"),
    [(-90, 270, Image.Transpose.ROTATE_90), (89, 90, Image.Transpose.ROTATE_270)],
)
def test_a_phone_held_across_with_a_locked_screen_takes_upright_photos(
    patterned: Browser, day: Day, tmp_path: Path, gamma: int, held: int, turn: Image.Transpose
) -> None:
    scene = pictures.scene(1280, 720)
    camera = film(tmp_path, [scene] * FRAMES)
    # The headless shell has no sensors, not even pretended ones.
    browser = launched(patterned.browser_type, *calling.flags(camera), program=CHROMIUM)
    with closing(browser), window(browser, PHONE, day.crew.tess) as phone:
        page = phone.page
        devtools = page.context.new_cdp_session(page)
        held_across = {"alpha": 0, "beta": 0, "gamma": gamma}
        devtools.send("DeviceOrientation.setDeviceOrientationOverride", held_across)
        viewfinder.open_viewfinder(page, day)
        expect(finder(page).locator(".viewfinder-level")).to_be_attached()
        shutter(page).click()
        viewfinder.says(page, STORED, 1)
    [item] = viewfinder.evidence(day)
    assert item["capture"]["held"] == held
    [content] = viewfinder.originals(day)
    with Image.open(io.BytesIO(content)) as picture:
        upright = scene.transpose(turn)
        assert picture.size == upright.size
        for x in (picture.width // 4, picture.width * 3 // 4):
            for y in (picture.height // 4, picture.height * 3 // 4):
                seen, due = (image.convert("RGB").getpixel((x, y)) for image in (picture, upright))
                assert isinstance(seen, tuple)
                assert isinstance(due, tuple)
                assert max(abs(a - b) for a, b in zip(seen, due, strict=True)) < 40
