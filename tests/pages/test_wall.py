"""One expert, many sites: a wall of stills, one key to go live, and who waits is seen to wait."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.builders.browsing import PHONE, window
from tests.builders.residence import Guest
from tests.pages import audit
from tests.pages.console import MEDIA, Desk, Floor, get_help, online, wrong

pytestmark = pytest.mark.journey
SOUNDS = """[...document.querySelectorAll("audio")]
  .filter((one) => !one.paused && one.srcObject?.getAudioTracks().length).length"""
STILL = re.compile(r"Still, \d+ s old")
STILL_OF_NOW = re.compile(r"Still, [0-5] s old")


def tile(eva: Desk, name: str) -> Locator:
    return eva.page.get_by_role("region", name="My sites").get_by_role(
        "button", name=re.compile(name)
    )


def answered(eva: Desk, phone: Page, name: str) -> None:
    get_help(phone)
    expect(
        eva.page.get_by_role("article").filter(has_text=f"{name} waits for help")
    ).to_be_visible()
    eva.press("a")
    eva.sees(name)


@pytest.fixture
def theo(hall: Floor, filming: Browser) -> Iterator[Page]:
    """Theo at another site, on his phone."""
    who: Guest = hall.day.home.invite("Theo Brandt", "technician")
    job = hall.day.home.job(hall.day.crew.dan, "PSU 2 is amber", who)
    with window(filming, PHONE, who, permissions=MEDIA, reduced_motion="reduce") as opened:
        opened.page.goto(f"{hall.day.home.url}/jobs/{job['id']}")
        yield opened.page
    for session in who.ask("GET", f"/api/jobs/{job['id']}")["sessions"]:
        path = f"/api/jobs/{job['id']}/sessions/{session}/end"
        hall.day.crew.dan.ask("POST", path, {})


def test_eva_looks_after_two_sites(hall: Floor, theo: Page) -> None:
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    tess = hall.phone(hall.day.jobs["now"]["id"])
    answered(eva, tess, "Tess Vogel")
    answered(eva, theo, "Theo Brandt")
    expect(tile(eva, "Live with Theo Brandt")).to_have_attribute("aria-current", "true")
    expect(tile(eva, "Go live with Tess Vogel").get_by_text(STILL)).to_be_visible()
    assert eva.page.evaluate(SOUNDS) == 1
    raised(eva, tess)
    stepped_back(eva)
    by_her_key(eva, tess, theo)
    her_numbers_are_tools_while_she_draws(eva, tess)
    found = wrong(eva.page, "live")
    eva.page.reload()
    eva.sees("Tess Vogel")
    expect(tile(eva, "Go live with Theo Brandt").get_by_text(STILL)).to_be_visible()
    expect(tile(eva, "Live with Tess Vogel")).to_have_attribute("aria-keyshortcuts", "1")
    assert not found, "\n".join(found)


def raised(eva: Desk, tess: Page) -> None:
    """Eva is with Theo; Tess is told so, and waits visibly."""
    expect(tess.get_by_text("Eva is with another site and sees a still every 4 s")).to_be_visible()
    hand = tess.get_by_role("button", name="Raise your hand to Eva")
    box = hand.bounding_box()
    assert box is not None
    assert box["height"] >= 64
    found = audit.too_small(tess, target=48, text=15) + audit.sticking_out(tess)
    hand.click()
    expect(tess.get_by_role("button", name="Hand raised")).to_be_visible()
    expect(tile(eva, "Tess Vogel").get_by_text("Hand raised")).to_be_visible()
    found += audit.violations(tess, glare=True)
    assert not found, "\n".join(found)
    # What the phone sends goes to the node as before: nothing is the matter with its network.
    expect(tess.get_by_role("region", name="While the network is thin")).to_have_count(0)


def her_numbers_are_tools_while_she_draws(eva: Desk, tess: Page) -> None:
    """And she doesn't leave in the middle of a mark."""
    eva.press("d")
    surface = eva.page.get_by_role("group", name=re.compile("^The picture that is drawn on"))
    expect(surface).to_be_focused()
    eva.press("2")
    ring = eva.page.get_by_role("button", name="Ring")
    expect(ring).to_have_attribute("aria-pressed", "true")
    expect(tile(eva, "Live with Tess Vogel")).to_have_attribute("aria-current", "true")
    expect(tess.get_by_text("Eva shows you a picture")).to_be_visible()
    eva.press("d")
    expect(surface).to_have_count(0)


def stepped_back(eva: Desk) -> None:
    """Nobody is live: the wall has the room, and nobody hears her."""
    eva.press("w")
    expect(eva.page.get_by_role("heading", name="My sites")).to_be_visible()
    for name in ("Tess Vogel", "Theo Brandt"):
        expect(tile(eva, name).get_by_text(STILL_OF_NOW)).to_be_visible()
    assert eva.page.evaluate(SOUNDS) == 0
    found = wrong(eva.page, "wall")
    assert not found, "\n".join(found)


def by_her_key(eva: Desk, tess: Page, theo: Page) -> None:
    eva.press("1")
    eva.sees("Tess Vogel")
    expect(tess.get_by_role("button", name=re.compile("hand", re.IGNORECASE))).to_have_count(0)
    expect(theo.get_by_text("Eva is with another site", exact=False)).to_be_visible()
    assert eva.page.evaluate(SOUNDS) == 1


def test_twelve_sites_would_cost_eva_less_than_a_megabit(hall: Floor) -> None:
    """What one of them costs her socket, times twelve."""
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    answered(eva, hall.phone(hall.day.jobs["now"]["id"]), "Tess Vogel")
    eva.press("w")
    expect(tile(eva, "Tess Vogel").get_by_text(STILL_OF_NOW)).to_be_visible()
    came = 0

    def count(frame: dict[str, Any]) -> None:
        nonlocal came
        came += len(frame["response"]["payloadData"])

    wire = eva.window.context.new_cdp_session(eva.page)
    wire.on("Network.webSocketFrameReceived", count)
    wire.send("Network.enable")
    seconds = 12
    eva.page.wait_for_timeout(seconds * 1000)
    assert came > 0
    assert 12 * came * 8 / seconds < 1_000_000


def test_the_wall_says_what_the_matter_is(hall: Floor, theo: Page) -> None:
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    answered(eva, hall.phone(hall.day.jobs["now"]["id"]), "Tess Vogel")
    answered(eva, theo, "Theo Brandt")
    eva.press("1")
    eva.sees("Tess Vogel")
    theo.goto("about:blank")
    expect(tile(eva, "Theo Brandt").get_by_text("Page closed at the phone")).to_be_visible(
        timeout=5_000
    )
    eva.press("2")
    expect(
        eva.page.get_by_text("Theo Brandt's page is not there just now.", exact=False)
    ).to_be_visible()
