"""What a technician tells of her job without a network comes true in order, at her times."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.api_jobs import Day, crew_for
from tests.builders.browsers import PHONE, Window, window
from tests.builders.installation import Installation
from tests.journeys import steps
from tests.journeys.told import (
    FAULT,
    REASON,
    UNCONFIRMED,
    VERBS,
    WAITS,
    WORK,
    document,
    events,
    finish,
    fits,
    hold,
    open_job,
    press,
    shows,
    take_photo,
)

pytestmark = pytest.mark.journey
STEPS = ("job.acknowledged", "job.arrived", "job.held", "job.resumed", "job.completed")


@pytest.fixture
def day(home: Installation) -> Day:
    day = Day(home, crew_for(home))
    day.job("hers", "Core switch, no link")
    return day


@pytest.fixture
def phone(browser: Browser, day: Day) -> Iterator[Window]:
    with window(browser, PHONE, day.crew.tess, reduced_motion="reduce") as opened:
        yield opened


def tell_everything(page: Page) -> None:
    press(page, "I'm on it")
    shows(page, "On the way")
    press(page, "I'm here")
    shows(page, "On site")
    take_photo(page)
    hold(page)
    shows(page, "On hold")
    expect(page.get_by_text(REASON)).to_be_visible()
    fits(page)
    press(page, "Go on")
    shows(page, "On site")
    finish(page)
    shows(page, "Completed")
    expect(page.get_by_text(WORK)).to_be_visible()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_all_that_she_told_without_a_network_comes_true_in_order_at_her_times(
    phone: Window, day: Day
) -> None:
    page = phone.page
    open_job(page, day, "I'm on it")
    phone.context.set_offline(True)
    began = datetime.now(UTC)
    tell_everything(page)
    assert document(day)["job"]["state"] == "assigned"
    ended = datetime.now(UTC)

    phone.context.set_offline(False)
    expect(page.get_by_text("1 of 1 stored and checked")).to_be_visible(timeout=steps.SOON)
    expect(page.get_by_text(UNCONFIRMED)).to_have_count(0)
    expect(page.locator(".job-head").get_by_text("Completed", exact=True)).to_be_visible()
    told = [event for event in events(day) if event["body"]["kind"] in STEPS]
    assert [event["body"]["kind"] for event in told] == list(STEPS)
    times = [at(event["body"]["details"]["told"]["happened_at"]) for event in told]
    assert times == sorted(times)
    assert began.replace(microsecond=0) <= times[0]
    assert times[-1] <= ended
    assert all(at(event["at"]) > ended for event in told)
    job = document(day)["job"]
    ours = [event["body"]["details"]["told"]["at"] for event in told]
    assert ours == sorted(ours)
    assert [job["acknowledged_at"], job["arrived_at"], job["completed_at"]] == [
        *ours[:2],
        ours[-1],
    ]
    assert job["summary"] == {"fault": FAULT, "work": WORK}


def test_a_caption_that_is_written_without_a_network_is_shown_as_hers_and_goes_by_itself(
    phone: Window, day: Day
) -> None:
    day.arrive("hers")
    page, caption = phone.page, "Left fan stands still"
    open_job(page, day, "Finish the job")
    take_photo(page)
    expect(page.locator(".tile-stored")).to_be_visible(timeout=steps.SOON)
    page.locator(".tile-button").click()
    viewer = page.get_by_role("dialog", name="Pictures")
    add = viewer.get_by_role("button", name="Add a caption")
    expect(add).to_be_visible()
    phone.context.set_offline(True)
    add.click()
    page.get_by_label("Caption").fill(caption)
    press(page, "Save")
    expect(viewer.get_by_text(WAITS)).to_be_visible()
    expect(viewer.get_by_text(caption)).to_be_visible()
    fits(page)
    page.keyboard.press("Escape")
    tile = page.locator(".tile")
    expect(tile.get_by_text(caption)).to_be_visible()
    expect(tile.locator(".tile-waits")).to_be_visible()
    fits(page)

    phone.context.set_offline(False)
    expect(tile.locator(".tile-waits")).to_have_count(0, timeout=steps.SOON)
    expect(tile.get_by_text(caption)).to_be_visible()
    [item] = document(day)["evidence"].values()
    assert item["caption"] == caption
    details = events(day)[-1]["body"]["details"]
    assert details["told"]["at"] < events(day)[-1]["at"]


def test_the_list_shows_her_step_at_once_and_a_step_can_be_taken_back(
    phone: Window, day: Day
) -> None:
    page = phone.page
    phone.context.route(VERBS, lambda route: route.abort("connectionrefused"))
    page.goto(day.home.url)
    card = page.get_by_role("article").filter(has_text="Core switch")
    card.get_by_role("button", name="I'm on it").click()
    expect(card.get_by_text("On the way", exact=True)).to_be_visible()
    expect(card.get_by_text(WAITS)).to_be_visible()
    expect(card.get_by_role("button", name="I'm here")).to_be_visible()
    fits(page)
    # The phone was switched off meanwhile.
    page.reload()
    expect(card.get_by_text(WAITS)).to_be_visible()
    page.get_by_role("link", name="Core switch").click()
    shows(page, "On the way")
    press(page, "Take back “I'm on it”")
    expect(page.locator(".job-head").get_by_text("Assigned", exact=True)).to_be_visible()
    expect(page.get_by_text(UNCONFIRMED)).to_have_count(0)
    press(page, "I'm on it")
    shows(page, "On the way")
    phone.context.unroute_all()
    press(page, "I'm here")
    expect(page.get_by_text(UNCONFIRMED)).to_have_count(0)
    expect(page.get_by_role("button", name="Finish the job")).to_be_visible()
    kinds = [event["body"]["kind"] for event in events(day)]
    assert [kind for kind in kinds if kind in STEPS] == list(STEPS[:2])


def test_a_refusal_is_said_in_words_leaves_nothing_behind_and_is_thrown_away(
    phone: Window, day: Day
) -> None:
    day.arrive("hers")
    page = phone.page
    open_job(page, day, "Finish the job")
    said = "This job is completed, so it can't be put on hold now."
    problem = {"type": "about:blank", "title": "Conflict", "code": "conflict", "detail": said}
    phone.context.route(VERBS, lambda route: route.fulfill(status=409, json=problem))
    hold(page)
    refusal = page.get_by_role("alert").filter(has_text="“On hold” was not taken")
    expect(refusal.get_by_text(said)).to_be_visible()
    expect(refusal.get_by_text(REASON)).to_be_visible()
    expect(page.locator(".job-head").get_by_text("On site", exact=True)).to_be_visible()
    fits(page)
    refusal.get_by_role("button", name="Remove").click()
    expect(refusal).to_have_count(0)
    expect(page.get_by_role("button", name="Finish the job")).to_be_visible()
