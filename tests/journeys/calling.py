"""The steps that people take in a call, and the figures that their browsers have of it."""

import io
import re
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tests.builders.browsers import PRETENDED_CAMERA, Window
from tests.builders.installation import Guest, Installation

TITLE = "Core switch, no link on port 24"
STILLS = 3
"""How often an expert asks for a still of full size."""
# The page keeps every connection that it makes in `connections`.
WATCHED = """(() => {
  window.connections = [];
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(...options) { super(...options); window.connections.push(this); }
  };
})()"""
# The camera gives neither a photo nor a frame until the page sets `released`.
WITHHELD = """(() => {
  const release = async () => {
    while (!window.released) await new Promise((turn) => setTimeout(turn, 50));
  };
  const { takePhoto, getPhotoCapabilities } = ImageCapture.prototype;
  ImageCapture.prototype.takePhoto = async function (...settings) {
    await release();
    return takePhoto.apply(this, settings);
  };
  ImageCapture.prototype.getPhotoCapabilities = async function () {
    await release();
    return getPhotoCapabilities.call(this);
  };
  const { toBlob } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.toBlob = function (...how) {
    void release().then(() => toBlob.apply(this, how));
  };
})()"""
INBOUND = """async () => {
  const totals = { frames: 0, width: 0, sound: 0 };
  for (const one of window.connections) {
    if (one.connectionState === "closed") continue;
    for (const stat of (await one.getStats()).values()) {
      if (stat.type !== "inbound-rtp") continue;
      if (stat.kind === "video") {
        totals.frames += stat.framesDecoded ?? 0;
        totals.width = Math.max(totals.width, stat.frameWidth ?? 0);
      } else totals.sound += stat.packetsReceived ?? 0;
    }
  }
  return totals;
}"""


def flags(camera: Path | None) -> tuple[str, ...]:
    """Chromium's flags for a pretended camera that plays a file, or films its own pattern."""
    sound = "--autoplay-policy=no-user-gesture-required"
    if camera is None:
        return (*PRETENDED_CAMERA, sound)
    return (*PRETENDED_CAMERA, sound, f"--use-file-for-fake-video-capture={camera}")


def watch(opened: Window) -> Page:
    opened.context.add_init_script(WATCHED)
    return opened.page


def job_on_site(home: Installation, dan: Guest, tess: Guest) -> str:
    """The id of a job that Tess has arrived at."""
    job = str(home.job(dan, TITLE, tess)["id"])
    for verb in ("acknowledge", "arrive"):
        tess.ask("POST", f"/api/jobs/{job}/{verb}", {})
    return job


def get_help(page: Page, url: str, job: str) -> None:
    page.goto(f"{url}/jobs/{job}")
    page.get_by_role("button", name="Get help").click()
    expect(page.get_by_role("heading", name="Waiting for an expert")).to_be_visible()


def answer(page: Page) -> None:
    """Answer the call by its key, as soon as it rings."""
    expect(page.get_by_text("waits for help").first).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("group", name="Tools")).to_be_visible()


def inbound(page: Page) -> dict[str, Any]:
    """The decoded frames, their width in pixels, and the packets of sound of all connections."""
    return dict(page.evaluate(INBOUND))


def sees(page: Page, frames: int, seconds: float = 30) -> dict[str, Any]:
    """Wait until so many more frames have been decoded."""
    goal = inbound(page)["frames"] + frames
    for _ in range(int(seconds * 4)):
        totals = inbound(page)
        if totals["frames"] >= goal:
            return totals
        page.wait_for_timeout(250)
    raise AssertionError(f"{inbound(page)} of {goal} frames after {seconds} s")


def live(page: Page) -> None:
    expect(page.get_by_text(re.compile(r"^Live\b")).first).to_be_visible()


def say(page: Page, field: str, text: str) -> None:
    box = page.get_by_role("textbox", name=field)
    box.fill(text)
    box.press("Enter")


def document(guest: Guest, job: str) -> dict[str, Any]:
    return dict(guest.ask("GET", f"/api/jobs/{job}"))


def fire_a_still(home: Installation, eva: Guest, job: str, desk: Page, least: int) -> str:
    """The id of a still that Eva asks for, which S3 holds as large as the camera gives it. She asks
    again where it is smaller: a camera that takes too long to grow gives what it has."""
    for _ in range(STILLS):
        id, largest = one_still(home, eva, job, desk)
        sees(desk, 20)
        if largest >= least:
            return id
    raise AssertionError(f"{STILLS} stills, the last of {largest} pixels")


def one_still(home: Installation, eva: Guest, job: str, desk: Page) -> tuple[str, int]:
    """The id of a still that Eva asks for, and the longer side of what S3 holds, in pixels."""
    before = set(document(eva, job)["evidence"])
    desk.keyboard.press("s")
    for _ in range(240):
        now = document(eva, job)
        new_ids = set(now["evidence"]) - before
        if new_ids:
            break
        desk.wait_for_timeout(250)
    [id] = new_ids
    assert now["stills"][id]["state"] == "taken"
    [content] = home.originals(job)[id]
    with Image.open(io.BytesIO(content)) as image:
        return str(id), max(image.size)
