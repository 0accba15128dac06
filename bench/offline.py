"""A technician's phone without a network, and what it sends once there is one: how soon her job
opens, how soon a photo is kept, and how long a day's photos take on a line of 10 Mbit/s, against
curl that puts the same bytes.

`make bench NAME=offline`. BENCH_PHOTOS is the number of photos that wait in a round.
docs/benchmarks.md says more.
"""

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from bench.harness import OURS_ALONE, ROUNDS, report
from bench.scenes.paced_line import paced_line
from tests.builders import pictures
from tests.builders.api_jobs import Day, day_on_site
from tests.builders.browsers import (
    FULL_RATE_CAMERA,
    PHONE,
    Window,
    chromium,
    kept_browser,
    until,
    window,
)
from tests.builders.installation import running_installation
from tests.builders.ports import free_port
from tests.journeys import viewfinder

BITS = 10e6
PHOTOS = int(os.environ.get("BENCH_PHOTOS", "200"))
SIZE = 3_000_000
SLOWED = 4
"""The factor of a phone's processor, as Chromium slows itself."""
PRESSES = 5
# The milliseconds from the beginning of the page to the buttons by which she works on the job.
WORKABLE = """() => {
  const look = () => {
    if (!document.querySelector(".action-row button")) return;
    window.workable ??= performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
}"""
KEPT = "navigator.serviceWorker.controller?.state === 'activated'"
KEPT_JOB = """(job) => new Promise((done) => {
  indexedDB.databases().then((all) => {
    const { name } = all.find(({ name }) => name.startsWith("smart-hands.day.")) ?? {};
    if (!name) return done(false);
    const opening = indexedDB.open(name);
    opening.onsuccess = () => {
      const row = opening.result.transaction("documents").objectStore("documents").get(job);
      row.onsuccess = () => { opening.result.close(); done(!!row.result); };
    };
  });
})"""

Figures = dict[str, list[float]]


def job_url(day: Day) -> str:
    return f"{day.home.url}/jobs/{day.jobs['hers']['id']}"


def keep_the_job(phone: Window, day: Day) -> None:
    """Opens the job once with a network, until the phone has all that it needs without one."""
    phone.page.goto(day.home.url)
    until(phone.page, f"() => {KEPT}")
    phone.page.goto(job_url(day))
    expect(phone.page.locator(".action-row")).to_be_visible()
    until(phone.page, KEPT_JOB, f"jobs/{day.jobs['hers']['id']}")


def opened(phone: Window, day: Day, slowed: int) -> float:
    """Milliseconds to the job by a new load of the page, without a network."""
    page = phone.page
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    page.add_init_script(f"({WORKABLE})()")
    page.goto(job_url(day), wait_until="domcontentloaded")
    expect(page.locator(".action-row")).to_be_visible()
    return float(page.evaluate("window.workable"))


def measure_opening(browser: Browser, profile: Path, day: Day, found: Figures) -> None:
    """Each load is of a new browser process, which finds what the one before has kept."""
    for name, slowed in (("open_ms", SLOWED), ("open_unslowed_ms", 1)):
        with kept_browser(browser.browser_type, profile, PHONE) as phone:
            phone.context.set_offline(True)
            found[name].append(opened(phone, day, slowed))


def measure_keeping(browser: Browser, day: Day, found: Figures) -> None:
    """The time from a press of the shutter to the tick, each press after the one before."""
    with window(browser, PHONE, day.crew.tess) as phone:
        phone.context.route("**/uploads", viewfinder.refuse)
        viewfinder.open_viewfinder(phone.page, day)
        phone.page.evaluate(viewfinder.TIMED)
        for press in range(PRESSES):
            viewfinder.shutter(phone.page).click()
            until(phone.page, "(count) => window.waits.length === count", press + 1)
            # The whole picture is made meanwhile.
            phone.page.wait_for_timeout(1500)
        found["kept_ms"] += phone.page.evaluate("window.waits")


@contextmanager
def photos(folder: Path) -> Iterator[list[Path]]:
    """Photos of a round, no two alike, each with all bytes that the size asks for."""
    chance, picture = random.Random(), pictures.photo()
    folder.mkdir()
    for number in range(PHOTOS):
        name = folder / f"IMG_{number:04}.jpg"
        name.write_bytes(picture + chance.randbytes(SIZE - len(picture)))
    yield sorted(folder.iterdir())
    shutil.rmtree(folder)


