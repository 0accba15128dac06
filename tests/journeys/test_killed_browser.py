"""A photo that a phone shows as kept is there when the browser is started again, however it ended.

A killed browser writes nothing more: what it had not handed to the system by then is gone. Without
power, what the system had not handed to the disk is gone, too.
"""

import os
import random
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, FilePayload, Route, expect

from tests.builders import pictures
from tests.builders.api_jobs import Day
from tests.builders.browsers import CHROMIUM, PATIENCE, PHONE, Window
from tests.builders.disks import cuttable_disk
from tests.builders.load import slack
from tests.journeys import steps

pytestmark = pytest.mark.journey
AT_ONCE = 3
SAVING = "Saving on this phone"
# The photos that were there before count, too; the number of those is the result.
WATCH = """({ saving, wanted }) => {
  const words = () => [...document.querySelectorAll(".tile-pending .tile-words")];
  const kept = () => words().filter((each) => !each.textContent.includes(saving)).length;
  const before = kept();
  const look = () => kept() >= before + wanted && shownAsKept(kept());
  new MutationObserver(look).observe(document, {
    ...{ subtree: true, childList: true, characterData: true },
  });
  return before;
}"""
ONLY_HERE = "Only on this page"
NO_ROOM = (
    "This phone has no room: 1 item is only on this page."
    " Leave the page open until all is stored, or free some room on the phone."
)


def photo(number: int) -> bytes:
    """A photo whose bytes no other number has, as large as one of a phone."""
    return pictures.photo() + random.Random(number).randbytes(3_000_000)


@contextmanager
def phone_of(browser: Browser, profile: Path, day: Day, *flags: str) -> Iterator[BrowserContext]:
    """Tess's phone with what its browser had on the disk when it ended."""
    for lock in profile.glob("Singleton*"):
        lock.unlink()
    context = browser.browser_type.launch_persistent_context(
        str(profile),
        executable_path=CHROMIUM,
        args=["--no-sandbox", *flags],
        locale="en-GB",
        service_workers="block",
        **PHONE,
    )
    context.set_default_timeout(PATIENCE)
    try:
        Window(context, context.pages[0]).belongs_to(day.crew.tess)
        yield context
    finally:
        with suppress(Error):
            context.close()


def refuse(route: Route) -> None:
    route.abort("connectionrefused")


@dataclass
class Killer:
    """Ends a browser at the moment at which its page shows so many photos as kept."""

    pids: list[int]
    first: Callable[[], None]
    """What happens before the browser ends."""
    seen: int | None = None

    def __call__(self, kept: int) -> None:
        if self.seen is None:
            self.seen = kept
            self.first()
            for pid in self.pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def processes_of(profile: Path) -> list[int]:
    found = subprocess.run(["pgrep", "-f", str(profile)], capture_output=True, check=True)
    return [int(pid) for pid in found.stdout.split()]


def take_and_kill(
    context: BrowserContext, killer: Killer, day: Day, contents: list[bytes], kept: int
) -> int:
    """Choose photos without a network, and end the browser once some more are shown as kept than
    the `kept` of before, which have to be there. Returns how many more were."""
    page = context.pages[0]
    context.route("**/uploads", refuse)
    page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
    expect(page.get_by_role("button", name="From the gallery")).to_be_visible()
    if kept:  # All that wait are shown at once.
        expect(page.locator(".tile-pending").nth(kept - 1)).to_be_visible()
    page.expose_function("shownAsKept", killer)
    wanted = random.Random(contents[0]).randint(1, len(contents))
    before = page.evaluate(WATCH, {"saving": SAVING, "wanted": wanted})
    files = [
        FilePayload(name=f"IMG_{number}.jpg", mimeType="image/jpeg", buffer=content)
        for number, content in enumerate(contents)
    ]
    with suppress(Error):  # the browser ends meanwhile
        steps.choose(page, "From the gallery", files)
        page.wait_for_timeout(60_000 * slack())
    assert killer.seen is not None, "no photo was kept"
    return killer.seen - int(before)


def nothing() -> None: ...


