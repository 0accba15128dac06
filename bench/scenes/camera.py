"""Chromium with a fake camera, and its pages, which stand beside this file."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

# Camera and peer connections need a secure origin; the bench answers requests to this one.
ORIGIN = "https://call.test/"
FLAGS = (
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    # Pages reach the servers' WebSockets on loopback from an origin that is none of theirs.
    "--allow-running-insecure-content",
    "--disable-web-security",
)


@asynccontextmanager
async def chromium(film: Path) -> AsyncIterator[Browser]:
    """Debian's Chromium where it is installed, else Playwright's own; its camera shows `film`."""
    camera = f"--use-file-for-fake-video-capture={film}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*FLAGS, camera]
        )
        yield browser
        await browser.close()


async def page(browser: Browser, name: str) -> Page:
    """One of the pages beside this file, on an origin that may use the camera."""
    text = (Path(__file__).parent / name).read_text()
    context = await browser.new_context(permissions=["camera", "microphone"])
    await context.route(
        ORIGIN + "**", lambda route: route.fulfill(body=text, content_type="text/html")
    )
    page = await context.new_page()
    await page.goto(ORIGIN)
    return page
