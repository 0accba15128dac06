"""What goes out is what she chose, although the file is changed or removed before it is sent."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.builders import pictures
from tests.builders.api_jobs import day_on_site
from tests.builders.browsers import PHONE, window
from tests.builders.installation import Installation
from tests.journeys import steps

pytestmark = pytest.mark.journey
UPLOADS = re.compile(r"/uploads$")
RELAYS = re.compile(r"/content$")
PUTS = re.compile(r"/jobs/[^/]+/[^/]+/original\?")


def edited(file: Path) -> None:
    """The gallery's own editor has saved another picture over the file."""
    file.write_bytes(pictures.photo(pictures.scene(200, 100)))


@pytest.mark.parametrize("change", [edited, Path.unlink], ids=["edited", "removed"])
def test_the_picture_that_was_chosen_goes_out_although_its_file_is_another_by_then(
    home: Installation, browser: Browser, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    day = day_on_site(home)
    file = tmp_path / "IMG_7.jpg"
    content = pictures.photo(pictures.scene(640, 480))
    file.write_bytes(content)
    with window(browser, PHONE, day.crew.tess) as phone:
        page = phone.page
        page.route(UPLOADS, lambda route: route.abort("connectionrefused"))
        page.goto(f"{home.url}/jobs/{day.jobs['hers']['id']}")
        steps.choose(page, "From the gallery", file)
        expect(page.get_by_text("Trying again")).to_be_visible()
        change(file)
        page.unroute_all()
        expect(page.get_by_text("1 of 1 stored and checked")).to_be_visible()
    assert list(home.originals(str(day.jobs["hers"]["id"])).values()) == [[content]]


def test_a_photo_whose_store_is_blocked_goes_through_the_server_once_that_may(
    home: Installation, browser: Browser, tmp_path: Path
) -> None:
    """A photo of 20 MB: noise follows the end of the JPEG, as some cameras add it."""
    day = day_on_site(home)
    file = tmp_path / "IMG_8.jpg"
    content = pictures.photo() + random.Random(8).randbytes(20_000_000)
    file.write_bytes(content)
    with window(browser, PHONE, day.crew.tess) as phone:
        page = phone.page
        for way in (PUTS, RELAYS):
            page.route(way, lambda route: route.abort("connectionrefused"))
        page.goto(f"{home.url}/jobs/{day.jobs['hers']['id']}")
        steps.choose(page, "From the gallery", file)
        expect(page.get_by_text("Trying again")).to_be_visible()
        page.locator(".tile-pending button").click()
        reason = page.get_by_text("the photo store can't be reached from here")
        expect(reason).to_be_visible()
        page.unroute(RELAYS)
        expect(page.get_by_text("1 of 1 stored and checked")).to_be_visible()
        expect(page.get_by_text("1 file went through the server")).to_be_visible()
    assert list(home.originals(str(day.jobs["hers"]["id"])).values()) == [[content]]
