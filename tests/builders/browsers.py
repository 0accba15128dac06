"""Chromium, the devices that people hold, and the warnings and errors of a page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from server.http.cookies import COOKIE
from tests.builders.installation import Guest

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
# The timeout is in milliseconds and long, since several browsers and the whole product share a
# small machine.
PATIENCE = 30_000
# Chromium logs this of every answer from 400 on; whether one was due is the test's to know.
REFUSED = "Failed to load resource"
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"
# Chromium logs this when a page closes a socket itself, since the device's network has changed.
SOCKET_CLOSED = "WebSocket is closed before the connection is established"
# Playwright logs this where `window` blocks the service worker.
NO_WORKER = "Service Worker registration blocked"


# Notifications, for one, need the whole browser.
CHROMIUM = shutil.which("chromium")

# Every machine has Chromium's fake camera and microphone: a turning pie, and a beep each second.
FULL_RATE_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
# A call is the same call at ten frames a second, and takes less of the processor.
PRETENDED_CAMERA = ("--use-fake-device-for-media-stream=fps=10", "--use-fake-ui-for-media-stream")

# A machine that runs tests is under pressure, which says nothing of a phone in a call.
NO_PRESSURE = "--disable-blink-features=ComputePressure"


@contextmanager
def chromium(*flags: str, program: str | None = None) -> Iterator[Browser]:
    """Debian's Chromium where it is installed, else Playwright's own; or what `program` starts.

    Its headless shell is the same engine without a browser's windows, which take a fifth of the
    processor and which no test looks at; `CHROMIUM` has them.
    """
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium, *flags, program=program)
        yield browser
        browser.close()


def launched(kind: BrowserType, *flags: str, program: str | None = None) -> Browser:
    """One more browser of the same Playwright, which a thread can have only once."""
    path = program or shutil.which("chromium-headless-shell") or CHROMIUM
    return kind.launch(executable_path=path, args=["--no-sandbox", NO_PRESSURE, *flags])


@dataclass
class Window:
    """One person's browser with a page open in it. Warnings, errors and breaches of the content
    security policy end up in `complaints`."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._keep_complaint)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _keep_complaint(self, message: ConsoleMessage) -> None:
        text = message.text
        known = (OFFLINE, SOCKET_CLOSED, NO_WORKER)
        expected = text.startswith(REFUSED) or any(words in text for words in known)
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def belongs_to(self, guest: Guest | None) -> None:
        """From now on the person is signed in, or nobody, and whoever was before is not."""
        self.context.clear_cookies()
        if guest:
            self.context.add_cookies([{"name": COOKIE, "value": guest.cookie, "url": guest.url}])

    def another(self) -> Page:
        """A new tab of the same browser, which is the page from now on."""
        self.page = self.context.new_page()
        self.listen(self.page)
        return self.page


@contextmanager
def kept_browser(
    kind: BrowserType, profile: Path, device: dict[str, Any], guest: Guest | None = None
) -> Iterator[Window]:
    """A browser process of its own, with what an earlier one has left in `profile`, its service
    worker among it; its complaints are the test's to look at."""
    for lock in profile.glob("Singleton*"):
        lock.unlink()
    context = kind.launch_persistent_context(
        str(profile),
        executable_path=CHROMIUM,
        args=["--no-sandbox"],
        locale="en-GB",
        timezone_id="Europe/Berlin",
        **device,
    )
    context.set_default_timeout(PATIENCE)
    window = Window(context, context.pages[0])
    window.listen(window.page)
    if guest:
        window.belongs_to(guest)
    try:
        yield window
    finally:
        context.close()


def type_in_focus(page: Page, words: str) -> None:
    """Type into the field that has the focus, once one has it: a page moves it a moment later."""
    expect(page.locator("input:focus, textarea:focus")).to_be_visible()
    page.keyboard.type(words)


def until(page: Page, asked: str, given: Any = None) -> None:
    """Wait until the asynchronous function answers yes; `wait_for_function` takes a promise for a
    yes."""
    looking = f"""async (given) => {{
      const asked = {asked};
      const end = performance.now() + {PATIENCE};
      while (!(await asked(given))) {{
        if (performance.now() > end) throw new Error("it stayed so");
        await new Promise((go) => setTimeout(go, 50));
      }}
    }}"""
    page.evaluate(looking, given)


@contextmanager
def window(
    browser: Browser,
    device: dict[str, Any],
    guest: Guest | None = None,
    *,
    locale: str = "en-GB",
    **options: Any,
) -> Iterator[Window]:
    """A browser of its own, in which `guest` is signed in already; fails when a page has logged a
    warning or an error. It has no service worker unless `service_workers="allow"`: what that
    answers, a test neither counts nor breaks off."""
    settings: dict[str, Any] = {"locale": locale, "timezone_id": "Europe/Berlin"}
    settings |= {"service_workers": "block", **device, **options}
    context = browser.new_context(**settings)
    context.set_default_timeout(PATIENCE)
    window = Window(context, context.new_page())
    if guest:
        window.belongs_to(guest)
    window.listen(window.page)
    try:
        yield window
        assert not window.complaints, window.complaints
    finally:
        context.close()
