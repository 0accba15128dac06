"""The console of Eva and the phone of Tess, as tests use them."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.builders.api_jobs import Day, crew_for
from tests.builders.browsers import DESK, PHONE, Window, window
from tests.builders.installation import Guest, Installation
from tests.pages import audit

SMALL: ViewportSize = {"width": 1024, "height": 768}
LARGE: ViewportSize = {"width": 1440, "height": 900}
MEDIA = ["camera", "microphone"]
PLAYS = "(video) => video.videoWidth > 0 && video.currentTime > 0"


@dataclass
class Desk:
    """A window of somebody at the desk."""

    window: Window

    @property
    def page(self) -> Page:
        return self.window.page

    def ring(self, title: str) -> Locator:
        return self.page.get_by_role("article").filter(has_text=title)

    def tool(self, name: str) -> Locator:
        return self.page.get_by_role("group", name="Tools").get_by_role(
            "button", name=re.compile(f"^{name}")
        )

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def sees(self, name: str) -> None:
        """Check that the picture of the technician moves under her name, and can be drawn on: the
        tools learn of the first frame a moment later."""
        expect(self.page.get_by_role("heading", name=name)).to_be_visible()
        expect(self.page.get_by_text(re.compile(r"^Live, \d+ ms$"))).to_be_visible()
        video = self.page.locator("video.stage-video").element_handle()
        self.page.wait_for_function(PLAYS, arg=video)
        expect(self.tool("Draw")).to_be_enabled()

    def story(self) -> Locator:
        return self.page.get_by_role("region", name="Timeline")


class Floor:
    """One installation with a job that Tess is on, and the windows that a test opens."""

    def __init__(self, home: Installation, browser: Browser, stack: ExitStack) -> None:
        self.day = Day(home, crew_for(home))
        self.title = ""
        self._browser = browser
        self._stack = stack

    def job(self, name: str, title: str) -> str:
        """The title of a new job, with an ending that differs from those of other tests."""
        unique = f"{title} {self.day.id()[:4]}"
        self.day.job(name, unique, priority=1)
        self.day.arrive(name)
        return unique

    def end_calls(self) -> None:
        """End every call, which rings for every expert, so that the next test begins in silence."""
        for name in self.day.jobs:
            for session in self.day.crew.tess.ask("GET", self.day.path(name))["sessions"]:
                self.day.crew.dan.ask("POST", self.day.path(name, "sessions", session, "end"), {})

    def desk(self, who: Guest, path: str = "/") -> Desk:
        desk = Desk(self._open(DESK, who))
        desk.page.goto(self.day.home.url + path)
        return desk

    def phone(self, job: str) -> Page:
        phone = self._open(PHONE, self.day.crew.tess).page
        phone.goto(f"{self.day.home.url}/jobs/{job}")
        return phone

    def ask(self, name: str) -> None:
        """Let Tess ask for help without an open page of hers."""
        self.day.crew.tess.ask("POST", self.day.path(name, "sessions"), {"id": self.day.id()})

    def _open(self, device: dict[str, object], who: Guest) -> Window:
        opened = window(self._browser, device, who, permissions=MEDIA, reduced_motion="reduce")
        return self._stack.enter_context(opened)


@contextmanager
def floor(home: Installation, browser: Browser) -> Iterator[Floor]:
    with ExitStack() as stack:
        opened = Floor(home, browser, stack)
        yield opened
        opened.end_calls()


def get_help(phone: Page) -> None:
    phone.get_by_role("button", name="Get help").click()


def online(desk: Desk) -> None:
    expect(desk.page.get_by_text("You're online. Calls ring here.")).to_be_visible()


def in_call(hall: Floor) -> tuple[Desk, Page]:
    """A call in which Eva has answered Tess."""
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    phone = hall.phone(hall.day.jobs["now"]["id"])
    get_help(phone)
    expect(eva.ring(hall.title)).to_be_visible()
    eva.press("a")
    eva.sees("Tess Vogel")
    return eva, phone


def wrong(page: Page, state: str) -> list[str]:
    """The faults of a page of the desk, in both themes and at a width of 1024 pixels."""
    audit.settle(page)
    faults = audit.violations(page, glare=False) + audit.too_small(page, target=32, text=13)
    page.emulate_media(color_scheme="dark")
    audit.settle(page)
    faults += audit.faint(page, glare=False)
    page.set_viewport_size(SMALL)
    audit.settle(page)
    faults += audit.sticking_out(page) + audit.too_small(page, target=32, text=13)
    page.set_viewport_size(LARGE)
    page.emulate_media(color_scheme="light")
    return [f"{state}: {one}" for one in faults]
