"""The steps that Tess takes with the camera inside the page, and what her browser's camera does."""

from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from tests.builders.api_jobs import Day

KEPT = "Kept on this phone · {}"
STORED = "Stored and checked · {}"
# The tracks that the page has opened, in `window.opened`.
WATCHED = """(() => {
  window.opened = [];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    window.opened.push(...stream.getTracks());
    return stream;
  };
})()"""
STATES = "window.opened.map((track) => track.readyState)"
SHOW = """(state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, value: state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SIZE = "(video) => [video.videoWidth, video.videoHeight]"
# Milliseconds from each press to the moment at which one more photo shows as kept.
TIMED = """() => {
  window.waits = [];
  const finder = document.querySelector("dialog.viewfinder");
  const kept = () => finder.querySelectorAll(".shot-kept").length;
  let [began, before] = [0, 0];
  finder.addEventListener("pointerdown", () => { [began, before] = [performance.now(), kept()]; });
  new MutationObserver(() => {
    if (!began || kept() === before) return;
    window.waits.push(Math.round(performance.now() - began));
    began = 0;
  }).observe(finder, { subtree: true, childList: true, attributes: true });
}"""


def refuse(route: Route) -> None:
    route.abort("connectionrefused")


def open_viewfinder(page: Page, day: Day) -> Locator:
    """The viewfinder on Tess's job, as it shows its first frame."""
    page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
    # Photos that wait have buttons of that name as well.
    page.locator(".action-row").get_by_role("button", name="Photo", exact=True).click()
    expect(shutter(page)).to_have_attribute("aria-disabled", "false")
    return finder(page)


def finder(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Photo · Before")


def shutter(page: Page) -> Locator:
    return finder(page).get_by_role("button", name="Take a photo")


def shots(page: Page) -> Locator:
    return finder(page).get_by_role("list", name="Photos just taken").get_by_role("button")


def shoot(page: Page, count: int) -> None:
    """Take one photo, which is the one of this number, and wait until it is kept."""
    shutter(page).click()
    says(page, KEPT, count)


def says(page: Page, words: str, count: int) -> None:
    photos = "1 photo" if count == 1 else f"{count} photos"
    expect(finder(page).get_by_text(words.format(photos), exact=True)).to_be_visible()


def frame_size(page: Page) -> tuple[int, int]:
    width, height = finder(page).locator("video").evaluate(SIZE)
    return width, height


def evidence(day: Day) -> list[dict[str, Any]]:
    """The job's items in the order of capture."""
    items = day.crew.dan.ask("GET", day.path("hers"))["evidence"].values()
    return sorted(items, key=lambda item: item["sequence"])


def originals(day: Day) -> list[bytes]:
    """The bytes of each item, of which there is one version, in the order of capture."""
    stored = day.home.originals(str(day.jobs["hers"]["id"]))
    assert all(len(versions) == 1 for versions in stored.values()), "a photo was sent twice"
    return [stored[item["id"]][0] for item in evidence(day)]
