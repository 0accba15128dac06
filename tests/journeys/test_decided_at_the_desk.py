"""What a technician tells too late is decided on at the desk, and nothing is asked of her."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.builders.api_jobs import Day
from tests.builders.browsers import DESK, Window, window
from tests.journeys import steps
from tests.journeys.told import (
    FAULT,
    WORK,
    document,
    finish,
    fits,
    open_job,
    press,
    shows,
    take_photo,
)

pytestmark = pytest.mark.journey
PASSED_ON = "Your “{}” came late, so the desk decides on it. There is nothing left for you to do."


def reassigned_meanwhile(phone: Window, day: Day) -> None:
    """Tess is taken off the job, and Theo put on it, while she is on site without a network."""
    page = phone.page
    open_job(page, day, "Finish the job")
    phone.context.set_offline(True)
    theo = day.home.invite("Theo Berg", "technician")
    day.crew.dan.ask("POST", day.path("hers", "assign"), {"technician_ids": [theo.id]})
    take_photo(page)
    finish(page)
    shows(page, "Completed")
    phone.context.set_offline(False)
    expect(page.get_by_text(PASSED_ON.format("Done"))).to_be_visible(timeout=steps.SOON)


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
        undecided(office.page, day)
        ended = office.page.get_by_text("The job has ended: reopen it before you accept this")
        expect(ended).to_have_count(0)
        day.crew.dan.ask("POST", day.path("hers", "cancel"), {"reason": "Called off."})
        expect(ended).to_be_visible()
        day.crew.dan.ask("POST", day.path("hers", "reopen"), {"reason": "On again."})
        expect(ended).to_have_count(0)
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


def test_a_step_that_she_told_from_the_list_is_passed_on_as_well(phone: Window, day: Day) -> None:
    day.job("fresh", "Core switch, no link")
    page = phone.page
    page.goto(day.home.url)
    card = page.get_by_role("article").filter(has_text="Core switch")
    expect(card.get_by_role("button", name="I'm on it")).to_be_visible()
    phone.context.set_offline(True)
    theo = day.home.invite("Theo Berg", "technician")
    day.crew.dan.ask("POST", day.path("fresh", "assign"), {"technician_ids": [theo.id]})
    card.get_by_role("button", name="I'm on it").click()
    expect(card.get_by_role("button", name="I'm here")).to_be_visible()
    phone.context.set_offline(False)
    line = PASSED_ON.format("I'm on it")
    expect(page.get_by_text(f"{day.jobs['fresh']['number']}: {line}")).to_be_visible(
        timeout=steps.SOON
    )
    expect(card).to_have_count(0)
    [statement] = day.crew.dan.ask("GET", day.path("fresh"))["statements"].values()
    assert (statement["verb"], statement["state"]) == ("acknowledge", "waiting")
