"""A phone on a bad connection has little to fetch before a photo can be taken."""

from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from tests.builders.browsers import PHONE, window
from tests.builders.installation import Installation

pytestmark = pytest.mark.journey
# A page may have 150,000 bytes. It has less today, so that one that grows shows here long before.
LARGEST = {"en": 120_000, "de": 138_000}
LARGEST_VIEWFINDER = 20_000
HANDSHAKE = "Network.webSocketHandshakeResponseReceived"
FRAME = "Network.webSocketFrameReceived"


class Traffic:
    """The bytes of every response on the network: its head, and its body as compressed."""

    def __init__(self, session: CDPSession) -> None:
        self.sizes: dict[str, float] = {}
        session.on("Network.responseReceived", self._named)
        session.on("Network.loadingFinished", self._finished)
        session.on(HANDSHAKE, lambda event: self._add("socket", _head(event["response"])))
        session.on(FRAME, lambda event: self._add("socket", len(event["response"]["payloadData"])))
        self._names: dict[str, str] = {}
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    @property
    def total(self) -> float:
        return sum(self.sizes.values())

    def _named(self, event: dict[str, Any]) -> None:
        self._names[event["requestId"]] = event["response"]["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        name = self._names.get(event["requestId"], "")
        self._add(name.rsplit("/", 1)[-1] or "page", event["encodedDataLength"])

    def _add(self, name: str, size: float) -> None:
        self.sizes[name] = self.sizes.get(name, 0) + size


def _head(response: dict[str, Any]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in response["headers"].items())


@pytest.mark.parametrize(("language", "photo"), [("en", "Photo"), ("de", "Foto")])
def test_a_cold_job_page_is_light_enough_for_a_bad_connection(
    home: Installation, browser: Browser, language: str, photo: str
) -> None:
    dan = home.invite("Dan Okafor", "dispatcher")
    tess = home.invite("Tess Vogel", "technician", language=language)
    job = home.job(dan, "Core switch, no link", tess, asset_ids=home.assets[:1], priority=1)["id"]
    for step in ("acknowledge", "arrive"):
        tess.ask("POST", f"/api/jobs/{job}/{step}", {})
    with window(browser, PHONE, tess, locale=language) as phone:
        traffic = Traffic(phone.context.new_cdp_session(phone.page))
        phone.page.goto(f"{home.url}/jobs/{job}")
        button = phone.page.get_by_role("button", name=photo, exact=True)
        expect(button).to_be_enabled()
        expect(phone.page.get_by_role("status").filter(has_text="Live")).to_be_attached()
        phone.page.wait_for_load_state("networkidle")
        # Everything that the page fetches is counted, also what a photo does not wait for.
        page = traffic.total
        button.click()
        expect(phone.page.get_by_role("dialog", name=photo)).to_be_visible()
        viewfinder = traffic.total - page
    for name, size in sorted(traffic.sizes.items(), key=lambda item: -item[1]):
        print(f"{size:9,.0f}  {name}")
    largest = LARGEST[language]
    print(f"{page:9,.0f}  of {largest:,}, and {viewfinder:,.0f} of {LARGEST_VIEWFINDER:,} on top")
    assert len(traffic.sizes) > 5, "nothing was counted"
    assert page <= largest
    assert viewfinder <= LARGEST_VIEWFINDER
