"""What a technician tells of her job without a network comes true in order, at the times of her
phone; what comes too late for that is decided on at the desk, and nothing is asked of her."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.builders import pictures
from tests.builders.api_jobs import Day, crew_for
from tests.builders.browsers import DESK, PHONE, Window, window
from tests.builders.installation import Installation
from tests.journeys import steps
from tests.pages import audit

pytestmark = pytest.mark.journey
WAITS = "waits for network"
UNCONFIRMED = re.compile("^(waits for network|waits to be sent|being sent)$")
FAULT, WORK, REASON = "The optic had failed.", "Replaced it.", "The key to cage 14."
STEPS = ("job.acknowledged", "job.arrived", "job.held", "job.resumed", "job.completed")
VERBS = re.compile(r"/api/jobs/[^/]+/(acknowledge|arrive|hold|resume|complete)$")
PASSED_ON = "The desk had changed this job meanwhile. Your “Done” was passed on to them."


@pytest.fixture
def day(home: Installation) -> Day:
    day = Day(home, crew_for(home))
    day.job("hers", "Core switch, no link")
    return day


@pytest.fixture
def phone(browser: Browser, day: Day) -> Iterator[Window]:
    with window(browser, PHONE, day.crew.tess, reduced_motion="reduce") as opened:
        yield opened


def open_job(page: Page, day: Day, button: str) -> None:
    page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
    expect(page.get_by_role("button", name=button)).to_be_visible()


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def shows(page: Page, state: str) -> None:
    """The page shows the state, and that the server does not know of it yet."""
    head = page.locator(".job-head")
    expect(head.get_by_text(state, exact=True)).to_be_visible()
    expect(head.get_by_text(WAITS)).to_be_visible()


def hold(page: Page) -> None:
    press(page, "Put on hold")
    page.get_by_label("What are you waiting for?").fill(REASON)
    page.get_by_role("dialog").get_by_role("button", name="Put on hold").click()


def finish(page: Page) -> None:
    press(page, "Finish the job")
    page.get_by_label("What was wrong?").fill(FAULT)
    page.get_by_label("What did you do?").fill(WORK)
    page.get_by_role("dialog").get_by_role("button", name="Finish the job").click()


def take_photo(page: Page) -> None:
    steps.take(page, "Photo", "IMG_1.jpg", pictures.photo(pictures.scene(640, 480)))
    expect(page.locator(".tile-pending")).to_have_count(1)


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


def fits(page: Page, *, glare: bool = True) -> None:
    """The page suits gloves and glare, or a desk, and the standard of accessibility."""
    audit.settle(page)
    faults = audit.violations(page, glare=glare) + audit.sticking_out(page)
    least = {"target": 48, "text": 15} if glare else {"target": 32, "text": 13}
    assert not [*faults, *audit.too_small(page, **least)]


def document(day: Day) -> dict[str, Any]:
    return dict(day.crew.dan.ask("GET", day.path("hers")))


def events(day: Day) -> list[dict[str, Any]]:
    return list(day.crew.dan.ask("GET", day.path("hers", "events?limit=200"))["items"])


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


def reassigned_meanwhile(phone: Window, day: Day) -> None:
    """Tess is taken off the job, and Theo put on it, while she is on site without a network."""
    day.arrive("hers")
    page = phone.page
    open_job(page, day, "Finish the job")
    phone.context.set_offline(True)
    theo = day.home.invite("Theo Berg", "technician")
    day.crew.dan.ask("POST", day.path("hers", "assign"), {"technician_ids": [theo.id]})
    take_photo(page)
    finish(page)
    shows(page, "Completed")
    phone.context.set_offline(False)
    expect(page.get_by_text(PASSED_ON)).to_be_visible(timeout=steps.SOON)


def undecided(desk: Page, day: Day, path: str = "/jobs/{}") -> tuple[Locator, Locator]:
    """What waits for the desk's decision: Tess's step, and what she took."""
    desk.goto(day.home.url + path.format(day.jobs["hers"]["id"]))
    part = desk.get_by_role("region", name="Waits for a decision")
    step = part.get_by_role("article").filter(has_text="Tess Vogel (technician): “Done”")
    taken = part.get_by_role("article").filter(has_text="was taken off this job")
    expect(step.get_by_text(WORK)).to_be_visible()
    expect(taken.locator("img.picture")).to_be_visible(timeout=steps.SOON)
    return step, taken


def test_the_desk_accepts_what_came_after_she_had_been_taken_off_the_job(
    phone: Window, browser: Browser, day: Day
) -> None:
    reassigned_meanwhile(phone, day)
    assert document(day)["job"]["state"] == "assigned"
    with window(browser, DESK, day.crew.dan, reduced_motion="reduce") as office:
        step, taken = undecided(office.page, day)
        [item] = document(day)["evidence"].values()
        assert (item["late"], item["audience"]) == ("waiting", "internal")
        fits(office.page, glare=False)
        taken.get_by_role("button", name="Accept").click()
        expect(taken).to_have_count(0)
        step.get_by_role("button", name="Accept").click()
        expect(step).to_have_count(0)
        press(office.page, "Timeline")
        expect(office.page.get_by_text("accepted “Done”")).to_be_visible()
    after = document(day)
    [item] = after["evidence"].values()
    assert (item["late"], item["audience"]) == ("accepted", "client")
    assert after["job"]["state"] == "completed"
    assert after["job"]["summary"] == {"fault": FAULT, "work": WORK}


def test_the_desk_refuses_it_with_a_reason_and_the_job_stays_as_it_is(
    phone: Window, browser: Browser, day: Day
) -> None:
    reassigned_meanwhile(phone, day)
    with window(browser, DESK, day.crew.dan) as office:
        for each in undecided(office.page, day):
            each.get_by_role("button", name="Refuse").click()
            sheet = office.page.get_by_role("dialog")
            sheet.get_by_label("Why?").fill("Theo does it.")
            sheet.get_by_role("button", name="Refuse").click()
            expect(each).to_have_count(0)
    after = document(day)
    [item] = after["evidence"].values()
    assert item["withdrawn_reason"] == "Theo does it."
    assert after["job"]["state"] == "assigned"


def test_an_expert_accepts_what_was_taken_and_sees_that_the_step_waits_for_a_dispatcher(
    phone: Window, browser: Browser, day: Day
) -> None:
    reassigned_meanwhile(phone, day)
    with window(browser, DESK, day.crew.eva, reduced_motion="reduce") as console:
        step, taken = undecided(console.page, day, "/?job={}")
        expect(step.get_by_text("A dispatcher decides on this.")).to_be_visible()
        expect(step.get_by_role("button")).to_have_count(0)
        fits(console.page, glare=False)
        taken.get_by_role("button", name="Accept").click()
        expect(taken).to_have_count(0)
    [item] = document(day)["evidence"].values()
    assert (item["late"], item["audience"]) == ("accepted", "client")
