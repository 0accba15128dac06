"""Eva goes on hearing Tess, and sees stills in which small print can be read, on 200 kbit/s with a
round trip of a second and a tenth of all packets lost, until the network is good again.

Chromium runs in a network of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.installation import Installation
from tests.builders.load import slack
from tests.builders.phone_network import PhoneNetwork, can_create_networks
from tests.builders.remote_phone import RemotePhoneCall, installation_behind_loss, remote_phone_call
from tests.builders.timestamped_camera import CAMERA, TAKEN, WATCHED
from tests.faults.lossy_network import LossyNetwork, NetworkConditions
from tests.faults.outages import SOUND

pytestmark = [
    pytest.mark.journey,
    pytest.mark.live,
    pytest.mark.soak,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not can_create_networks(), reason="making networks takes root and iproute2"),
]
SEED = 11
SETTLED = 25
"""The seconds after which the phone has noticed the bad network and the first stills have come."""
OLDEST = {150: 9.0, 200: 6.0, 250: 6.0}
"""The greatest age in seconds that 19 in 20 looks may find, by kbit/s."""
MARKED = 6.0
"""The most seconds from the freeze to the still with its mark on the phone."""
TCP = 5_000
"""The bytes a second that TCP has at a round trip of a second and a loss of a tenth, by the formula
of Mathis: 1.2 segments over the root of the loss, in each round trip."""
READABLE = 0.8
"""The least correlation of the print as seen with that as filmed; at 0.87 digits can be read."""


def bad_weather(kbps: int) -> NetworkConditions:
    return NetworkConditions(loss=0.1, delay=0.5, rate=kbps * 1000)


@dataclass(frozen=True)
class StillsSeen:
    """The stills that Eva saw: their sorted ages in seconds, least width in pixels and likeness."""

    ages: list[float]
    width: int
    likeness: float

    @property
    def p95(self) -> float:
        return self.ages[int(0.95 * len(self.ages))]


def watch(call: RemotePhoneCall, seconds: float) -> StillsSeen:
    since = call.now()
    call.desk.wait_for_timeout(seconds * 1000)
    looks = call.desk.evaluate("(since) => window.ages.filter(({ at }) => at > since)", since)
    return StillsSeen(
        sorted(look["age"] / 1000 for look in looks),
        min(look["width"] for look in looks),
        min(look["likeness"] for look in looks),
    )


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Installation, PhoneNetwork, LossyNetwork]]:
    print(f"seed {SEED}")
    with installation_behind_loss(tmp_path_factory.mktemp("narrow"), 5, SEED) as house:
        yield house


@pytest.fixture
def call(
    house: tuple[Installation, PhoneNetwork, LossyNetwork], far_and_near: tuple[Browser, Browser]
) -> Iterator[RemotePhoneCall]:
    with remote_phone_call(*house, *far_and_near, CAMERA) as call:
        call.desk.evaluate(WATCHED)
        yield call


@contextmanager
def narrowed(call: RemotePhoneCall, kbps: int) -> Iterator[None]:
    """A network so narrow that the phone has gone over to stills by itself."""
    with call.air.be(bad_weather(kbps)):
        call.desk.wait_for_timeout(SETTLED * 1000)
        yield


def check_stills_and_sound(call: RemotePhoneCall, kbps: int, seconds: float) -> None:
    before = call.desk.evaluate(SOUND)
    stills = watch(call, seconds)
    after = call.desk.evaluate(SOUND)
    samples = after["samples"] - before["samples"]
    assert samples > 0
    lost = (after["concealed"] - before["concealed"]) / samples
    print(
        f"stills p95 {stills.p95:.1f} s, oldest {stills.ages[-1]:.1f} s, {stills.width} px, "
        f"likeness {stills.likeness:.2f}, {lost:.1%} of the sound concealed"
    )
    assert stills.p95 <= OLDEST[kbps] * slack()
    assert stills.width >= 1280
    assert stills.likeness >= READABLE
    assert lost < 0.1


def wait_for_video(call: RemotePhoneCall) -> None:
    """Wait for a moving picture, which the phone sends again by itself."""
    seconds = call.back(call.now(), 30 * slack())
    print(f"video again {seconds:.1f} s after the air is fair")


def test_readable_stills_come_until_the_network_is_good_again(call: RemotePhoneCall) -> None:
    with narrowed(call, 200):
        check_stills_and_sound(call, 200, 15)
    wait_for_video(call)


def test_marks_are_drawn_on_the_still_that_the_phone_has(call: RemotePhoneCall) -> None:
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
        # The phone shows the very same still, of which nothing has come by the network.
        assert own.evaluate(TAKEN) == surface.locator("img").evaluate(TAKEN)
        assert phone.locator(".call-held img[src$=large]").count() == 0
        desk.keyboard.press("Escape")
        expect(own).to_have_count(0)
    wait_for_video(call)


@contextmanager
def narrow_tcp(page: Page) -> Iterator[None]:
    """Leave the page what TCP has of such a network, which carries the packets of media alone."""
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
def test_readable_stills_come_for_a_minute(call: RemotePhoneCall, kbps: int) -> None:
    with narrowed(call, kbps):
        check_stills_and_sound(call, kbps, 60)
    wait_for_video(call)
