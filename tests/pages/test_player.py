"""A recording as its readers play it: voices in step, chapters, gaps, an address that ended."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, ViewportSize, expect

from tests.builders.browsing import DESK, PHONE, chromium, window
from tests.builders.furnished import Day, crew_for
from tests.builders.load import slack
from tests.builders.playable_files import noise, tone
from tests.builders.recorded_job import GAP, GAP_AT, SAID, VOICE_AFTER, RecordedJob, record_job
from tests.builders.residence import Residence
from tests.pages import audit

pytestmark = pytest.mark.journey
SECONDS, MEGABITS = 24, 12
NARROW: ViewportSize = {"width": 360, "height": 740}
IN_STEP = 0.2
VIDEO = "dialog video"
AUDIO = "dialog audio"
# Sound of its own must not depend on a press here; that it does on phones is what Play is for.
AT_ONCE = "--autoplay-policy=no-user-gesture-required"


@dataclass
class Shown:
    """The job with the recording, and a share of it."""

    day: Day
    job: str
    link: str
    tape: RecordedJob


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(AT_ONCE) as opened:
        yield opened


@pytest.fixture(scope="module")
def shown(home: Residence) -> Shown:
    day = Day(home, crew_for(home))
    job = day.job("taped", "Core switch, no link")
    day.arrive("taped")
    film, voice = noise(SECONDS, megabits=MEGABITS), tone(SECONDS - 2)
    made = record_job(day, "taped", film, voice, seconds=float(SECONDS))
    return Shown(day, job, day.share("taped", "Operations"), made)


@pytest.fixture
def page(browser: Browser, shown: Shown) -> Iterator[Page]:
    """The client's share, with the recording open and playing."""
    with window(browser, DESK) as opened:
        opened.page.goto(shown.link)
        play(opened.page)
        yield opened.page


def play(page: Page) -> None:
    page.get_by_role("button", name="Play Recording").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_function(f"() => document.querySelector('{VIDEO}')?.readyState >= 2")
    page.evaluate(f"document.querySelector('{VIDEO}').play()")
    moves(page)


def now(page: Page, element: str = VIDEO) -> float:
    return float(page.evaluate(f"document.querySelector('{element}').currentTime"))


def moves(page: Page, beyond: float | None = None) -> None:
    """It plays on, by half a second from here, or past `beyond`."""
    goal = now(page) + 0.5 if beyond is None else beyond
    page.wait_for_function(f"() => document.querySelector('{VIDEO}').currentTime > {goal}")


def apart(page: Page) -> float:
    """Seconds between where Eva's voice is and where it should be."""
    both: dict[str, Any] = page.evaluate(
        f"""() => {{
          const film = document.querySelector("{VIDEO}"), voice = document.querySelector("{AUDIO}");
          return {{film: film.currentTime, voice: voice.currentTime, paused: voice.paused}};
        }}"""
    )
    assert not both["paused"], both
    return abs(float(both["film"] - VOICE_AFTER - both["voice"]))


