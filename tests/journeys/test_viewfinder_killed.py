"""A photo of the viewfinder that showed as kept outlives the browser, whenever that ends."""

import io
import random
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, expect

from tests.builders.api_jobs import Day
from tests.builders.browsers import PATIENCE
from tests.builders.load import slack
from tests.journeys import calling, viewfinder
from tests.journeys.test_killed_browser import Killer, nothing, phone_of, processes_of

pytestmark = pytest.mark.journey
MOST = 4
# The moments around a tick: the next photo is under way, or the whole picture of this one is.
LATEST = 400
WATCH = """(wanted) => {
  const kept = () => document.querySelectorAll(".shot-kept").length;
  const look = () => kept() >= wanted && shownAsKept(kept());
  new MutationObserver(look).observe(document, {
    ...{ subtree: true, childList: true, attributes: true },
  });
}"""


def shoot_and_kill(context: BrowserContext, profile: Path, day: Day, seed: int) -> int:
    """Take photos without a network until the browser ends, a moment after some are shown as kept.
    Returns how many were."""
    chance = random.Random(seed)
    page = context.pages[0]
    context.route("**/uploads", viewfinder.refuse)
    viewfinder.open_viewfinder(page, day)
    killer = Killer(processes_of(profile), nothing)
    page.expose_function("shownAsKept", killer)
    page.evaluate(WATCH, chance.randint(1, MOST))
    with suppress(Error):  # the browser ends meanwhile
        for _ in range(2 * MOST):
            viewfinder.shutter(page).click()
            page.wait_for_timeout(chance.randint(0, LATEST))
        page.wait_for_timeout(60_000 * slack())
    assert killer.seen is not None, "no photo was kept"
    return killer.seen


def killed_and_sent(browser: Browser, profile: Path, day: Day, seeds: range) -> None:
    kept = 0
    for seed in seeds:
        with phone_of(browser, profile, day, *calling.flags(None)) as context:
            kept += shoot_and_kill(context, profile, day, seed)
    with phone_of(browser, profile, day) as context:
        page = context.pages[0]
        page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
        main = page.get_by_role("main")
        last = main.locator(".tile:not(.tile-pending)").nth(kept - 1)
        expect(last).to_be_visible(timeout=PATIENCE + 2_000 * kept)
        expect(main.locator(".tile-pending")).to_have_count(0)
    for content in (stored := viewfinder.originals(day)):
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            assert max(picture.size) >= 640
    assert len(stored) >= kept, f"{kept - len(stored)} of {kept} are lost"
    numbers = [item["sequence"] for item in viewfinder.evidence(day)]
    assert len(set(numbers)) == len(numbers), "the counter went back"


def test_no_photo_of_the_viewfinder_is_lost_by_a_kill(
    browser: Browser, tmp_path: Path, day: Day
) -> None:
    killed_and_sent(browser, tmp_path / "phone", day, range(3))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_no_photo_of_the_viewfinder_is_lost_by_many_kills(
    browser: Browser, tmp_path: Path, day: Day
) -> None:
    killed_and_sent(browser, tmp_path / "phone", day, range(300, 340))
