"""A call is recorded once everybody has consented, and the client plays it, in real browsers."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.api_jobs import soon
from tests.builders.browsers import DESK, PHONE, Window, window
from tests.builders.installation import Guest, Installation
from tests.builders.load import slack
from tests.journeys import calling

pytestmark = [pytest.mark.journey, pytest.mark.live, pytest.mark.timeout(300)]
REC = re.compile(r"^REC \d+:\d\d$")
KEPT = re.compile(r"[\d.]+ MB on disk, [\d.]+ MB stored")
LINE = "Reseat the left power supply"
VIDEO = "dialog video"
STORED = 30
# The page keeps what it speaks; a phone without a voice sounds a tone, which no test can read.
LISTENING = """(() => {
  window.spoken = [];
  const speak = SpeechSynthesis.prototype.speak;
  SpeechSynthesis.prototype.speak = function (utterance) {
    window.spoken.push(utterance.text);
    return speak.call(this, utterance);
  };
})()"""


@dataclass
class Story:
    home: Installation
    tess: Guest
    eva: Guest
    dan: Guest
    job: str
    phone: Window
    desk: Window
    late: Window

    def document(self) -> dict[str, Any]:
        return calling.document(self.eva, self.job)

    @property
    def session(self) -> str:
        [id] = self.document()["sessions"]
        return str(id)


@pytest.fixture
def story(home: Installation, filming: Browser) -> Iterator[Story]:
    home.supervisor.wait_for("signed in", seconds=30)  # the media node
    tess, eva = home.invite("Tess Vogel", "technician"), home.invite("Eva Lindqvist", "expert")
    dan = home.invite("Dan Okafor", "dispatcher")
    job = calling.job_on_site(home, dan, tess)
    with ExitStack() as windows:
        phone = windows.enter_context(window(filming, PHONE, tess))
        desk = windows.enter_context(window(filming, DESK, eva))
        late = windows.enter_context(window(filming, DESK, dan))
        for opened in (phone, desk, late):
            calling.watch(opened)
            opened.context.add_init_script(LISTENING)
        yield Story(home, tess, eva, dan, job, phone, desk, late)


def test_a_call_is_recorded_with_the_consent_of_all_and_the_client_plays_it(
    story: Story, filming: Browser
) -> None:
    phone, desk = story.phone.page, story.desk.page
    desk.goto(story.home.url)
    expect(desk.get_by_text("You're online. Calls ring here.")).to_be_visible()
    calling.get_help(phone, story.home.url, story.job)
    calling.answer(desk)
    calling.sees(desk, 30)
    tess_is_asked_and_consents(story, phone, desk)
    expect(desk.get_by_text(KEPT)).to_be_visible()
    calling.say(desk, "A line to everybody in the call", LINE)
    desk.keyboard.press("Escape")
    still = calling.fire_a_still(story.home, story.eva, story.job, desk, least=640)
    dan_is_asked_and_not_heard_before(story, desk)
    tess_refuses_by_one_tap_and_consents_again(phone, desk)
    desk.keyboard.press("e")
    desk.keyboard.press("e")
    expect(phone.get_by_text("has ended the call", exact=False)).to_be_visible()
    films = recorded_files(story, desk, 3)  # the picture of Tess, and the voices of Eva and Dan
    the_client_plays_it(story, filming, films, still)


def tess_is_asked_and_consents(story: Story, phone: Page, desk: Page) -> None:
    desk.keyboard.press("r")
    expect(desk.get_by_text("Asking Tess Vogel to be recorded").first).to_be_visible()
    question = phone.get_by_role("dialog")
    expect(question.get_by_role("heading", name="Eva Lindqvist asks")).to_be_visible()
    calling.sees(desk, 10)  # the call goes on, and nothing is kept
    assert story.home.originals(story.job) == {}
    [session] = story.document()["sessions"].values()
    assert session["recording"]["state"] == "asked"
    question.get_by_role("button", name="Yes, record").click()
    for page in (phone, desk):
        expect(page.get_by_text(REC).first).to_be_visible()
        assert page.evaluate("window.spoken") == ["Recording"]


def dan_is_asked_and_not_heard_before(story: Story, desk: Page) -> None:
    late = story.late.page
    late.goto(f"{story.home.url}/board?job={story.job}")
    late.get_by_role("button", name="Join", exact=True).click()
    question = late.get_by_role("group", name="This call is being recorded")
    expect(question.get_by_text("Nobody hears or sees you until you answer.")).to_be_visible()
    calling.sees(late, 10)
    waits = "Dan Okafor has not answered yet and is not heard"
    expect(desk.get_by_text(waits).first).to_be_visible()
    before = sound_legs(desk)
    assert before["legs"] == 1  # the sound of Tess alone
    question.get_by_role("button", name="Yes, record").click()
    expect(question).to_have_count(0)
    expect(desk.get_by_text(waits)).to_have_count(0)
    for _ in range(80):
        if sound_legs(desk)["legs"] == 2:
            break
        desk.wait_for_timeout(250)
    assert sound_legs(desk)["legs"] == 2


SOUNDS = """async () => {
  let legs = 0;
  for (const one of window.connections) {
    if (one.connectionState === "closed") continue;
    for (const stat of (await one.getStats()).values())
      if (stat.type === "inbound-rtp" && stat.kind === "audio" && stat.packetsReceived > 0) legs++;
  }
  return {legs};
}"""


def sound_legs(page: Page) -> dict[str, int]:
    """The number of people whose sound has come by open connections, as `legs`."""
    return dict(page.evaluate(SOUNDS))


def tess_refuses_by_one_tap_and_consents_again(phone: Page, desk: Page) -> None:
    phone.get_by_role("button", name="Stop recording me").click()
    expect(desk.get_by_text("Paused: Tess Vogel refused").first).to_be_visible()
    expect(phone.get_by_text(REC)).to_have_count(0)
    phone.get_by_role("button", name="Undo").click()
    for page in (phone, desk):
        expect(page.get_by_text(REC).first).to_be_visible()


def recorded_files(story: Story, page: Page, number: int) -> dict[str, dict[str, Any]]:
    """The recorded files by their ids, as soon as the job has so many."""
    for _ in range(round(STORED * slack() * 4)):
        items = story.document()["evidence"].values()
        films = {item["id"]: item for item in items if item["kind"] == "recording"}
        if len(films) >= number and all(item["renditions"] for item in pictures(films)):
            return films
        page.wait_for_timeout(250)
    raise AssertionError((films, story.home.supervisor.log()[-4000:]))


def pictures(films: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [item for item in films.values() if item["media_type"].startswith("video/")]


def the_client_plays_it(
    story: Story, filming: Browser, films: dict[str, dict[str, Any]], still: str
) -> None:
    [film] = pictures(films)
    [session] = story.document()["sessions"].values()
    assert (
        film["captured_at"] >= session["recording"]["started_at"]
    )  # everybody had consented by then
    path = f"/api/jobs/{story.job}/shares"
    share = {"id": story.session, "label": "Operations", "expires_at": soon(days=30)}
    link = story.dan.ask("POST", path, share)["url"]
    with window(filming, DESK) as opened:
        page = opened.page
        page.goto(link)
        page.get_by_role("button", name="Play Recording").first.click()
        page.wait_for_function(f"() => document.querySelector('{VIDEO}')?.readyState >= 2")
        page.evaluate(f"document.querySelector('{VIDEO}').play()")
        page.wait_for_function(f"() => document.querySelector('{VIDEO}').currentTime > 1")
        length = page.evaluate(f"document.querySelector('{VIDEO}').duration")
        assert length == pytest.approx(film["seconds"], abs=1.5)
        assert "paused" in {gap["reason"] for gap in story.document()["gaps"].values()}
        seek_by_chapter(page, story, film)
        expect(page.locator(f".player-thumb[src*='{still}']")).to_be_visible()
        expect(page.get_by_role("button", name="Eva Lindqvist's voice")).to_be_visible()
        expect(page.get_by_role("button", name="Dan Okafor's voice")).to_be_visible()


def seek_by_chapter(page: Page, story: Story, film: dict[str, Any]) -> None:
    path = f"/api/jobs/{story.job}/evidence/{film['id']}/chapters"
    items = story.eva.ask("GET", path)["items"]
    at = next(item["at"] for item in items if item["kind"] == "message")
    page.get_by_role("button", name=re.compile(LINE)).click()
    page.wait_for_function(
        f"""() => {{
          const video = document.querySelector("{VIDEO}");
          return !video.seeking && video.currentTime > {at} && video.currentTime < {at} + 3;
        }}"""
    )
