"""The pages open without a network on a device that has opened them before."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from server.routes.files import PAGES
from tests.builders.browsers import DESK, PHONE, Window, kept_browser, until, window
from tests.builders.deployment import Deployment, running_deployment
from tests.builders.jobs import job_in, open_job
from tests.builders.site import share_link

pytestmark = pytest.mark.journey
KEEPS_TRYING = "No answer from the server. This page keeps trying."
KEPT = """async () => {
  const opened = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const kept = await Promise.all(opened.map((cache) => cache.keys()));
  return kept.flat().map(({ url }) => new URL(url).pathname);
}"""
POLICY = """async (words) => {
  const page = await caches.match("/index.html");
  return page?.headers.get("Content-Security-Policy")?.includes(words) ?? false;
}"""
PEOPLES_PAGE = "(files) => files.some((file) => file.includes('/People-'))"
IN_GLOVE_MODE = "document.documentElement.hasAttribute('data-glove')"
HASH = re.compile(r"-[\w-]{8}$")
# The state in which the installation of a newer version ends.
ENDED = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const found = new Promise((go) => {
    registration.addEventListener("updatefound", () => go(registration.installing));
  });
  await registration.update();
  const newer = await found;
  while (newer.state === "installing")
    await new Promise((end) => newer.addEventListener("statechange", end, { once: true }));
  return newer.state;
}"""
# The fields of the manifest and of the page that keep Chromium from installing them.
MISSING = "Page.getInstallabilityErrors"


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Pages that no test changes; one that does has a `deployment` of its own."""
    with running_deployment(sqlite_template, tmp_path_factory.mktemp("served")) as running:
        yield running


def kept_files(page: Page) -> set[str]:
    """The addresses of everything that the service worker keeps, without the origin."""
    return set(page.evaluate(KEPT))


def names(page: Page) -> set[str]:
    """The names of the scripts and styles among them."""
    return {HASH.sub("", Path(file).stem) for file in kept_files(page) if "/assets/" in file}


def kept(page: Page) -> None:
    """Wait until the service worker has the pages of this browser."""
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")


def opened(phone: Window, url: str) -> None:
    """Open an address by a new load of the page, which the service worker has to answer."""
    answer = phone.page.goto(url)
    assert answer
    assert answer.from_service_worker, url
    expect(phone.page.get_by_role("main")).to_be_visible()


def addresses(deployment: Deployment, job: str) -> list[str]:
    """An address of each page; a share's and a link's token are not among what was visited."""
    return [
        deployment.url + page.replace("<path:rest>", job).replace("<token>", "A" * 43)
        for page in PAGES
    ]


def test_every_page_opens_without_a_network(served: Deployment, browser: Browser) -> None:
    job = str(job_in(served.world, "on_site"))
    with window(browser, PHONE, served.person("Tess"), service_workers="allow") as phone:
        phone.page.goto(served.url)
        expect(phone.page.get_by_role("heading", name="Today")).to_be_visible()
        kept(phone.page)
        phone.page.get_by_role("button", name="Glove mode").tap()
        phone.context.set_offline(True)
        for address in addresses(served, job):
            opened(phone, address)
            words = phone.page.get_by_role("main")
            expect(words).not_to_be_empty()
            # The browser's own page has no script of ours, and the kept one may run each of them.
            assert phone.page.evaluate("window.begun")
            assert phone.page.evaluate(IN_GLOVE_MODE)


def test_a_page_without_data_says_so_and_goes_on_by_itself(
    served: Deployment, browser: Browser
) -> None:
    world = served.world
    token, _id = share_link(world, open_job(world, world.tess))
    with window(browser, PHONE, service_workers="allow") as phone:
        phone.page.goto(f"{served.url}/sign-in")
        kept(phone.page)
        phone.context.set_offline(True)
        opened(phone, f"{served.url}/s/{token}")
        expect(phone.page.get_by_text(KEEPS_TRYING)).to_be_visible()
        phone.context.set_offline(False)
        expect(phone.page.get_by_role("heading", name="Core switch, no link")).to_be_visible()


def test_a_new_browser_opens_a_job_while_the_server_is_away(
    deployment: Deployment, browser: Browser, tmp_path: Path
) -> None:
    job = str(job_in(deployment.world, "on_site"))
    tess, profile = deployment.person("Tess"), tmp_path / "phone"
    address = f"{deployment.url}/jobs/{job}"
    with kept_browser(browser.browser_type, profile, PHONE, tess) as phone:
        phone.page.goto(address)
        expect(phone.page.get_by_role("heading", name="Core switch, no link")).to_be_visible()
        kept(phone.page)
    deployment.stop()
    with kept_browser(browser.browser_type, profile, PHONE, tess) as phone:
        opened(phone, address)
        assert phone.page.evaluate("window.begun")
        deployment.start()
        expect(phone.page.get_by_role("heading", name="Core switch, no link")).to_be_visible()


def test_a_desk_and_another_language_are_kept_where_they_are_used(
    served: Deployment, browser: Browser
) -> None:
    with window(browser, DESK, served.person("Dan"), service_workers="allow") as desk:
        desk.page.goto(served.url)
        expect(desk.page.get_by_role("button", name="New job").first).to_be_visible()
        kept(desk.page)
        desk.page.reload()
        until(desk.page, f"async () => ({KEPT})().then({PEOPLES_PAGE})")
        assert not names(desk.page) & {"de"}
    tess = served.person("Tess")
    with window(browser, PHONE, tess, locale="de-DE", service_workers="allow") as phone:
        phone.page.goto(f"{served.url}/sign-in")
        kept(phone.page)
        phone.context.set_offline(True)
        opened(phone, f"{served.url}/sign-in")
        expect(phone.page.get_by_role("heading", name="Anmelden")).to_be_visible()
        assert names(phone.page) >= {"de", "technician", "call", "sign-in"}
        assert not names(phone.page) & {"office", "Console", "People", "docs"}


def test_nothing_of_a_person_and_no_token_is_kept(served: Deployment, browser: Browser) -> None:
    job = str(job_in(served.world, "on_site"))
    world = served.world
    token, _id = share_link(world, open_job(world, world.tess))
    with window(browser, PHONE, served.person("Tess"), service_workers="allow") as phone:
        phone.page.goto(served.url)
        kept(phone.page)
        asked: set[str] = set()
        phone.context.on("request", lambda request: asked.add(urlsplit(request.url).path))
        for address in (f"/jobs/{job}", f"/s/{token}", f"/in/{'A' * 43}", "/account"):
            opened(phone, served.url + address)
            phone.page.wait_for_load_state("networkidle")
        assert {path for path in asked if path.startswith("/api/jobs/")}
        besides = {path for path in kept_files(phone.page) if not path.startswith("/assets/")}
        assert besides == {"/index.html", "/favicon.svg", "/in-use"}
        docs = phone.page.goto(f"{served.url}/api/docs")
        assert docs
        assert not docs.from_service_worker


def test_the_kept_page_may_reach_another_store_from_the_next_load_on(
    deployment: Deployment, browser: Browser
) -> None:
    store = "https://objects.another.example"
    with window(browser, PHONE, deployment.person("Tess"), service_workers="allow") as phone:
        phone.page.goto(deployment.url)
        kept(phone.page)
        deployment.stop()
        deployment.start(SMARTHANDS_S3_PUBLIC_URL=store)
        opened(phone, deployment.url)
        until(phone.page, POLICY, store)
        answer = phone.page.goto(deployment.url)
        assert answer
        assert answer.from_service_worker
        assert store in answer.headers["content-security-policy"]
        phone.complaints.clear()  # of the moment without a server


def test_a_networks_own_page_is_never_kept(deployment: Deployment, browser: Browser) -> None:
    """The version that the server has is another one, and the network answers for its page."""
    with window(browser, PHONE, deployment.person("Tess"), service_workers="allow") as phone:
        phone.page.goto(deployment.url)
        kept(phone.page)
        for built in deployment.pages.glob("index.html.*"):
            built.unlink()
        for built in deployment.pages.glob("sw.js.*"):
            built.unlink()
        (deployment.pages / "index.html").write_text("<h1>Accept our terms</h1>", "utf-8")
        worker = deployment.pages / "sw.js"
        worker.write_text(worker.read_text("utf-8").replace('"version":"', '"version":"0'), "utf-8")
        ended = phone.page.evaluate(ENDED)
        assert ended == "redundant"
        phone.context.set_offline(True)
        opened(phone, deployment.url)
        assert phone.page.evaluate("window.begun")


def test_the_pages_can_be_installed(served: Deployment, browser: Browser, tmp_path: Path) -> None:
    tess = served.person("Tess")
    with kept_browser(browser.browser_type, tmp_path / "phone", PHONE, tess) as phone:
        phone.page.goto(served.url)
        kept(phone.page)
        devtools = phone.context.new_cdp_session(phone.page)
        assert devtools.send(MISSING)["installabilityErrors"] == []
        manifest = devtools.send("Page.getAppManifest")
        assert manifest["errors"] == []
        assert json.loads(manifest["data"])["id"] == "/"
