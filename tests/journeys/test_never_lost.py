"""The technician's picture comes back by itself, whatever happens to her network.

Chromium runs in a network of its own, whose radio can be switched off and loses packets.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.builders.installation import Installation
from tests.builders.load import slack
from tests.builders.phone_network import PhoneNetwork, can_create_networks
from tests.builders.remote_phone import RemotePhoneCall, installation_behind_loss, remote_phone_call
from tests.faults.lossy_network import LossyNetwork, NetworkConditions
from tests.faults.outages import GONE, OUTAGES, concealed, is_down
from tests.journeys import calling
from tests.journeys.spoken import hears, player, speak
from tests.journeys.steps import SOON

pytestmark = [
    pytest.mark.journey,
    pytest.mark.live,
    pytest.mark.skipif(not can_create_networks(), reason="making networks takes root and iproute2"),
]
SEED = 4


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Installation, PhoneNetwork, LossyNetwork]]:
    print(f"seed {SEED}")
    with installation_behind_loss(tmp_path_factory.mktemp("far"), 1, SEED) as house:
        yield house


@pytest.fixture
def call(
    house: tuple[Installation, PhoneNetwork, LossyNetwork], far_and_near: tuple[Browser, Browser]
) -> Iterator[RemotePhoneCall]:
    with remote_phone_call(*house, *far_and_near) as call:
        yield call


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.soak] if each.long else [])
        for name, each in OUTAGES.items()
    ],
)
def test_the_picture_comes_back_by_itself(call: RemotePhoneCall, name: str) -> None:
    took = OUTAGES[name].act(call)
    print(f"{name}: {took:.2f} s, of {OUTAGES[name].limit} allowed")
    assert took < OUTAGES[name].limit * slack()
    [session] = calling.document(call.eva, call.job)["sessions"].values()
    # The session has the same participants all along, and nothing rang.
    assert session["state"] == "live"
    assert [one["name"] for one in session["participants"]] == ["Tess Vogel", "Eva Lindqvist"]


def test_a_gap_is_an_event_with_its_length(call: RemotePhoneCall) -> None:
    is_down(8.0, call)
    for _ in range(40):
        if gaps := list(calling.document(call.eva, call.job)["gaps"].values()):
            break
        call.desk.wait_for_timeout(250)
    assert [gap["name"] for gap in gaps] == ["Tess Vogel"]
    assert 6 < gaps[0]["seconds"] < 12 * slack()


def test_a_technician_without_a_network_speaks_a_note_that_the_expert_hears_later(
    call: RemotePhoneCall,
) -> None:
    thin = call.phone.get_by_role("region", name="While the network is weak")
    with call.air.be(NetworkConditions(down=True)):
        call.phone.context.set_offline(True)
        expect(thin.get_by_text("Nothing gets through just now.")).to_be_visible()
        speak(call.phone, 2)
        expect(thin.get_by_text("1 item is safe here")).to_be_visible()
    call.phone.context.set_offline(False)
    assert call.back(call.now(), 30) < GONE * slack()
    expect(thin.get_by_text("Nothing gets through just now.")).to_be_hidden()
    voice_note = player(call.desk, call.tess.name)
    expect(voice_note).to_be_visible(timeout=SOON)
    hears(call.desk, voice_note)
    evidence = calling.document(call.eva, call.job)["evidence"].values()
    assert [item["kind"] for item in evidence] == ["voice_note"]


@pytest.mark.soak
def test_sound_is_understood_at_a_tenth_of_loss(call: RemotePhoneCall) -> None:
    share = concealed(call, NetworkConditions(loss=0.10), 8.0)
    print(f"{share:.1%} of the sound was concealed")
    assert share < 0.03 * slack()
