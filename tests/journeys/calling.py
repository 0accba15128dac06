"""What people do in a call, and what their browsers tell of it."""

import io
import re
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tests.builders.browsing import PRETENDED_CAMERA, Window
from tests.builders.residence import Guest, Residence

TITLE = "Core switch, no link on port 24"
# Every connection the page has made, and whether anyone could have heard it ring.
WATCHED = """(() => {
  window.connections = [];
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(...given) { super(...given); window.connections.push(this); }
  };
})()"""
# Neither a photo nor a frame of the camera, until the page is told so.
WITHHELD = """(() => {
  const given = async () => {
    while (!window.released) await new Promise((turn) => setTimeout(turn, 50));
  };
  const { takePhoto, getPhotoCapabilities } = ImageCapture.prototype;
  ImageCapture.prototype.takePhoto = async function (...settings) {
    await given();
    return takePhoto.apply(this, settings);
  };
  ImageCapture.prototype.getPhotoCapabilities = async function () {
    await given();
    return getPhotoCapabilities.call(this);
  };
  const { toBlob } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.toBlob = function (...how) {
    void given().then(() => toBlob.apply(this, how));
  };
})()"""
INBOUND = """async () => {
  const found = { frames: 0, width: 0, sound: 0 };
  for (const one of window.connections) {
    if (one.connectionState === "closed") continue;
    for (const stat of (await one.getStats()).values()) {
      if (stat.type !== "inbound-rtp") continue;
      if (stat.kind === "video") {
        found.frames += stat.framesDecoded ?? 0;
        found.width = Math.max(found.width, stat.frameWidth ?? 0);
      } else found.sound += stat.packetsReceived ?? 0;
    }
  }
  return found;
}"""


def flags(camera: Path | None) -> tuple[str, ...]:
    """Chromium with a pretended camera: a file's pictures, or its own pattern."""
    sound = "--autoplay-policy=no-user-gesture-required"
    if camera is None:
        return (*PRETENDED_CAMERA, sound)
    return (*PRETENDED_CAMERA, sound, f"--use-file-for-fake-video-capture={camera}")


def watch(opened: Window) -> Page:
    opened.context.add_init_script(WATCHED)
    return opened.page


def job_on_site(home: Residence, dan: Guest, tess: Guest) -> str:
    """A job that she has arrived at."""
    job = str(home.job(dan, TITLE, tess)["id"])
    for verb in ("acknowledge", "arrive"):
        tess.ask("POST", f"/api/jobs/{job}/{verb}", {})
    return job


def get_help(page: Page, url: str, job: str) -> None:
    page.goto(f"{url}/jobs/{job}")
    page.get_by_role("button", name="Get help").click()
    expect(page.get_by_role("heading", name="Waiting for an expert")).to_be_visible()


def answer(page: Page) -> None:
    """By its key, as soon as it rings."""
    expect(page.get_by_text("waits for help").first).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("group", name="Tools")).to_be_visible()


def inbound(page: Page) -> dict[str, Any]:
    """Frames decoded, their width in pixels, and packets of sound, of all open connections."""
    return dict(page.evaluate(INBOUND))


def sees(page: Page, frames: int, seconds: float = 30) -> dict[str, Any]:
    """Waits until so many more frames have been decoded."""
    goal = inbound(page)["frames"] + frames
    for _ in range(int(seconds * 4)):
        found = inbound(page)
        if found["frames"] >= goal:
            return found
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


def fire_a_still(home: Residence, eva: Guest, job: str, desk: Page, least: int) -> str:
    """Its id. What S3 holds is as large as the camera gives, and the call lives on."""
    before = set(document(eva, job)["evidence"])
    desk.keyboard.press("s")
    for _ in range(240):
        now = document(eva, job)
        taken = set(now["evidence"]) - before
        if taken:
            break
        desk.wait_for_timeout(250)
    [id] = taken
    assert now["stills"][id]["state"] == "taken"
    [content] = home.originals(job)[id]
    with Image.open(io.BytesIO(content)) as image:
        assert max(image.size) >= least, image.size
    sees(desk, 20)
    return str(id)
