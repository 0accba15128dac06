"""Tess chooses pictures from her gallery: a burst lies in the order in which it was taken, and one
that no page could show is asked about before it is sent."""

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, expect

from tests.builders import pictures
from tests.builders.api_jobs import Day
from tests.builders.browsers import PHONE, Window, window
from tests.builders.heif_grid import grid_heic
from tests.journeys import steps
from tests.pages import audit

pytestmark = pytest.mark.journey
SIDE = 1024
NEWEST_FIRST = ("875", "5", "25", "0")


def shot(fraction: str) -> FilePayload:
    """A picture of a burst, with the part of the second in which it was taken."""
    block = Image.Exif()
    camera = block.get_ifd(0x8769)
    camera[0x9003], camera[0x9291], camera[0x9011] = "2026:03:01 10:20:30", fraction, "+01:00"
    image = pictures.scene(400, 300 + int(fraction.ljust(3, "0")) // 25)
    content = pictures.photo(image, exif=block.tobytes())
    return FilePayload(name=f"{fraction}.jpg", mimeType="image/jpeg", buffer=content)


def heights(day: Day) -> list[int]:
    """The heights of the stored pictures by the phone's counter."""
    evidence = day.crew.dan.ask("GET", day.path("hers"))["evidence"].values()
    return [item["height"] for item in sorted(evidence, key=lambda item: item["sequence"])]


def test_a_burst_lies_in_the_order_in_which_it_was_taken(day: Day, phone: Window) -> None:
    page = phone.page
    page.goto(day.home.url + f"/jobs/{day.jobs['hers']['id']}")
    steps.choose(page, "From the gallery", [*map(shot, NEWEST_FIRST)])
    expect(page.get_by_text("4 of 4 stored and checked")).to_be_visible()
    expect(page.locator(".tiles img[src*='/small']")).to_have_count(4)
    assert heights(day) == [300, 310, 320, 335]
    shown = page.locator(".tiles img").evaluate_all("all => all.map((one) => one.naturalHeight)")
    assert shown == sorted(shown)
    assert len(set(shown)) == 4
    evidence = day.crew.dan.ask("GET", day.path("hers"))["evidence"].values()
    told = {"origin": "gallery", "time_source": "exif", "utc_offset_minutes": 60}
    assert all(told.items() <= item["capture"].items() for item in evidence)
    at = "2026-03-01T09:20:30.{}000Z"
    assert sorted(item["captured_at"] for item in evidence) == [
        at.format(fraction) for fraction in ("000", "250", "500", "875")
    ]
    expect(page.locator(".tiles").get_by_text("Chosen from the gallery")).to_have_count(4)
    page.locator(".tile-button").first.click()
    viewer = page.get_by_role("dialog")
    expect(viewer.get_by_text("Chosen from the gallery")).to_be_visible()
    expect(viewer.get_by_text("Time by the camera's clock, UTC+1")).to_be_visible()


def large() -> FilePayload:
    """A HEIC of more than 303 megapixels, in tiles of one colour."""
    tiles = [Image.new("RGB", (SIDE, SIDE), pictures.BLUE)]
    content = grid_heic(tiles, [0] * 17 * 17, 17, (SIDE * 17, SIDE * 17))
    return FilePayload(name="IMG_4711.HEIC", mimeType="image/heic", buffer=content)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_picture_that_no_page_could_show_is_asked_about_before_it_is_sent(
    day: Day, browser: Browser, language: str
) -> None:
    tess = day.crew.tess
    tess.ask("PATCH", f"/api/people/{tess.id}", {"language": language})
    names = {
        "en": (
            "From the gallery",
            "Don't send it",
            "Send it as it is",
            "1 of 1 stored and checked",
        ),
        "de": ("Aus der Galerie", "Nicht senden", "Trotzdem senden", "1 von 1"),
    }
    gallery, leave, send, stored = names[language]
    with window(browser, PHONE, tess, reduced_motion="reduce") as opened:
        page = opened.page
        page.goto(day.home.url + f"/jobs/{day.jobs['hers']['id']}")
        for answer in (leave, send):
            steps.choose(page, gallery, [large()])
            dialog = page.get_by_role("dialog")
            expect(dialog.get_by_text("IMG_4711.HEIC")).to_contain_text("304")
            audit.settle(page)
            faults = audit.violations(page, glare=True) + audit.sticking_out(page)
            assert not (faults + audit.too_small(page, target=48, text=15)), faults
            assert not day.crew.dan.ask("GET", day.path("hers"))["evidence"]
            dialog.get_by_role("button", name=answer, exact=True).click()
            expect(dialog).to_have_count(0)
        expect(page.get_by_text(stored)).to_be_visible()
