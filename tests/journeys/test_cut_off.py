"""A call that nothing gets through: what she does meanwhile is on the same screen, and arrives."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.builders.afield import possible
from tests.builders.faraway import FarAway, browsers, far_away, house_with_air
from tests.faults.air import Weather
from tests.journeys import calling
from tests.journeys.spoken import hears, player, speak
from tests.journeys.steps import SOON

pytestmark = [
    pytest.mark.journey,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not possible(), reason="making networks takes root and iproute2"),
]


@pytest.fixture
def call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarAway]:
    with (
        house_with_air(tmp_path_factory.mktemp("cut"), 6, 17) as (home, out, air),
        browsers(home, out) as filming,
        far_away(home, out, air, *filming) as made,
    ):
        yield made


def test_she_speaks_on_the_same_screen_and_the_expert_hears_it_later(call: FarAway) -> None:
    screen = call.phone.get_by_role("region", name="Call")
    with call.air.be(Weather(down=True)):
        call.phone.context.set_offline(True)
        expect(screen.get_by_text("Nothing gets through just now.")).to_be_visible()
        speak(call.phone, 2)
        expect(screen.get_by_text("1 item is safe here")).to_be_visible()
    call.phone.context.set_offline(False)
    call.back(call.now(), 30)
    expect(screen.get_by_text("Nothing gets through just now.")).to_be_hidden()
    heard = player(call.desk, call.tess.name)
    expect(heard).to_be_visible(timeout=SOON)
    hears(call.desk, heard)
    found = calling.document(call.eva, call.job)["evidence"].values()
    assert [item["kind"] for item in found] == ["voice_note"]
