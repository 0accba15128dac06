"""Where UDP is blocked: the call goes to the node through a TURN server that is reached by TCP and
lets nobody else be reached, by credentials of an hour."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.builders import turn
from tests.builders.browsing import DESK, PHONE, window
from tests.builders.residence import Residence, residence
from tests.journeys import calling

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
SECRET = "what-coturn-and-the-house-both-know"
NODE = "127.0.0.2"
# As behind a firewall that lets nothing through but the way to the TURN server.
RELAYED = """(() => {
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(config) { super({ ...config, iceTransportPolicy: "relay" }); }
  };
})()"""
WAYS = """async () => {
  const found = [];
  for (const one of window.connections) {
    const stats = await one.getStats();
    for (const stat of stats.values())
      if (stat.type === "candidate-pair" && stat.nominated && stat.state === "succeeded") {
        const [own, far] = [stats.get(stat.localCandidateId), stats.get(stat.remoteCandidateId)];
        found.push([own.candidateType, own.relayProtocol, far.address].join(" "));
      }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def relay() -> Iterator[turn.Turn]:
    with turn.documented(turn.program(), SECRET, NODE) as running:
        yield running


@pytest.fixture(scope="module")
def behind(relay: turn.Turn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Residence]:
    with residence(
        tmp_path_factory.mktemp("behind"),
        SMARTHANDS_MEDIA_ADDRESSES=NODE,
        SMARTHANDS_TURN_URLS=f"{relay.url}?transport=tcp",
        SMARTHANDS_TURN_SECRET=relay.secret,
    ) as opened:
        opened.house.wait_for("signed in")
        yield opened


def test_a_call_that_nothing_but_turn_lets_through(behind: Residence, filming: Browser) -> None:
    tess, eva = behind.invite("Tess Vogel", "technician"), behind.invite("Eva Lind", "expert")
    dan = behind.invite("Dan Okafor", "dispatcher")
    job = calling.job_on_site(behind, dan, tess)
    with window(filming, PHONE, tess) as phone, window(filming, DESK, eva) as desk:
        for opened in (phone, desk):
            calling.watch(opened)
            opened.context.add_init_script(RELAYED)
        desk.page.goto(behind.url)
        calling.get_help(phone.page, behind.url, job)
        calling.answer(desk.page)
        calling.sees(desk.page, 50)
        for page in (phone.page, desk.page):
            assert set(page.evaluate(WAYS)) == {f"relay tcp {NODE}"}
        desk.page.keyboard.press("e")
        expect(desk.page.get_by_text("End the call with Tess Vogel?")).to_be_visible()
        desk.page.keyboard.press("e")
        expect(phone.page.get_by_text("has ended the call", exact=False)).to_be_visible()
        for _ in range(40):
            [session] = calling.document(eva, job)["sessions"].values()
            if session["report"]:
                break
            desk.page.wait_for_timeout(250)
        assert {each["path"] for each in session["report"]["connections"]} == {"node_relay"}
