"""An expert looks after many sites on a wall of stills, and goes live with one of them by a key."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.builders.browsers import PHONE, window
from tests.builders.installation import Guest
from tests.pages import audit
from tests.pages.console import MEDIA, Desk, Floor, get_help, online, wrong

pytestmark = [pytest.mark.journey, pytest.mark.live]
SOUNDS = """[...document.querySelectorAll("audio")]
  .filter((one) => !one.paused && one.srcObject?.getAudioTracks().length).length"""
STILL = re.compile(r"Still, \d+ s old")
STILL_OF_NOW = re.compile(r"Still, [0-5] s old")


def tile(eva: Desk, name: str) -> Locator:
    return eva.page.get_by_role("region", name="My sites").get_by_role(
        "button", name=re.compile(name)
    )


def answer(eva: Desk, phone: Page, name: str) -> None:
    get_help(phone)
    expect(
        eva.page.get_by_role("article").filter(has_text=f"{name} (technician) waits for help")
    ).to_be_visible()
    eva.press("a")
    eva.sees(name)


@pytest.fixture
def theo(hall: Floor, filming: Browser) -> Iterator[Page]:
    """The phone of Theo, who is at another site."""
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
    answer(eva, tess, "Tess Vogel")
    answer(eva, theo, "Theo Brandt")
    expect(tile(eva, "Live with Theo Brandt")).to_have_attribute("aria-current", "true")
    expect(tile(eva, "Go live with Tess Vogel").get_by_text(STILL)).to_be_visible()
    assert eva.page.evaluate(SOUNDS) == 1
    raise_hand(eva, tess)
    go_back_to_the_wall(eva)
    go_live_by_key(eva, tess, theo)
    press_a_number_while_drawing(eva, tess)
    faults = wrong(eva.page, "live")
    eva.page.reload()
    eva.sees("Tess Vogel")
    expect(tile(eva, "Go live with Theo Brandt").get_by_text(STILL)).to_be_visible()
    expect(tile(eva, "Live with Tess Vogel")).to_have_attribute("aria-keyshortcuts", "1")
    assert not faults, "\n".join(faults)


def raise_hand(eva: Desk, tess: Page) -> None:
    """Tess raises her hand while Eva is with Theo, and the wall shows it."""
    expect(tess.get_by_text("Eva is with another site and sees a still every 4 s")).to_be_visible()
    hand = tess.get_by_role("button", name="Raise your hand to Eva")
    box = hand.bounding_box()
    assert box is not None
    assert box["height"] >= 64
    faults = audit.too_small(tess, target=48, text=15) + audit.sticking_out(tess)
    hand.click()
    expect(tess.get_by_role("button", name="Hand raised")).to_be_visible()
    expect(tile(eva, "Tess Vogel").get_by_text("Hand raised")).to_be_visible()
    faults += audit.violations(tess, glare=True)
    assert not faults, "\n".join(faults)
    # The phone sends to the node as before, and reports no trouble with its network.
    expect(tess.get_by_role("region", name="While the network is weak")).to_have_count(0)


def press_a_number_while_drawing(eva: Desk, tess: Page) -> None:
    """Press a number while Eva draws, which takes a tool and does not leave the site."""
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


def go_back_to_the_wall(eva: Desk) -> None:
    """Go back to the wall, where nobody is live and nobody hears Eva."""
    eva.press("w")
    expect(eva.page.get_by_role("heading", name="My sites")).to_be_visible()
    for name in ("Tess Vogel", "Theo Brandt"):
        expect(tile(eva, name).get_by_text(STILL_OF_NOW)).to_be_visible()
    assert eva.page.evaluate(SOUNDS) == 0
    faults = wrong(eva.page, "wall")
    assert not faults, "\n".join(faults)


def go_live_by_key(eva: Desk, tess: Page, theo: Page) -> None:
    eva.press("1")
    eva.sees("Tess Vogel")
    expect(tess.get_by_role("button", name=re.compile("hand", re.IGNORECASE))).to_have_count(0)
    expect(theo.get_by_text("Eva is with another site", exact=False)).to_be_visible()
    assert eva.page.evaluate(SOUNDS) == 1


def test_twelve_sites_would_cost_eva_less_than_a_megabit(hall: Floor) -> None:
    """The socket's traffic for one site is measured and multiplied by twelve."""
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    answer(eva, hall.phone(hall.day.jobs["now"]["id"]), "Tess Vogel")
    eva.press("w")
    expect(tile(eva, "Tess Vogel").get_by_text(STILL_OF_NOW)).to_be_visible()
    received = 0

    def count(frame: dict[str, Any]) -> None:
        nonlocal received
        received += len(frame["response"]["payloadData"])

    devtools = eva.window.context.new_cdp_session(eva.page)
    devtools.on("Network.webSocketFrameReceived", count)
    devtools.send("Network.enable")
    seconds = 12
    eva.page.wait_for_timeout(seconds * 1000)
    assert received > 0
    assert 12 * received * 8 / seconds < 1_000_000


def test_the_wall_says_that_the_page_of_a_phone_is_closed(hall: Floor, theo: Page) -> None:
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    answer(eva, hall.phone(hall.day.jobs["now"]["id"]), "Tess Vogel")
    answer(eva, theo, "Theo Brandt")
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