def in_step(page: Page) -> None:
    """Soon, and then for as long as one looks."""
    page.wait_for_function(f"() => !document.querySelector('{AUDIO}').paused")
    page.wait_for_timeout(2000)
    seen = []
    for _ in range(8):
        page.wait_for_timeout(250)
        seen.append(apart(page))
    print("apart", [f"{each:.3f}" for each in seen])
    assert sorted(seen)[len(seen) // 2] < IN_STEP * slack(), seen


def chapter(page: Page, words: str) -> None:
    page.get_by_role("button", name=re.compile(re.escape(words))).click()


def test_evas_voice_keeps_to_tesss_picture(page: Page, shown: Shown) -> None:
    in_step(page)
    chapter(page, SAID)
    in_step(page)
    voice = page.get_by_role("button", name="Eva Lindqvist's voice")
    expect(voice).to_have_attribute("aria-pressed", "true")
    voice.click()
    expect(voice).to_have_attribute("aria-pressed", "false")
    page.wait_for_function(f"() => document.querySelector('{AUDIO}').muted")
    voice.click()
    page.wait_for_function(f"() => !document.querySelector('{AUDIO}').muted")
    page.evaluate(f"document.querySelector('{VIDEO}').pause()")
    page.wait_for_function(f"() => document.querySelector('{AUDIO}').paused")


def test_a_chapter_is_a_press_away_and_a_gap_is_said(page: Page, shown: Shown) -> None:
    chapter(page, SAID)
    at = now(page)
    assert shown.tape.said_at - 0.1 <= at < shown.tape.said_at + 2 * slack()
    moves(page)
    chapter(page, "3 s missing: the store was away")
    lacking = page.locator(".player-lacking")
    expect(lacking.get_by_text("3 s missing: the store was away")).to_be_visible()
    lacking.get_by_role("button", name="Skip it").click()
    moves(page, GAP_AT + GAP)
    expect(lacking).to_have_text("")
    length = page.evaluate(f"document.querySelector('{VIDEO}').duration")
    assert length == pytest.approx(SECONDS, abs=0.5)
    assert page.locator(".player-line-gap").count() == 1


def test_how_it_is_known_to_be_unchanged(page: Page, shown: Shown) -> None:
    item = shown.day.crew.dan.ask("GET", shown.day.path("taped"))["evidence"][shown.tape.film]
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Read again in full and unchanged")).to_be_visible()
    expect(dialog.get_by_text(item["sha256"])).to_be_visible()


def test_an_address_that_has_ended_is_fetched_anew_and_it_plays_on(
    page: Page, shown: Shown
) -> None:
    """The store refuses the address that the browser was led to, as it does when that has ended."""
    fetched: list[str] = []
    refused: list[str] = []

    def asked(request: Request) -> None:
        if request.url.endswith("again=1") and shown.tape.film in request.url:
            fetched.append(request.url)

    def refuse(route: Route) -> None:
        ended = shown.tape.film in route.request.url and not fetched
        if ended:
            refused.append(route.request.url)
            route.fulfill(status=403, content_type="application/xml", body="<Error/>")
        else:
            route.continue_()

    page.on("request", asked)
    page.route(f"{shown.day.home.settings.s3_url}/**", refuse)
    far = SECONDS - 4
    page.evaluate(f"document.querySelector('{VIDEO}').currentTime = {far}")
    moves(page, far + 0.5)
    assert refused
    assert len(fetched) == 1
    assert far < now(page) < far + 4
    expect(page.get_by_text("The connection broke")).to_have_count(0)


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_nobody_is_shut_out_of_a_recording(
    browser: Browser, shown: Shown, device: dict[str, Any]
) -> None:
    with window(browser, device, shown.day.crew.tess, reduced_motion="reduce") as opened:
        page = opened.page
        page.goto(f"{shown.day.home.url}/jobs/{shown.job}")
        page.get_by_text("During").first.click()
        page.get_by_role("button", name="Play Recording").first.click()
        expect(page.get_by_text("What happened")).to_be_visible()
        least = (48, 15) if device is PHONE else (32, 13)
        found = wrong(page, "light", *least)
        page.emulate_media(color_scheme="dark")
        found += wrong(page, "dark", *least)
        page.set_viewport_size(NARROW)
        found += wrong(page, "narrow", *least)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert not found, "\n".join(found)


def wrong(page: Page, state: str, target: int, text: int) -> list[str]:
    audit.settle(page)
    found = audit.violations(page, glare=True) + audit.sticking_out(page)
    found += audit.too_small(page, target=target, text=text)
    return [f"{state}: {one}" for one in found]


def test_the_office_and_the_story_show_it_too(browser: Browser, shown: Shown) -> None:
    with window(browser, DESK, shown.day.crew.dan) as opened:
        page = opened.page
        page.goto(f"{shown.day.home.url}/jobs/{shown.job}")
        films = page.get_by_role("region", name="Recordings")
        expect(films.get_by_role("button", name="Play Recording")).to_have_count(1)
        expect(films.get_by_text("Tess Vogel with Eva Lindqvist")).to_be_visible()
        story = page.get_by_role("region", name="Timeline")
        expand = story.get_by_role("button", name="Timeline")
        if expand.count():
            expand.click()
        expect(story.get_by_text("Eva Lindqvist asked to record the call")).to_be_visible()
        expect(story.get_by_text("The recording is here")).to_have_count(1)
        lacks = "Tess Vogel's recording lacks 3 s: the store was away"
        expect(story.get_by_text(lacks)).to_be_visible()
        expect(story.get_by_text(re.compile("^recorded for"))).to_be_visible(timeout=15_000)
