"""Tess's page says before a call what works from where she is: on an open network, on one that
blocks UDP, and on one that lets web pages through and nothing else."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import turn
from tests.builders.browsers import DESK, PHONE, Window, window
from tests.builders.installation import Guest, Installation, running_installation
from tests.builders.load import slack
from tests.builders.trusting_chromium import trusting_chromium
from tests.builders.turn import Turn
from tests.journeys import calling
from tests.pages import audit

pytestmark = [pytest.mark.journey, pytest.mark.live, pytest.mark.timeout(300)]
NODE, PORTS = "127.0.0.2", "23500-23599"
SECRET = "what-coturn-and-the-house-both-know"
SOUND = "--autoplay-policy=no-user-gesture-required"
# The page behaves as it does behind a firewall that lets no UDP through.
WITHOUT_UDP = """(() => {
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(config) {
      const iceServers = (config?.iceServers ?? [])
        .map((one) => ({ ...one, urls: one.urls.filter((url) => url.endsWith("=tcp")) }))
        .filter((one) => one.urls.length);
      super({ ...config, iceServers, iceTransportPolicy: "relay" });
    }
  };
})()"""
# The page behaves as it does on a network of web pages alone, where no server for calls answers.
CLOSED = """(() => {
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(config) {
      const nowhere = (url) => url.replace(/:\\d+(?=\\?|$)/, ":9");
      const iceServers = (config?.iceServers ?? []).map((one) => ({
        ...one,
        urls: one.urls.map(nowhere),
      }));
      super({ ...config, iceServers, iceTransportPolicy: "relay" });
    }
  };
})()"""
PAIRS = """async () => {
  const pairs = [];
  for (const one of window.connections) {
    if (one.connectionState !== "connected") continue;
    const stats = await one.getStats();
    for (const stat of stats.values()) {
      if (stat.type !== "candidate-pair" || !stat.nominated || stat.state !== "succeeded") continue;
      const [own, far] = [stats.get(stat.localCandidateId), stats.get(stat.remoteCandidateId)];
      pairs.push([own.candidateType, own.relayProtocol, far.address]);
    }
  }
  return pairs;
}"""


@pytest.fixture(scope="module")
def relay() -> Iterator[Turn]:
    with turn.documented(turn.program(), SECRET, NODE) as running:
        yield running


@pytest.fixture(scope="module")
def behind(relay: Turn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running_installation(
        tmp_path_factory.mktemp("behind"),
        SMARTHANDS_MEDIA_ADDRESSES=NODE,
        SMARTHANDS_MEDIA_PORTS=PORTS,
        SMARTHANDS_TURN_URLS=f"{relay.url},{relay.url}?transport=tcp,{relay.tls_url}",
        SMARTHANDS_TURN_SECRET=relay.secret,
    ) as opened:
        opened.supervisor.wait_for("signed in")
        yield opened


@pytest.fixture(scope="module")
def dan(behind: Installation) -> Guest:
    return behind.invite("Dan Okafor", "dispatcher")


@pytest.fixture
def tess(behind: Installation) -> Guest:
    return behind.invite("Tess Vogel", "technician")


@pytest.fixture
def free(relay: Turn, tmp_path: Path) -> Iterator[Browser]:
    with trusting_chromium(tmp_path, relay.root, flags=[SOUND]) as opened:
        yield opened


def line(page: Page) -> str:
    """The result of the check, within the time that a check may take."""
    result = page.locator(".check-line")
    expect(result).to_be_visible()
    began_at = time.monotonic()
    expect(result).not_to_have_text("Checking what works here", timeout=15_000)
    # Loading the page takes less than a second of this.
    assert time.monotonic() - began_at < (5 + 1) * slack()
    return result.inner_text()


def steps(page: Page) -> dict[str, str]:
    """The result of each step of the check, by its name."""
    page.locator(".check-line").click()
    rows = page.get_by_role("dialog").get_by_role("listitem")
    expect(rows.first).to_be_visible()
    lines = [row.inner_text().split("\n") for row in rows.all()]
    return {name: re.sub(r"\d+ ms", "… ms", outcome) for name, outcome in lines}


@pytest.fixture
def open_air(behind: Installation, dan: Guest, tess: Guest, free: Browser) -> Iterator[Window]:
    """Tess's phone with the job open, on a network where everything works."""
    job = calling.job_on_site(behind, dan, tess)
    with window(free, PHONE, tess) as phone:
        phone.page.goto(f"{behind.url}/jobs/{job}")
        assert line(phone.page) == "Calls work here: video"
        yield phone