def killed_and_sent(
    browser: Browser,
    profile: Path,
    day: Day,
    seeds: range,
    *,
    first: Callable[[], None] = nothing,
    then: Callable[[], None] = nothing,
) -> None:
    """Photos are taken again and again, and each time the browser ends; `first` happens just before
    that, `then` after it."""
    taken: dict[bytes, int] = {}
    kept: list[bytes] = []
    for seed in seeds:
        contents = [photo(seed * AT_ONCE + number) for number in range(AT_ONCE)]
        taken |= {content: len(taken) + place for place, content in enumerate(contents)}
        with phone_of(browser, profile, day) as context:
            killer = Killer(processes_of(profile), first)
            kept += contents[: take_and_kill(context, killer, day, contents, len(kept))]
        then()
    with phone_of(browser, profile, day) as context:
        page = context.pages[0]
        page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
        main = page.get_by_role("main")
        last = main.locator(".tile:not(.tile-pending)").nth(len(kept) - 1)
        expect(last).to_be_visible(timeout=PATIENCE + 2_000 * len(kept))
        expect(main.locator(".tile-pending")).to_have_count(0)
    originals = day.home.originals(str(day.jobs["hers"]["id"]))
    stored = [content for versions in originals.values() for content in versions]
    assert len(stored) == len(set(stored)), "a photo arrived twice"
    assert set(kept) <= set(stored), f"{len(set(kept) - set(stored))} of {len(kept)} are lost"
    assert set(stored) <= set(taken)
    evidence = day.crew.dan.ask("GET", day.path("hers"))["evidence"]
    numbers = [(evidence[id]["sequence"], taken[versions[0]]) for id, versions in originals.items()]
    places = [place for _, place in sorted(numbers)]
    assert places == sorted(places), "the counter went back"


def test_no_photo_that_was_shown_as_kept_is_lost_by_a_kill(
    browser: Browser, tmp_path: Path, day: Day
) -> None:
    killed_and_sent(browser, tmp_path / "phone", day, range(3))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_no_photo_that_was_shown_as_kept_is_lost_by_many_kills(
    browser: Browser, tmp_path: Path, day: Day
) -> None:
    killed_and_sent(browser, tmp_path / "phone", day, range(100, 140))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_no_photo_that_was_shown_as_kept_is_lost_by_a_flat_battery(
    browser: Browser, tmp_path: Path, day: Day
) -> None:
    with cuttable_disk(tmp_path / "storage", 2_000) as disk:
        profile = disk.folder / "phone"
        killed_and_sent(browser, profile, day, range(200, 220), first=disk.cut, then=disk.replace)


def test_a_phone_without_room_says_so_while_the_photo_is_on_the_screen(
    phone: Window, day: Day
) -> None:
    page, origin = phone.page, day.home.url
    devtools = page.context.new_cdp_session(page)
    # It holds for what is kept from now on: the browser lets a page use up what it had allowed.
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1_000_000})
    page.context.route("**/uploads", refuse)
    page.goto(f"{origin}/jobs/{day.jobs['hers']['id']}")
    expect(page.get_by_role("button", name="Photo", exact=True)).to_be_visible()
    steps.take(page, "From the gallery", "IMG_1.jpg", photo(1))
    expect(page.get_by_role("alert").filter(has_text="no room")).to_have_text(NO_ROOM)
    expect(page.locator(".tile-pending")).to_contain_text(ONLY_HERE)
    # A note is small, and still finds room.
    page.get_by_role("button", name="Note", exact=True).click()
    page.get_by_label("What do you see, what did you do?").fill("The store is full.")
    page.context.route("**/notes", refuse)
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".note").filter(has_text="The store is full.")).not_to_contain_text(
        ONLY_HERE
    )
    # It is sent all the same, and the page may be left then.
    page.context.unroute("**/uploads")
    page.context.unroute("**/notes")
    page.evaluate("dispatchEvent(new Event('online'))")
    steps.shown(page.get_by_role("main").locator("img.picture[src*='/pictures/']"), 1)
    expect(page.get_by_text(NO_ROOM)).to_have_count(0)
    originals = day.home.originals(str(day.jobs["hers"]["id"]))
    assert list(originals.values()) == [[photo(1)]]
