"""Whatever happens to her network, the technician comes back by herself. Real Chromium in a network
of its own, whose radio is switched and whose air is bad."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.builders.afield import Afield, possible
from tests.builders.faraway import FarAway, browsers, far_away, house_with_air
from tests.builders.load import slack
from tests.builders.residence import Residence
from tests.faults.air import Air, Weather

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not possible(), reason="making networks takes root and iproute2"),
]
SEED = 4


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Residence, Afield, Air]]:
    print(f"seed {SEED}")
    with house_with_air(tmp_path_factory.mktemp("far"), 1, SEED) as made:
        yield made


@pytest.fixture(scope="module")
def filming(house: tuple[Residence, Afield, Air]) -> Iterator[tuple[Browser, Browser]]:
    with browsers(house[0], house[1]) as made:
        yield made


@pytest.fixture
def call(
    house: tuple[Residence, Afield, Air], filming: tuple[Browser, Browser]
) -> Iterator[FarAway]:
    with far_away(*house, *filming) as made:
        yield made
        made.out.up(made.out.wifi)
        made.out.up(made.out.lte)


def test_from_wifi_to_lte_the_picture_is_back_in_three_seconds(call: FarAway) -> None:
    seats = call.desk.evaluate("document.title")
    began = call.now()
    call.out.down(call.out.wifi)
    took = call.back(began + 300, 15)
    print(f"back after {took:.2f} s, {call.longest(began):.2f} s without a picture; {seats}")
    assert took < 3 * slack()


@pytest.mark.parametrize("seconds", [5])
def test_a_path_that_is_down_comes_back(call: FarAway, seconds: int) -> None:
    with call.air.be(Weather(down=True)):
        call.desk.wait_for_timeout(seconds * 1000)
    took = call.back(call.now(), 20)
    print(f"{seconds} s down: back {took:.2f} s after")
    assert took < 3 * slack()
