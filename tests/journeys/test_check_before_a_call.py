"""Before a call Tess's page says what works from where she is: on an open network, on one that
blocks UDP, and on one that lets web pages through and nothing else."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import turn
from tests.builders.browsing import DESK, PHONE, Window, window
from tests.builders.load import slack
from tests.builders.residence import Guest, Residence, residence
from tests.builders.trusting import trusting_chromium
from tests.builders.turn import Turn
from tests.journeys import calling
from tests.pages import audit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
NODE, PORTS = "127.0.0.2", "23500-23599"
SECRET = "what-coturn-and-the-house-both-know"
SOUND = "--autoplay-policy=no-user-gesture-required"
# As behind a firewall that lets no UDP through.
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
# As on a network that knows web pages alone: no server for calls answers.
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
  const found = [];
  for (const one of window.connections) {
    if (one.connectionState !== "connected") continue;
    const stats = await one.getStats();
    for (const stat of stats.values()) {
      if (stat.type !== "candidate-pair" || !stat.nominated || stat.state !== "succeeded") continue;
      const [own, far] = [stats.get(stat.localCandidateId), stats.get(stat.remoteCandidateId)];
      found.push([own.candidateType, own.relayProtocol, far.address]);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def relay() -> Iterator[Turn]:
    with turn.documented(turn.program(), SECRET, NODE) as running:
        yield running


@pytest.fixture(scope="module")
def behind(relay: Turn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Residence]:
    with residence(
        tmp_path_factory.mktemp("behind"),
        SMARTHANDS_MEDIA_ADDRESSES=NODE,
        SMARTHANDS_MEDIA_PORTS=PORTS,
        SMARTHANDS_TURN_URLS=f"{relay.url},{relay.url}?transport=tcp,{relay.tls_url}",
        SMARTHANDS_TURN_SECRET=relay.secret,
    ) as opened:
        opened.house.wait_for("signed in")
        yield opened


@pytest.fixture(scope="module")
def dan(behind: Residence) -> Guest:
    return behind.invite("Dan Okafor", "dispatcher")


@pytest.fixture
def tess(behind: Residence) -> Guest:
    return behind.invite("Tess Vogel", "technician")


@pytest.fixture
def free(relay: Turn, tmp_path: Path) -> Iterator[Browser]:
    with trusting_chromium(tmp_path, relay.root, flags=[SOUND]) as opened:
        yield opened


def line(page: Page) -> str:
    """What is said at last, within the time that a check may take."""
    told = page.locator(".check-line")
    expect(told).to_be_visible()
    begun = time.monotonic()
    expect(told).not_to_have_text("Checking what works here", timeout=15_000)
    # The page comes first, for less than a second.
    assert time.monotonic() - begun < (5 + 1) * slack()
    return told.inner_text()


def steps(page: Page) -> dict[str, str]:
    """Each thing that was tried, and how it went."""
    page.locator(".check-line").click()
    rows = page.get_by_role("dialog").get_by_role("listitem")
    expect(rows.first).to_be_visible()
    found = [row.inner_text().split("\n") for row in rows.all()]
    return {name: re.sub(r"\d+ ms", "… ms", said) for name, said in found}


@pytest.fixture
def open_air(behind: Residence, dan: Guest, tess: Guest, free: Browser) -> Iterator[Window]:
    """Her phone with the job open, where everything works."""
    job = calling.job_on_site(behind, dan, tess)
    with window(free, PHONE, tess) as phone:
        phone.page.goto(f"{behind.url}/jobs/{job}")
        assert line(phone.page) == "Calls work here: video"
        yield phone


def test_on_an_open_network_every_way_is_open(open_air: Window) -> None:
    assert steps(open_air.page) == {
        "Our server": "Answers",
        "Live connection": "Stands",
        "Straight, by UDP": "Open · … ms",
        "Relay, by UDP": "Open · … ms",
        "Relay, by TCP": "Open · … ms",
        "Relay, as web pages go (TLS)": "Open · … ms",
        "Camera": "Allowed",
        "Microphone": "Allowed",
    }
    audit.settle(open_air.page)
    assert audit.violations(open_air.page, glare=True) == []
    assert audit.too_small(open_air.page, target=48, text=15) == []
    assert audit.sticking_out(open_air.page) == []


def test_where_udp_is_blocked_the_relay_is_what_works_and_the_call_takes_it(
    behind: Residence, dan: Guest, tess: Guest, free: Browser
) -> None:
    eva, job = behind.invite("Eva Lind", "expert"), calling.job_on_site(behind, dan, tess)
    with window(free, PHONE, tess) as phone, window(free, DESK, eva) as desk:
        for opened in (phone, desk):
            calling.watch(opened)
            opened.context.add_init_script(WITHOUT_UDP)
        phone.page.goto(f"{behind.url}/jobs/{job}")
        assert line(phone.page) == "Calls work here, through our relay"
        tried = steps(phone.page)
        assert tried["Straight, by UDP"] == tried["Relay, by UDP"] == "Closed"
        assert tried["Relay, by TCP"] == "Open · … ms"
        assert tried["Relay, as web pages go (TLS)"] == "Open · … ms"
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


def test_where_nothing_gets_through_she_is_told_what_does_and_what_to_do(
    behind: Residence, dan: Guest, free: Browser
) -> None:
    tess = behind.invite("Tess Vogel", "technician", language="de")
    job = calling.job_on_site(behind, dan, tess)
    with window(free, PHONE, tess, color_scheme="dark") as phone:
        phone.context.add_init_script(CLOSED)
        phone.page.goto(f"{behind.url}/jobs/{job}")
        told = phone.page.locator(".check-line")
        expect(told).to_have_text("Kein Bild hier. Mobile Daten versuchen", timeout=15_000)
        told.click()
        dialog = phone.page.get_by_role("dialog")
        expect(dialog.get_by_text("Fotos und Notizen schon")).to_be_visible()
        expect(dialog.get_by_text("Schalten Sie das WLAN des Telefons aus")).to_be_visible()
        expect(dialog.get_by_text("Gesperrt")).to_have_count(4)
        audit.settle(phone.page)
        assert audit.violations(phone.page, glare=True) == []
        assert audit.sticking_out(phone.page) == []


def test_cut_off_no_call_is_promised_and_no_button_moves(open_air: Window) -> None:
    page = open_air.page
    button = page.get_by_role("button", name="Voice note")
    before = button.bounding_box()
    open_air.context.set_offline(True)
    told = page.locator(".check-line")
    expect(told).to_have_text("No calls from here now: our server is not reached")
    assert button.bounding_box() == before
    open_air.context.set_offline(False)
    expect(told).to_have_text("Calls work here: video")
    assert button.bounding_box() == before


def test_another_network_is_checked_anew_and_help_never_waits_for_it(open_air: Window) -> None:
    page = open_air.page
    with page.expect_response("**/api/connectivity"):
        page.evaluate("dispatchEvent(new Event('online'))")
    assert line(page) == "Calls work here: video"
    # The check hangs for as long as it may, and is dropped for the call.
    page.route("**/api/connectivity", lambda _route: None)
    with page.expect_request("**/api/connectivity"):
        page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("button", name="Get help").click()
    expect(page.get_by_role("heading", name="Waiting for an expert")).to_be_visible(
        timeout=2000 * slack()
    )
    expect(page.locator(".check-line")).to_have_count(0)
