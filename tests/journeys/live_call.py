"""Tess and Eva with a job, their browsers, and the pointer that each sees in time."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.builders.browsers import DESK, PHONE, Window, window
from tests.builders.installation import Guest, Installation
from tests.builders.load import slack
from tests.journeys import calling

POINTER_BEHIND = 150
SEEN = """() => {
  window.seen = [];
  const watch = new MutationObserver(() => window.seen.push(Date.now()));
  const view = document.querySelector(".call-view");
  watch.observe(view, { subtree: true, childList: true, attributeFilter: ["data-x", "data-y"] });
}"""
MOVED = """() => {
  window.moved = [];
  addEventListener("pointermove", () => window.moved.push(Date.now()), { capture: true });
}"""
# The place where Eva points, as parts of the picture.
AT = (0.3, 0.6)
CLOSE = 0.02
PLACE = """([element, x, y]) => {
  const box = element.getBoundingClientRect();
  const picture = element.videoWidth / element.videoHeight;
  const width = Math.min(box.width, box.height * picture), height = width / picture;
  const left = box.x + (box.width - width) / 2, top = box.y + (box.height - height) / 2;
  return [left + x * width, top + y * height];
}"""


@dataclass
class Story:
    """Tess on her phone and Eva at her desk, with the job that they talk about."""

    home: Installation
    browser: Browser
    tess: Guest
    eva: Guest
    cleo: Guest
    job: str
    phone: Window
    desk: Window

    def document(self) -> dict[str, Any]:
        return calling.document(self.eva, self.job)


@contextmanager
def in_windows(home: Installation, filming: Browser) -> Iterator[Story]:
    """Tess and Eva with their pages open and no call yet."""
    tess, eva = home.invite("Tess Vogel", "technician"), home.invite("Eva Lindqvist", "expert")
    dan, cleo = home.invite("Dan Okafor", "dispatcher"), home.invite("Cleo Fuchs", "client")
    job = calling.job_on_site(home, dan, tess)
    with ExitStack() as windows:
        phone = windows.enter_context(window(filming, PHONE, tess))
        desk = windows.enter_context(window(filming, DESK, eva))
        for opened in (phone, desk):
            calling.watch(opened)
        yield Story(home, filming, tess, eva, cleo, job, phone, desk)


def eva_points_and_tess_sees_it(desk: Page, phone: Page) -> None:
    desk.keyboard.press("p")
    video = desk.locator("video.stage-video")
    x, y = desk.evaluate(PLACE, [video.element_handle(), *AT])
    desk.mouse.move(x - 30, y - 30)
    mark = phone.locator(".call-pointer")
    phone.evaluate(SEEN)
    desk.evaluate(MOVED)
    for step in range(20):  # a hand is never quite still
        desk.mouse.move(x, y + (step % 2) * 2)
        desk.wait_for_timeout(100)
    desk.mouse.move(x, y)
    behind = median(latencies(desk, phone))
    print(f"the pointer is {behind:.0f} ms behind")
    assert behind <= POINTER_BEHIND * slack()
    expect(mark.locator(".call-pointer-ring")).to_be_visible()
    at = [float(mark.get_attribute(name) or "nan") for name in ("data-x", "data-y")]
    assert abs(at[0] - AT[0]) < CLOSE, at
    assert abs(at[1] - AT[1]) < CLOSE, at
    desk.keyboard.press("p")


def latencies(desk: Page, phone: Page) -> list[float]:
    """The milliseconds from each movement to the next change of the pointer; both pages have the
    clock of this machine."""
    movements, changes = desk.evaluate("window.moved"), phone.evaluate("window.seen")
    delays = []
    for at in movements:
        later = [each for each in changes if each >= at]
        if later:
            delays.append(float(later[0] - at))
    assert len(delays) >= 10, (movements, changes)
    return delays
