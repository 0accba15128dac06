"""The player of a recording keeps voices in step, jumps to chapters, and shows gaps."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, ViewportSize, expect

from tests.builders.api_jobs import Day, crew_for
from tests.builders.browsers import DESK, PHONE, chromium, window
from tests.builders.installation import Installation
from tests.builders.load import slack
from tests.builders.playable_files import noise, tone
from tests.builders.recorded_job import GAP, GAP_AT, SAID, record_job
from tests.pages import audit, modes
from tests.pages.player import (
    AUDIO,
    VIDEO,
    SharedRecording,
    chapter,
    in_step,
    now,
    play,
    wait_until_it_moves,
)

pytestmark = [pytest.mark.journey, pytest.mark.live]
SECONDS, MEGABITS = 24, 12
NARROW: ViewportSize = {"width": 360, "height": 740}
ELEMENTS = "[...document.querySelectorAll('dialog video, dialog audio')]"
# What the page under a player asks by itself, too.
DOCUMENT = re.compile(r"/api/shares/[^/?]+(/events)?(\?.*)?$")
LET_GO = "all.every(({ networkState, paused, src }) => networkState === 0 && paused && !src)"
# Sound plays without a press here; phones need one, which is what the Play button is for.
AT_ONCE = "--autoplay-policy=no-user-gesture-required"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(AT_ONCE) as opened:
        yield opened


@pytest.fixture(scope="module")
def share(home: Installation) -> SharedRecording:
    day = Day(home, crew_for(home))
    job = day.job("taped", "Core switch, no link")
    day.arrive("taped")
    film, voice = noise(SECONDS, megabits=MEGABITS), tone(SECONDS - 2)
    recording = record_job(day, "taped", film, voice, seconds=float(SECONDS))
    return SharedRecording(day, job, day.share("taped", "Operations"), recording)


@pytest.fixture
def page(browser: Browser, share: SharedRecording) -> Iterator[Page]:
    """The page of the share, with the recording open and playing."""
    with window(browser, DESK) as opened:
        opened.page.goto(share.link)
        play(opened.page)
        yield opened.page


def test_the_voice_of_eva_keeps_to_the_picture_of_tess(page: Page, share: SharedRecording) -> None:
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


def test_a_chapter_is_one_press_away_and_a_gap_is_named(page: Page, share: SharedRecording) -> None:
    chapter(page, SAID)
    at = now(page)
    assert share.recording.said_at - 0.1 <= at < share.recording.said_at + 2 * slack()
    wait_until_it_moves(page)
    chapter(page, "3 s missing: the store was away")
    lacking = page.locator(".player-lacking")
    expect(lacking.get_by_text("3 s missing: the store was away")).to_be_visible()
    lacking.get_by_role("button", name="Skip it").click()
    wait_until_it_moves(page, GAP_AT + GAP)
    expect(lacking).to_have_text("")
    length = page.evaluate(f"document.querySelector('{VIDEO}').duration")
    assert length == pytest.approx(SECONDS, abs=0.5)
    assert page.locator(".player-line-gap").count() == 1


def test_the_player_says_that_the_recording_is_verified(page: Page, share: SharedRecording) -> None:
    item = share.day.crew.dan.ask("GET", share.day.path("taped"))["evidence"][share.recording.film]
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Read again in full and unchanged")).to_be_visible()
    expect(dialog.get_by_text(item["sha256"])).to_be_visible()


def test_an_expired_address_is_fetched_again_and_the_recording_plays_on(
    page: Page, share: SharedRecording
) -> None:
    """The store refuses the address that the browser has, as it does when that has expired."""
    fetches: list[str] = []
    refusals: list[str] = []

    def note_request(request: Request) -> None:
        if request.url.endswith("again=1") and share.recording.film in request.url:
            fetches.append(request.url)

    def refuse(route: Route) -> None:
        ended = share.recording.film in route.request.url and not fetches
        if ended:
            refusals.append(route.request.url)
            route.fulfill(status=403, content_type="application/xml", body="<Error/>")
        else:
            route.continue_()

    page.on("request", note_request)
    page.route(f"{share.day.home.settings.s3_url}/**", refuse)
    far = SECONDS - 4
    page.evaluate(f"document.querySelector('{VIDEO}').currentTime = {far}")
    wait_until_it_moves(page, far + 0.5)
    assert refusals
    assert len(fetches) == 1
    assert far < now(page) < far + 4
    expect(page.get_by_text("The connection broke")).to_have_count(0)


def test_a_recording_stops_when_its_share_is_revoked(
    browser: Browser, share: SharedRecording
) -> None:
    with window(browser, DESK) as opened:
        page = opened.page
        page.goto(share.day.share("taped", "Auditor"))
        play(page)
        let_go = page.evaluate_handle(ELEMENTS)
        share.day.revoke("taped", "Auditor")
        expect(page.get_by_text("This link was taken back")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.wait_for_function(f"(all) => {LET_GO}", arg=let_go)


def test_a_recording_stops_within_a_minute_where_nobody_tells_the_page(
    browser: Browser, share: SharedRecording
) -> None:
    with window(browser, DESK) as opened:
        page = opened.page
        page.clock.install()
        page.route("**/socket.io/**", lambda route: route.abort())
        page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
        page.goto(share.day.share("taped", "Inspector"))
        play(page)
        page.route(DOCUMENT, lambda route: route.abort())
        share.day.revoke("taped", "Inspector")
        elements = page.evaluate_handle(ELEMENTS)
        page.clock.fast_forward(60_000)
        expect(page.get_by_text("your access to it has ended")).to_be_visible()
        page.wait_for_function(f"(all) => {LET_GO}", arg=elements)


def test_a_jump_after_the_address_has_ended_asks_for_a_new_one_first(
    browser: Browser, share: SharedRecording
) -> None:
    refused: list[str] = []
    with window(browser, DESK) as opened:
        page = opened.page
        page.clock.install()
        page.goto(share.link)
        play(page)
        page.on("response", lambda answer: refused.extend([answer.url] * (answer.status == 403)))
        page.clock.fast_forward(60_000)
        far = SECONDS - 4
        again = f"{share.recording.film}/recording?again"
        with page.expect_request(lambda request: again in request.url):
            page.evaluate(f"document.querySelector('{VIDEO}').currentTime = {far}")
        wait_until_it_moves(page, far + 0.5)
        assert refused == []
        assert far < now(page) < far + 4


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_the_player_is_accessible(
    browser: Browser, share: SharedRecording, device: dict[str, Any]
) -> None:
    with window(browser, device, share.day.crew.tess, reduced_motion="reduce") as opened:
        page = opened.page
        page.goto(f"{share.day.home.url}/jobs/{share.job}")
        page.get_by_text("During").first.click()
        page.get_by_role("button", name="Play Recording").first.click()
        expect(page.get_by_text("What happened")).to_be_visible()
        least = (48, 15) if device is PHONE else (32, 13)
        faults = wrong(page, "light", *least)
        page.emulate_media(color_scheme="dark")
        faults += wrong(page, "dark", *least)
        page.set_viewport_size(NARROW)
        faults += wrong(page, "narrow", *least)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        if device is PHONE:
            modes.switch_on(page, modes.GLOVE, modes.GLARE)
            page.get_by_role("button", name="Play Recording").first.click()
            expect(page.get_by_text("What happened")).to_be_visible()
            faults += modes.wrong(page, "in both modes")
    assert not faults, "\n".join(faults)


def wrong(page: Page, state: str, target: int, text: int) -> list[str]:
    audit.settle(page)
    faults = audit.violations(page, glare=True) + audit.sticking_out(page)
    faults += audit.too_small(page, target=target, text=text)
    return [f"{state}: {one}" for one in faults]


def test_the_office_and_the_timeline_show_the_recording(
    browser: Browser, share: SharedRecording
) -> None:
    with window(browser, DESK, share.day.crew.dan) as opened:
        page = opened.page
        page.goto(f"{share.day.home.url}/jobs/{share.job}")
        films = page.get_by_role("region", name="Recordings")
        expect(films.get_by_role("button", name="Play Recording")).to_have_count(1)
        expect(
            films.get_by_text("Tess Vogel (technician) with Eva Lindqvist (expert)")
        ).to_be_visible()
        story = page.get_by_role("region", name="Timeline")
        expand = story.get_by_role("button", name="Timeline")
        if expand.count():
            expand.click()
        expect(story.get_by_text("Eva Lindqvist asked to record the call")).to_be_visible()
        expect(story.get_by_text("The recording is here")).to_have_count(1)
        lacks = "Tess Vogel's recording lacks 3 s: the store was away"
        expect(story.get_by_text(lacks)).to_be_visible()
        expect(story.get_by_text(re.compile("^recorded for"))).to_be_visible(timeout=15_000)
