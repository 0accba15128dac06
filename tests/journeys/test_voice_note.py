"""A voice note that Tess speaks without a network arrives once, and the client hears it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.builders.api_jobs import Day
from tests.builders.browsers import DESK, PHONE, PRETENDED_CAMERA, Window, launched, window
from tests.journeys.spoken import hears, player, speak
from tests.journeys.steps import SOON

pytestmark = [pytest.mark.journey, pytest.mark.live]
AUTOPLAY = "--autoplay-policy=no-user-gesture-required"
# The seconds and the loudest sample of a sound.
LOUDEST = """async (address) => {
  const bytes = await (await fetch(address)).arrayBuffer();
  const sound = await new AudioContext().decodeAudioData(bytes);
  const loudest = sound.getChannelData(0).reduce((most, each) => Math.max(most, each), 0);
  return { seconds: sound.duration, loudest };
}"""


@pytest.fixture(scope="module")
def beeping(browser: Browser) -> Iterator[Browser]:
    """Another Chromium, whose microphone beeps once a second."""
    opened = launched(browser.browser_type, *PRETENDED_CAMERA, AUTOPLAY)
    yield opened
    opened.close()


@pytest.fixture
def phone(beeping: Browser, day: Day) -> Iterator[Window]:
    with window(beeping, PHONE, day.crew.tess) as opened:
        opened.page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
        expect(opened.page.get_by_role("button", name="Voice note")).to_be_visible()
        yield opened


def test_a_voice_note_spoken_without_a_network_arrives_once_and_the_client_hears_it(
    phone: Window, day: Day, beeping: Browser
) -> None:
    page, job = phone.page, str(day.jobs["hers"]["id"])
    phone.context.set_offline(True)
    speak(page, 3)
    expect(page.get_by_text(re.compile("Voice note kept, 0:0[3-9]"))).to_be_visible()
    safe = "Your phone has no network. 1 item is safe here and will go by itself."
    expect(page.get_by_text(safe)).to_be_visible()
    hears(page, player(page))

    phone.context.set_offline(False)
    expect(page.get_by_text("1 of 1 stored and checked")).to_be_visible()

    document = day.crew.dan.ask("GET", day.path("hers"))
    [item] = document["evidence"].values()
    assert (item["kind"], item["phase"], item["author"]["name"]) == (
        "voice_note",
        "before",
        day.crew.tess.name,
    )
    with window(beeping, DESK, day.crew.cleo) as desk:
        desk.page.goto(f"{day.home.url}/jobs/{job}")
        note = player(desk.page, day.crew.tess.name)
        expect(note).to_be_visible(timeout=SOON)
        address = note.locator("audio").get_attribute("src")
        sound = desk.page.evaluate(LOUDEST, address)
        [item] = day.crew.dan.ask("GET", day.path("hers"))["evidence"].values()
        assert sound["seconds"] == pytest.approx(item["seconds"], abs=0.2)
        assert sound["seconds"] > 2.5
        assert sound["loudest"] > 0.05
        hears(desk.page, note)


def test_a_discarded_voice_note_can_be_restored(phone: Window, day: Day) -> None:
    page = phone.page
    speak(page, 1, "Discard")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 of 1 stored and checked")).to_be_visible()
    document = day.crew.dan.ask("GET", day.path("hers"))
    assert [item["kind"] for item in document["evidence"].values()] == ["voice_note"]


def test_a_page_that_is_killed_while_she_speaks_keeps_what_she_said(
    phone: Window, day: Day
) -> None:
    page = phone.page
    page.get_by_role("button", name="Voice note").click()
    expect(page.get_by_role("timer")).to_contain_text(re.compile("0:0[3-9]"))
    # Another tab sends nothing of the note meanwhile.
    beside = phone.another()
    beside.goto(page.url)
    expect(beside.get_by_role("button", name="Voice note")).to_be_visible()
    beside.wait_for_timeout(1500)
    expect(player(beside)).to_be_hidden()
    page.close()

    beside.reload()
    expect(beside.get_by_text("1 of 1 stored and checked")).to_be_visible()
    [item] = day.crew.dan.ask("GET", day.path("hers"))["evidence"].values()
    assert item["kind"] == "voice_note"
    hears(beside, player(beside))


def test_a_page_without_a_microphone_says_why(browser: Browser, day: Day) -> None:
    with window(browser, PHONE, day.crew.tess, permissions=[]) as opened:
        opened.page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
        opened.page.get_by_role("button", name="Voice note").click()
        alert = opened.page.get_by_role("dialog").get_by_role("alert")
        expect(alert).to_have_text(re.compile("microphone"))