def drained(page: Page, day: Day, files: list[Path]) -> float:
    """Seconds from the network's return until all photos are stored and checked."""
    page.context.set_offline(True)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="From the gallery").click()
    chooser.value.set_files(files)
    kept = page.locator(".tile-pending").filter(has_not_text="Saving on this phone")
    expect(kept).to_have_count(len(files), timeout=600_000)
    began = time.monotonic()
    page.context.set_offline(False)
    words = f"{len(files)} of {len(files)} stored and checked"
    expect(page.get_by_text(words)).to_be_visible(timeout=3_600_000)
    return time.monotonic() - began


def put_by_curl(day: Day, files: list[Path]) -> float:
    """Seconds in which curl puts the same bytes on the same line; addresses are got beforehand."""
    spent = 0.0
    for number, file in enumerate(files):
        content = file.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        item = day.written("before") | {"id": str(uuid4()), "media_type": "image/jpeg"}
        item |= {"size": len(content), "sha256": sha256, "sequence": 10_000 + number}
        put = day.crew.tess.ask("POST", day.path("hers", "uploads"), item)["put"]
        headers = [word for pair in put["headers"].items() for word in ("-H", ": ".join(pair))]
        command = ["curl", "--fail", "-sS", "-o", os.devnull, "-T", str(file), *headers, put["url"]]
        began = time.monotonic()
        subprocess.run(command, check=True)
        spent += time.monotonic() - began
    return spent


def measure_draining(browser: Browser, day: Day, folder: Path, found: Figures) -> None:
    with photos(folder / "photos") as files, window(browser, PHONE, day.crew.tess) as phone:
        phone.page.goto(job_url(day))
        expect(phone.page.locator(".action-row")).to_be_visible()
        found["drain_s"].append(drained(phone.page, day, files))
        if not OURS_ALONE:
            found["curl_s"].append(put_by_curl(day, files))


def compare(folder: Path) -> Figures:
    found: Figures = defaultdict(list)
    objects, line, web = free_port(), free_port(), free_port()
    settings = {
        "PORT": str(web),
        "SMARTHANDS_URL": f"http://localhost:{web}",
        "SMARTHANDS_S3_PORT": str(objects),
        "SMARTHANDS_S3_PUBLIC_URL": f"http://localhost:{line}",
    }
    with (
        paced_line(("127.0.0.1", objects), line, BITS),
        running_installation(folder / "home", **settings) as home,
        chromium(*FULL_RATE_CAMERA) as browser,
    ):
        profile = folder / "profile"
        day = day_on_site(home)
        with kept_browser(browser.browser_type, profile, PHONE, day.crew.tess) as phone:
            keep_the_job(phone, day)
        for number in range(ROUNDS):
            # Each round has a job of its own for what it takes.
            taken = day_on_site(home)
            measure_opening(browser, profile, day, found)
            measure_keeping(browser, taken, found)
            measure_draining(browser, taken, folder, found)
            last = {name: round(values[-1], 2) for name, values in found.items()}
            print(f"round {number + 1}: {last}", file=sys.stderr, flush=True)
    return found


def main() -> None:
    if not OURS_ALONE and shutil.which("curl") is None:
        raise SystemExit("curl, which is the peer, is not installed; BENCH_OURS=1 leaves it out")
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as name:
        (Path(name) / "home").mkdir()
        found = compare(Path(name))
    bare_line = [PHOTOS * SIZE * 8 / BITS for _ in found["drain_s"]]
    peer = {"drain_vs_line": found["curl_s"]} if not OURS_ALONE else {}
    ratios = {
        key: [ours / its for ours, its in zip(found["drain_s"], theirs, strict=True)]
        for key, theirs in {**peer, "drain_vs_bare_line": bare_line}.items()
    }
    raw: dict[str, Any] = {name: round(median(values), 2) for name, values in found.items()}
    limits = {"photos": PHOTOS, "bytes_a_photo": SIZE, "bits_a_second": BITS, "slowed": SLOWED}
    report("offline", ratios, raw | limits | {"rounds": ROUNDS})


if __name__ == "__main__":
    main()
