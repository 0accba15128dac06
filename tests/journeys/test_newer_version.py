"""A newer version of the pages takes over without a word lost, a call cut, or a page reloaded under
somebody's hands."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.browsers import PHONE, PRETENDED_CAMERA, Window, chromium, until, window
from tests.builders.deployment import ANEW, Deployment, newer_pages
from tests.builders.jobs import job_in
from tests.running.web import answer

pytestmark = pytest.mark.journey
TITLE = "Core switch, no link"
HALF = "The left power supply is"
UPDATE = "async () => { await (await navigator.serviceWorker.ready).update() }"
WAITS = """async () => {
  const { waiting } = await navigator.serviceWorker.ready;
  return waiting?.state === "installed";
}"""
TAKEN_OVER = """async () => {
  const { waiting, active } = await navigator.serviceWorker.ready;
  return !waiting && active?.state === "activated" && window.changes === 1;
}"""
# The page looks at each of these moments whether the newer version may take over.
LOOK = """async () => {
  document.dispatchEvent(new Event("visibilitychange"));
  await navigator.locks.query();
}"""
MARK = """() => {
  window.stays = true;
  window.changes = 0;
  navigator.serviceWorker.addEventListener("controllerchange", () => window.changes++);
}"""
CODE = "new URL(document.querySelector('script[type=module]').src).pathname"


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return newer_pages(tmp_path_factory.mktemp("newer"))


@pytest.fixture
def job(deployment: Deployment) -> str:
    """The address of a job that Tess has arrived at."""
    return f"{deployment.url}/jobs/{job_in(deployment.world, 'on_site')}"


@pytest.fixture(scope="module")
def with_camera() -> Iterator[Browser]:
    with chromium(*PRETENDED_CAMERA) as opened:
        yield opened


@pytest.fixture
def phone(deployment: Deployment, with_camera: Browser) -> Iterator[Window]:
    tess = deployment.person("Tess")
    with window(with_camera, PHONE, tess, service_workers="allow") as opened:
        yield opened
        opened.complaints.clear()  # of the moments without a server


def on_the_job(page: Page, job: str) -> None:
    """The page of the job, which stays the same document from now on."""
    page.goto(job)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
    page.evaluate(MARK)


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("window.stays"))


def deploy(page: Page, deployment: Deployment, newer: Path) -> None:
    """The server has the newer version alone, and the browser has looked for one."""
    script = page.evaluate(CODE)
    deployment.deploy(newer)
    assert answer(deployment.url + script).status == 404, "the server has the earlier version"
    page.evaluate(UPDATE)


def stop_waiting(page: Page) -> None:
    """The words about it go by themselves; until then the page is not loaded anew."""
    page.get_by_role("button", name="Stop waiting").click()
    expect(page.locator(".toast")).to_have_count(1)
    expect(page.locator(".toast")).to_have_count(0)


def test_a_page_with_words_in_it_goes_on_until_somebody_goes_elsewhere(
    deployment: Deployment, phone: Window, newer: Path, job: str
) -> None:
    page = phone.page
    on_the_job(page, job)
    page.get_by_role("button", name="Note", exact=True).click()
    note = page.get_by_label("What do you see, what did you do?")
    note.fill(HALF)
    deploy(page, deployment, newer)
    until(page, WAITS)

    # Another tab opens in the version of the first one, and fetches code that the server has no
    # more.
    other = phone.context.new_page()
    other.goto(deployment.url)
    expect(other.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    other.evaluate(MARK)
    other.get_by_role("link", name=re.compile("^Account")).click()
    expect(other.get_by_role("heading", name="Account")).to_be_visible()
    assert is_the_same(other)
    other.evaluate(LOOK)
    assert page.evaluate(WAITS), "it took over while a note was being written"

    expect(note).to_have_value(HALF)
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".note").filter(has_text=HALF)).to_be_visible()
    until(page, TAKEN_OVER)
    assert is_the_same(page)
    # The page before still loads its own code: that of the call was not needed so far.
    page.get_by_role("button", name="Get help").click()
    stop_waiting(page)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    assert is_the_same(page)

    page.get_by_role("link", name="Today").click()
    expect(page.get_by_role("heading", name=ANEW)).to_be_visible()
    assert not is_the_same(page)
    # The other tab as well, by its way back.
    other.go_back()
    expect(other.get_by_role("heading", name=ANEW)).to_be_visible()


def test_a_call_goes_on_through_a_newer_version(
    deployment: Deployment, phone: Window, newer: Path, job: str
) -> None:
    page = phone.page
    on_the_job(page, job)
    page.get_by_role("button", name="Get help").click()
    expect(page.get_by_role("heading", name="Waiting for an expert")).to_be_visible()
    deploy(page, deployment, newer)
    until(page, WAITS)
    page.evaluate(LOOK)
    assert page.evaluate(WAITS), "it took over in a call"
    # Even where it takes over, as when the browser decides, the page with the call stays.
    page.evaluate("navigator.serviceWorker.ready.then((it) => it.waiting.postMessage('take over'))")
    until(page, TAKEN_OVER)
    page.go_back()
    expect(page.get_by_role("button", name="Back to the call")).to_be_visible()
    page.get_by_role("link", name="Today").click()
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    assert is_the_same(page)
    page.get_by_role("button", name="Back to the call").click()
    stop_waiting(page)
    page.get_by_role("link", name="Today").click()
    expect(page.get_by_role("heading", name=ANEW)).to_be_visible()
    assert not is_the_same(page)


def test_two_versions_are_kept_and_no_more(
    deployment: Deployment, phone: Window, newer: Path, job: str
) -> None:
    page = phone.page
    on_the_job(page, job)
    [first] = page.evaluate("caches.keys()")
    deploy(page, deployment, newer)
    until(page, TAKEN_OVER)
    names = page.evaluate("caches.keys()")
    assert len(names) == 2
    assert first in names
    worker = deployment.pages / "sw.js"
    for built in deployment.pages.glob("sw.js.*"):
        built.unlink()
    worker.write_text(worker.read_text("utf-8").replace('"version":"', '"version":"0'), "utf-8")
    page.evaluate(UPDATE)
    until(page, f"async () => !(await caches.keys()).includes('{first}')")
    assert len(page.evaluate("caches.keys()")) == 2
