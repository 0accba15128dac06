"""Tess's phone where 200 kbit/s are left, a second there and back, and a tenth gets lost: Eva goes
on hearing her, and sees stills in which the small print can be read, until the air is fair again.
Real Chromium, in a network of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.afield import Afield, possible
from tests.builders.clockface import CAMERA, TAKEN, WATCHED
from tests.builders.faraway import FarAway, far_away, house_with_air
from tests.builders.load import slack
from tests.builders.residence import Residence
from tests.faults.air import Air, Weather
from tests.faults.outages import SOUND

pytestmark = [
    pytest.mark.journey,
    pytest.mark.soak,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not possible(), reason="making networks takes root and iproute2"),
]
SEED = 11
SETTLED = 25
"""Seconds from when the air is bad: the phone has noticed, and the first stills have come."""
OLDEST = {150: 9.0, 200: 6.0, 250: 6.0}
"""Seconds, of 19 in 20 looks, by kbit/s."""
MARKED = 6.0
"""Seconds from the freeze to the still with its mark on the phone."""
TCP = 5_000
"""Bytes a second that are left to TCP at a second's round trip and one lost in ten, by Mathis: 1.2
segments over the root of the loss, a round trip."""
READABLE = 0.8
"""A correlation of the print as seen with that as filmed; at 0.87 its digits can be told apart."""


def bad(kbps: int) -> Weather:
    return Weather(loss=0.1, delay=0.5, rate=kbps * 1000)


@dataclass(frozen=True)
class Seen:
    """What Eva saw: ages in seconds, sorted; the least width in pixels, and the least likeness."""

    ages: list[float]
    width: int
    likeness: float

    @property
    def p95(self) -> float:
        return self.ages[int(0.95 * len(self.ages))]


def seen(call: FarAway, seconds: float) -> Seen:
    since = call.now()
    call.desk.wait_for_timeout(seconds * 1000)
    looks = call.desk.evaluate("(since) => window.ages.filter(({ at }) => at > since)", since)
    return Seen(
        sorted(look["age"] / 1000 for look in looks),
        min(look["width"] for look in looks),
        min(look["likeness"] for look in looks),
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Residence, Afield, Air]]:
    print(f"seed {SEED}")
    with house_with_air(tmp_path_factory.mktemp("narrow"), 5, SEED) as made:
        yield made


@pytest.fixture
def call(
    house: tuple[Residence, Afield, Air], far_and_near: tuple[Browser, Browser]
) -> Iterator[FarAway]:
    with far_away(*house, *far_and_near, CAMERA) as made:
        made.desk.evaluate(WATCHED)
        yield made


@contextmanager
def narrowed(call: FarAway, kbps: int) -> Iterator[None]:
    """The phone has gone over to stills by itself."""
    with call.air.be(bad(kbps)):
        call.desk.wait_for_timeout(SETTLED * 1000)
        yield


def looks_right(call: FarAway, kbps: int, seconds: float) -> None:
    before = call.desk.evaluate(SOUND)
    found = seen(call, seconds)
    after = call.desk.evaluate(SOUND)
    heard = after["samples"] - before["samples"]
    assert heard > 0
    lost = (after["concealed"] - before["concealed"]) / heard
    print(
        f"stills p95 {found.p95:.1f} s, oldest {found.ages[-1]:.1f} s, {found.width} px, "
        f"likeness {found.likeness:.2f}, {lost:.1%} of the sound concealed"
    )
    assert found.p95 <= OLDEST[kbps] * slack()
    assert found.width >= 1280
    assert found.likeness >= READABLE
    assert lost < 0.1


def comes_back(call: FarAway) -> None:
    """A moving picture, by itself."""
    seconds = call.back(call.now(), 30 * slack())
    print(f"video again {seconds:.1f} s after the air is fair")


def test_stills_that_can_be_read_come_until_the_air_is_fair_again(call: FarAway) -> None:
    with narrowed(call, 200):
        looks_right(call, 200, 15)
    comes_back(call)


def test_marks_are_drawn_on_the_still_that_the_phone_has(call: FarAway) -> None:
    desk, phone = call.desk, call.phone
    with narrowed(call, 200), narrow_tcp(phone):
        since = call.now()
        desk.keyboard.press("d")
        surface = desk.locator(".held-picture")
        box = surface.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        desk.mouse.move(x - 80, y - 60)
        desk.mouse.down()
        desk.mouse.move(x, y, steps=5)
        desk.mouse.up()
        own = phone.locator(".call-held-own")
        expect(own).to_be_visible(timeout=MARKED * slack() * 1000)
        expect(phone.locator(".call-held .mark-shape")).to_have_count(
            1, timeout=MARKED * slack() * 1000
        )
        print(f"the still and its mark {(call.now() - since) / 1000:.1f} s after the freeze")
        expect(desk.get_by_text("Tess Vogel sees this")).to_be_visible()
        # The very same still, and nothing of it has come by the line.
        assert own.evaluate(TAKEN) == surface.locator("img").evaluate(TAKEN)
        assert phone.locator(".call-held img[src$=large]").count() == 0
        desk.keyboard.press("Escape")
        expect(own).to_have_count(0)
    comes_back(call)


@contextmanager
def narrow_tcp(page: Page) -> Iterator[None]:
    """What TCP has of such a line: the air has none but the media's packets."""
    devtools = page.context.new_cdp_session(page)
    narrow = {"offline": False, "latency": 1000, "downloadThroughput": TCP, "uploadThroughput": TCP}
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", narrow)
    try:
        yield
    finally:
        free = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        devtools.send("Network.emulateNetworkConditions", narrow | free)
        devtools.detach()


@pytest.mark.soak
@pytest.mark.parametrize("kbps", [150, 200, 250])
def test_for_a_minute_stills_come(call: FarAway, kbps: int) -> None:
    with narrowed(call, kbps):
        looks_right(call, kbps, 60)
    comes_back(call)