def test_every_path_is_open_on_an_open_network(open_air: Window) -> None:
    assert steps(open_air.page) == {
        "Our server": "Answers",
        "Live connection": "Works",
        "Direct, over UDP": "Open · … ms",
        "Relay, over UDP": "Open · … ms",
        "Relay, over TCP": "Open · … ms",
        "Relay, over TLS as web pages": "Open · … ms",
        "Camera": "Allowed",
        "Microphone": "Allowed",
    }
    audit.settle(open_air.page)
    assert audit.violations(open_air.page, glare=True) == []
    assert audit.too_small(open_air.page, target=48, text=15) == []
    assert audit.sticking_out(open_air.page) == []


def test_a_call_takes_the_relay_where_udp_is_blocked(
    behind: Installation, dan: Guest, tess: Guest, free: Browser
) -> None:
    eva, job = behind.invite("Eva Lind", "expert"), calling.job_on_site(behind, dan, tess)
    with window(free, PHONE, tess) as phone, window(free, DESK, eva) as desk:
        for opened in (phone, desk):
            calling.watch(opened)
            opened.context.add_init_script(WITHOUT_UDP)
        phone.page.goto(f"{behind.url}/jobs/{job}")
        assert line(phone.page) == "Calls work here, through our relay"
        results = steps(phone.page)
        assert results["Direct, over UDP"] == results["Relay, over UDP"] == "Closed"
        assert results["Relay, over TCP"] == "Open · … ms"
        assert results["Relay, over TLS as web pages"] == "Open · … ms"
        desk.page.goto(behind.url)
        calling.get_help(phone.page, behind.url, job)
        calling.answer(desk.page)
        calling.sees(desk.page, 50)
        for page in (phone.page, desk.page):
            pairs = page.evaluate(PAIRS)
            assert pairs, "nothing is connected"
            for kind, protocol, far in pairs:
                assert (kind, far) == ("relay", NODE)
                assert protocol in ("tcp", "tls")


def test_a_page_on_a_network_without_calls_says_what_works_and_what_to_do(
    behind: Installation, dan: Guest, free: Browser
) -> None:
    tess = behind.invite("Tess Vogel", "technician", language="de")
    job = calling.job_on_site(behind, dan, tess)
    with window(free, PHONE, tess, color_scheme="dark") as phone:
        phone.context.add_init_script(CLOSED)
        phone.page.goto(f"{behind.url}/jobs/{job}")
        check_line = phone.page.locator(".check-line")
        expect(check_line).to_have_text("Kein Bild hier. Mobile Daten versuchen", timeout=15_000)
        check_line.click()
        dialog = phone.page.get_by_role("dialog")
        expect(dialog.get_by_text("Fotos und Notizen schon")).to_be_visible()
        expect(dialog.get_by_text("Schalten Sie das WLAN des Telefons aus")).to_be_visible()
        expect(dialog.get_by_text("Gesperrt")).to_have_count(4)
        audit.settle(phone.page)
        assert audit.violations(phone.page, glare=True) == []
        assert audit.sticking_out(phone.page) == []


def test_a_page_without_a_network_promises_no_call_and_moves_no_button(open_air: Window) -> None:
    page = open_air.page
    button = page.get_by_role("button", name="Voice note")
    before = button.bounding_box()
    open_air.context.set_offline(True)
    check_line = page.locator(".check-line")
    expect(check_line).to_have_text("No calls from here now: our server can't be reached")
    assert button.bounding_box() == before
    open_air.context.set_offline(False)
    expect(check_line).to_have_text("Calls work here: video")
    assert button.bounding_box() == before


def test_another_network_is_checked_again_and_a_call_never_waits_for_the_check(
    open_air: Window,
) -> None:
    page = open_air.page
    with page.expect_response("**/api/connectivity"):
        page.evaluate("dispatchEvent(new Event('online'))")
    assert line(page) == "Calls work here: video"
    # The check waits for as long as it may, and is dropped for the call.
    page.route("**/api/connectivity", lambda _route: None)
    with page.expect_request("**/api/connectivity"):
        page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("button", name="Get help").click()
    expect(page.get_by_role("heading", name="Waiting for an expert")).to_be_visible(
        timeout=2000 * slack()
    )
    expect(page.locator(".check-line")).to_have_count(0)
