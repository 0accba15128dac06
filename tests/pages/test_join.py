"""A guest technician joins one job by a link, a name and one button."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.builders.browsers import PHONE, window
from tests.builders.installation import Installation
from tests.pages import audit
from tests.pages.console import Floor, get_help, online

pytestmark = [pytest.mark.journey, pytest.mark.live]


def has_joined(page: Page, hall: Floor) -> None:
    """The job is there in place of the form that asks for a name, which has the same heading."""
    expect(page.get_by_role("button", name="Join")).to_have_count(0)
    expect(page.get_by_role("button", name="Get help")).to_be_visible()
    expect(page.get_by_role("heading", name=hall.title)).to_be_visible()


def wrong(page: Page, state: str) -> list[str]:
    audit.settle(page)
    faults = audit.violations(page, glare=True) + audit.sticking_out(page)
    faults += audit.too_small(page, target=48, text=15)
    return [f"{state}: {one}" for one in faults]


def test_sam_joins_with_one_button_and_sees_his_job_alone(hall: Floor, filming: Browser) -> None:
    link = hall.day.join("now", "Sam Reyes")
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    with window(filming, PHONE, permissions=["camera", "microphone"]) as opened:
        sam = opened.page
        sam.goto(link)
        expect(sam.get_by_label("Your name")).to_have_value("Sam Reyes")
        faults = wrong(sam, "the join page")
        sam.get_by_role("button", name="Join").click()
        has_joined(sam, hall)
        faults += wrong(sam, "his job")
        for hers in ("Finish the job", "Put on hold"):
            expect(sam.get_by_role("button", name=hers)).to_have_count(0)
        expect(sam.get_by_role("link", name="Today")).to_have_count(0)
        get_help(sam)
        expect(eva.ring(hall.title)).to_be_visible()
        eva.press("a")
        expect(sam.get_by_text(re.compile(r"^Live · \d+ ms$"))).to_be_visible()
        eva.sees("Sam Reyes")
    assert not faults, "\n".join(faults)


def test_a_join_link_opens_again_only_on_the_phone_that_took_it(
    hall: Floor, filming: Browser
) -> None:
    link = hall.day.join("now", "Sam Reyes")
    with window(filming, PHONE) as sams, window(filming, PHONE) as mallorys:
        sams.page.goto(link)
        sams.page.get_by_role("button", name="Join").click()
        has_joined(sams.page, hall)
        mallorys.page.goto(link)
        taken = mallorys.page.get_by_text("Somebody has joined by this link already")
        expect(taken.locator("visible=true").last).to_be_visible()
        assert not (faults := wrong(mallorys.page, "taken")), "\n".join(faults)
        expect(mallorys.page.get_by_role("button", name="Join")).to_have_count(0)
        # Sam taps the link in the text message again.
        sams.page.goto(link)
        has_joined(sams.page, hall)


def test_a_phone_without_an_answer_is_not_told_that_somebody_else_has_joined(
    hall: Floor, filming: Browser
) -> None:
    link = hall.day.join("now", "Sam Reyes")
    asks = "**/api/logins/current"
    with window(filming, PHONE) as opened:
        sam = opened.page
        sam.goto(link)
        sam.get_by_role("button", name="Join").click()
        has_joined(sam, hall)
        sam.route(asks, lambda route: route.abort("connectionreset"))
        sam.goto(link)
        expect(sam.get_by_text("This page keeps trying").first).to_be_visible()
        expect(sam.get_by_text("Somebody has joined by this link already")).to_have_count(0)
        sam.unroute(asks)
        has_joined(sam, hall)
        opened.complaints.clear()


def test_a_guest_whose_link_is_revoked_is_told_at_once(hall: Floor, filming: Browser) -> None:
    link = hall.day.join("now", "Sam Reyes")
    with window(filming, PHONE) as opened:
        sam = opened.page
        sam.goto(link)
        sam.get_by_role("button", name="Join").click()
        has_joined(sam, hall)
        expect(sam.get_by_role("status").filter(has_text="Live")).to_be_attached()
        dan = hall.day.crew.dan
        for join in dan.ask("GET", hall.day.path("now", "joins"))["items"]:
            dan.ask("POST", hall.day.path("now", "joins", join["id"], "revoke"), {})
        expect(sam.get_by_role("heading", name="Your link has ended")).to_be_visible()
        assert not (faults := wrong(sam, "ended")), "\n".join(faults)
        sam.goto(link)
        closed = sam.get_by_text("This link no longer works").locator("visible=true")
        expect(closed.last).to_be_visible()
        expect(sam.get_by_text("Ask whoever sent it for a new one.")).to_be_visible()


def test_a_join_link_that_was_not_copied_whole_is_refused(
    home: Installation, filming: Browser
) -> None:
    with window(filming, PHONE) as opened:
        opened.page.goto(f"{home.url}/j/half-of-it")
        text = opened.page.get_by_text("There is no such link").locator("visible=true")
        expect(text.last).to_be_visible()
        assert not (faults := wrong(opened.page, "unknown")), "\n".join(faults)


def test_a_guest_joins_again_after_the_answer_was_lost(hall: Floor, filming: Browser) -> None:
    link = hall.day.join("now", "Sam Reyes")
    statuses: list[int] = []

    def lose(route: Route) -> None:
        """Drop the first answer of the server, so that the phone does not learn of its success."""
        if route.request.method != "POST" or statuses:
            return route.continue_()
        statuses.append(route.fetch().status)
        return route.abort("connectionreset")

    with window(filming, PHONE) as opened:
        sam = opened.page
        sam.route("**/api/joins/*", lose)
        sam.goto(link)
        sam.get_by_role("button", name="Join").click()
        expect(sam.get_by_role("alert").first).to_be_visible()
        assert statuses == [201]
        # The cookie of the dropped answer is not on the phone.
        opened.context.clear_cookies()
        sam.reload()
        sam.get_by_role("button", name="Join").click()
        has_joined(sam, hall)
        opened.complaints.clear()
