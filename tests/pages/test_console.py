"""The console rings, takes an expert into a call and back into it, and notifies her when hidden."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.builders.browsers import CHROMIUM, PRETENDED_CAMERA, launched
from tests.builders.installation import Installation
from tests.pages.console import Desk, Floor, floor, get_help, in_call, online, wrong

pytestmark = [pytest.mark.journey, pytest.mark.live]


def test_a_reload_brings_the_expert_back_into_the_call(hall: Floor) -> None:
    eva, phone = in_call(hall)
    eva.press("m")
    eva.page.reload()
    eva.sees("Tess Vogel")
    expect(eva.tool("Mute")).to_have_attribute("aria-pressed", "true")
    seats = phone.evaluate("fetch('/api/calls').then((response) => response.json())")["live"]
    people = [seat["name"] for seat in seats[0]["session"]["participants"]]
    assert sorted(people) == ["Eva Lindqvist", "Tess Vogel"]


def test_a_second_tab_does_not_take_the_call(hall: Floor) -> None:
    eva, _ = in_call(hall)
    tab = Desk(eva.window)
    first = eva.page
    eva.window.another()
    tab.page.goto(hall.day.home.url)
    expect(
        tab.page.get_by_text("You are in a call with Tess Vogel on another page")
    ).to_be_visible()
    expect(first.get_by_text(re.compile(r"^Live, \d+ ms$"))).to_be_visible()
    tab.page.get_by_role("button", name="Continue here").click()
    tab.sees("Tess Vogel")
    moved = first.get_by_role("heading", name="The call goes on at another page of yours")
    expect(moved).to_be_visible()


def test_the_second_to_answer_is_told_who_was_first(hall: Floor) -> None:
    ben = hall.desk(hall.day.home.invite("Ben Aydin", "expert"))
    online(ben)
    in_call(hall)
    expect(ben.ring(hall.title).get_by_text("Eva Lindqvist has taken it")).to_be_visible()
    expect(ben.ring(hall.title)).to_have_count(0)
    expect(ben.page.get_by_text("Nobody is waiting.")).to_be_visible()


def test_a_ring_does_not_disturb_an_expert_in_a_call(hall: Floor) -> None:
    ben = hall.desk(hall.day.home.invite("Ben Aydin", "expert"))
    online(ben)
    eva, _ = in_call(hall)
    eva.press("/")
    hall.job("other", "Fan tray is loud")
    hall.ask("other")
    expect(ben.ring("Fan tray")).to_be_visible()
    expect(eva.ring("Fan tray")).to_be_visible()
    expect(eva.ring("Fan tray").get_by_role("button", name="Answer")).to_be_visible()
    expect(eva.page.get_by_label("A line to everybody in the call")).to_be_focused()
    eva.press("Escape")
    eva.press("e")
    expect(eva.page.get_by_role("button", name="End for all")).to_be_focused()
    eva.press("e")
    # Eva is free now, and the console rings for the call that waits.
    expect(eva.ring("Fan tray").get_by_role("button", name="Answer")).to_be_visible()
    hall.day.crew.tess.ask("POST", session_path(hall, "other", "end"), {})
    expect(eva.ring("Fan tray").get_by_text("Tess Vogel no longer waits")).to_be_visible()
    expect(ben.ring("Fan tray")).to_have_count(0)


def session_path(hall: Floor, name: str, verb: str) -> str:
    sessions = hall.day.crew.tess.ask("GET", hall.day.path(name))["sessions"]
    return hall.day.path(name, "sessions", next(iter(sessions)), verb)


def test_a_call_rings_and_is_answered_on_any_page(hall: Floor) -> None:
    eva = hall.desk(hall.day.crew.eva, "/jobs")
    expect(eva.page.get_by_role("link", name=hall.title)).to_be_visible()
    get_help(hall.phone(hall.day.jobs["now"]["id"]))
    expect(eva.ring(hall.title)).to_be_visible()
    expect(eva.page).to_have_title(re.compile(r"^\(1 waits\)"))
    eva.press("a")
    eva.sees("Tess Vogel")
    eva.page.get_by_role("link", name="Sites").click()
    bar = eva.page.get_by_role("region", name="Call")
    expect(bar.get_by_text("In a call with Tess Vogel")).to_be_visible()
    assert eva.page.evaluate(SOUNDS) == 1
    bar.get_by_role("link", name="Back to the call").click()
    eva.sees("Tess Vogel")


SOUNDS = """[...document.querySelectorAll("audio")]
  .filter((one) => !one.paused && one.srcObject?.getAudioTracks().length).length"""


HIDDEN = """Object.defineProperty(document, "visibilityState", {get: () => "hidden"});
Object.defineProperty(document, "hidden", {get: () => true});
window.shown = [];
const real = window.Notification;
window.Notification = class extends real {
  constructor(title, options) {
    super(title, options);
    window.shown.push([title, options.body]);
  }
};"""


@pytest.fixture
def hall_with_notifications(home: Installation, filming: Browser) -> Iterator[Floor]:
    """The same in a whole Chromium, since its headless shell shows no notifications."""
    whole = launched(filming.browser_type, *PRETENDED_CAMERA, program=CHROMIUM)
    with floor(home, whole) as opened:
        opened.title = opened.job("now", "Core switch, no link")
        yield opened
    whole.close()


def test_a_hidden_console_shows_a_notification(hall_with_notifications: Floor) -> None:
    hall = hall_with_notifications
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    eva.window.context.grant_permissions(["camera", "microphone", "notifications"])
    eva.page.add_init_script(HIDDEN)
    eva.page.reload()
    online(eva)
    hall.ask("now")
    expect(eva.ring(hall.title)).to_be_visible()
    [[title, body]] = eva.page.evaluate("window.shown")
    assert title == "Tess Vogel asks for help"
    assert hall.title in body
    assert "Frankfurt 2" in body


def test_a_dispatcher_sees_who_is_in_the_call_and_joins(hall: Floor) -> None:
    eva, _ = in_call(hall)
    dan = hall.desk(hall.day.crew.dan, f"/?job={hall.day.jobs['now']['id']}")
    call = dan.page.get_by_role("region", name="Call")
    expect(call.get_by_text("Live now with Eva Lindqvist")).to_be_visible()
    call.get_by_role("button", name="Join").click()
    dan.sees("Tess Vogel")
    expect(dan.page.get_by_text("Also here")).to_be_visible()
    expect(eva.page.get_by_text("Also here")).to_be_visible()
    expect(eva.story().get_by_text("Dan Okafor (dispatcher) came into the call")).to_be_visible()
    dan.press("e")
    dan.page.get_by_role("button", name="Leave, the others stay").click()
    expect(dan.page.get_by_role("heading", name="You have left the call")).to_be_visible()
    expect(eva.page.get_by_text("Also here")).to_have_count(0)
    eva.sees("Tess Vogel")


def test_the_desk_calls_a_technician_and_withdraws_the_call(hall: Floor) -> None:
    eva = hall.desk(hall.day.crew.eva, f"/?job={hall.day.jobs['now']['id']}")
    phone = hall.phone(hall.day.jobs["now"]["id"])
    eva.page.get_by_role("button", name="Call Tess Vogel").click()
    expect(eva.page.get_by_role("heading", name="Ringing Tess Vogel")).to_be_visible()
    expect(phone.get_by_text("Eva Lindqvist is calling").first).to_be_visible()
    eva.press("e")
    expect(eva.page.get_by_role("heading", name="The call has ended")).to_be_visible()
    expect(phone.get_by_text("Eva Lindqvist is calling")).to_have_count(0)
    expect(eva.story().get_by_text("Eva Lindqvist took the call back")).to_be_visible()


def test_a_call_is_accessible_at_the_console(hall: Floor) -> None:
    """The console is checked while it rings, live, while it asks and after the end."""
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    phone = hall.phone(hall.day.jobs["now"]["id"])
    get_help(phone)
    expect(eva.ring(hall.title)).to_be_visible()
    faults = wrong(eva.page, "ringing")
    eva.press("a")
    eva.sees("Tess Vogel")
    eva.press("m")
    faults += wrong(eva.page, "live")
    eva.press("e")
    expect(eva.page.get_by_role("button", name="End for all")).to_be_visible()
    faults += wrong(eva.page, "asked")
    eva.press("e")
    expect(eva.page.get_by_role("heading", name="The call has ended")).to_be_visible()
    faults += wrong(eva.page, "over")
    assert not faults, "\n".join(faults)
