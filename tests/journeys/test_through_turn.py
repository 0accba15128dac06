"""A call where UDP is blocked goes to the node through a TURN server, which is reached by TCP with
credentials of an hour and relays to nothing but the node."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.builders import turn
from tests.builders.browsers import DESK, PHONE, window
from tests.builders.installation import Installation, running_installation
from tests.journeys import calling

pytestmark = [pytest.mark.journey, pytest.mark.live, pytest.mark.timeout(300)]
SECRET = "what-coturn-and-the-house-both-know"
NODE = "127.0.0.2"
# The page behaves as it does behind a firewall that lets the TURN server through alone.
RELAYED = """(() => {
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(config) { super({ ...config, iceTransportPolicy: "relay" }); }
  };
})()"""
PATHS = """async () => {
  const paths = [];
  for (const one of window.connections) {
    const stats = await one.getStats();
    for (const stat of stats.values())
      if (stat.type === "candidate-pair" && stat.nominated && stat.state === "succeeded") {
        const [own, far] = [stats.get(stat.localCandidateId), stats.get(stat.remoteCandidateId)];
        paths.push([own.candidateType, own.relayProtocol, far.address].join(" "));
      }
  }
  return paths;
}"""


@pytest.fixture(scope="module")
def relay() -> Iterator[turn.Turn]:
    with turn.documented(turn.program(), SECRET, NODE) as running:
        yield running


@pytest.fixture(scope="module")
def behind(relay: turn.Turn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running_installation(
        tmp_path_factory.mktemp("behind"),
        SMARTHANDS_MEDIA_ADDRESSES=NODE,
        SMARTHANDS_TURN_URLS=f"{relay.url}?transport=tcp",
        SMARTHANDS_TURN_SECRET=relay.secret,
    ) as opened:
        opened.supervisor.wait_for("signed in")
        yield opened


def test_a_call_goes_through_turn_where_nothing_else_is_let_through(
    behind: Installation, filming: Browser
) -> None:
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
            assert set(page.evaluate(PATHS)) == {f"relay tcp {NODE}"}
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
