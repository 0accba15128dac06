"""Get help, see, point, keep: the whole call, in real browsers, with sound and picture."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.builders.browsing import DESK, PHONE, Window, window
from tests.builders.load import slack
from tests.builders.residence import Guest, Residence
from tests.journeys import calling, steps

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
REPORTED = 10_000
POINTER_BEHIND = 150
SEEN = """() => {
  window.seen = [];
  const watch = new MutationObserver(() => window.seen.push(Date.now()));
  const view = document.querySelector(".call-view");
  watch.observe(view, { subtree: true, childList: true, attributeFilter: ["data-x", "data-y"] });
}"""
MOVED = """() => {
  window.moved = [];
  addEventListener("pointermove", () => window.moved.push(Date.now()), { capture: true });
}"""
# Where she points, as parts of the picture.
AT = (0.3, 0.6)
CLOSE = 0.02
PLACE = """([element, x, y]) => {
  const box = element.getBoundingClientRect();
  const picture = element.videoWidth / element.videoHeight;
  const width = Math.min(box.width, box.height * picture), height = width / picture;
  const left = box.x + (box.width - width) / 2, top = box.y + (box.height - height) / 2;
  return [left + x * width, top + y * height];
}"""


@dataclass
class Story:
    """Tess on her phone, Eva at her desk, and the job between them."""

    home: Residence
    tess: Guest
    eva: Guest
    cleo: Guest
    job: str
    phone: Window
    desk: Window


@pytest.fixture
def story(home: Residence, filming: Browser) -> Iterator[Story]:
    tess, eva = home.invite("Tess Vogel", "technician"), home.invite("Eva Lindqvist", "expert")
    dan, cleo = home.invite("Dan Okafor", "dispatcher"), home.invite("Cleo Fuchs", "client")
    job = calling.job_on_site(home, dan, tess)
    with ExitStack() as windows:
        phone = windows.enter_context(window(filming, PHONE, tess))
        desk = windows.enter_context(window(filming, DESK, eva))
        for opened in (phone, desk):
            calling.watch(opened)
        yield Story(home, tess, eva, cleo, job, phone, desk)


def test_help_from_the_tap_to_the_report(story: Story) -> None:
    phone, desk = story.phone.page, story.desk.page
    desk.goto(story.home.url)
    expect(desk.get_by_text("You're online. Calls ring here.")).to_be_visible()
    calling.get_help(phone, story.home.url, story.job)
    expect(phone.get_by_text("1 expert is being rung.")).to_be_visible()
    calling.answer(desk)

    seen = calling.sees(desk, 100)
    assert seen["width"] == 1280
    assert seen["sound"] > 0
    calling.live(desk)
    calling.live(phone)
    she_points_and_it_is_seen_there(desk, phone)
    id = calling.fire_a_still(story.home, story.eva, story.job, desk, least=1280)
    they_write_to_each_other(desk, phone)
    again = her_tab_dies_and_comes_back(story, desk)
    the_end_and_its_report(story, desk, again)
    the_client_sees_what_happened(story, id)


def she_points_and_it_is_seen_there(desk: Page, phone: Page) -> None:
    desk.keyboard.press("p")
    video = desk.locator("video.stage-video")
    x, y = desk.evaluate(PLACE, [video.element_handle(), *AT])
    desk.mouse.move(x - 30, y - 30)
    mark = phone.locator(".call-pointer")
    phone.evaluate(SEEN)
    desk.evaluate(MOVED)
    for step in range(20):  # a hand is never quite still
        desk.mouse.move(x, y + (step % 2) * 2)
        desk.wait_for_timeout(100)
    desk.mouse.move(x, y)
    behind = median(latencies(desk, phone))
    print(f"the pointer is {behind:.0f} ms behind")
    assert behind <= POINTER_BEHIND * slack()
    expect(mark.locator(".call-pointer-ring")).to_be_visible()
    shown = [float(mark.get_attribute(name) or "nan") for name in ("data-x", "data-y")]
    assert abs(shown[0] - AT[0]) < CLOSE, shown
    assert abs(shown[1] - AT[1]) < CLOSE, shown
    desk.keyboard.press("p")


def latencies(desk: Page, phone: Page) -> list[float]:
    """Milliseconds from each movement to the next change of the mark; both clocks are this
    machine's."""
    moved, seen = desk.evaluate("window.moved"), phone.evaluate("window.seen")
    found = []
    for at in moved:
        later = [each for each in seen if each >= at]
        if later:
            found.append(float(later[0] - at))
    assert len(found) >= 10, (moved, seen)
    return found


def they_write_to_each_other(desk: Page, phone: Page) -> None:
    calling.say(desk, "A line to everybody in the call", "Reseat the left power supply")
    desk.keyboard.press("Escape")  # from the words back to the tools
    line = phone.get_by_text("Eva: Reseat the left power supply")
    expect(line).to_be_visible()
    line.click()
    sheet = phone.get_by_role("dialog", name="Chat")
    calling.say(phone, "Write to the expert", "Done, it hums")
    expect(desk.get_by_text("Done, it hums")).to_be_visible()
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)


def her_tab_dies_and_comes_back(story: Story, desk: Page) -> Page:
    """The same seat, the picture without a tap, and nothing rings."""
    before = calling.document(story.eva, story.job)["sessions"]
    story.phone.page.close()
    expect(
        desk.get_by_text("Tess Vogel's page is not there just now.", exact=False)
    ).to_be_visible()
    again = story.phone.another()
    again.goto(f"{story.home.url}/jobs/{story.job}")
    expect(again.get_by_role("region", name="Call")).to_be_visible()
    calling.sees(desk, 30)
    calling.live(desk)
    after = calling.document(story.eva, story.job)["sessions"]
    assert after == before
    expect(desk.get_by_text("waits for help")).to_have_count(0)
    return again


def the_end_and_its_report(story: Story, desk: Page, phone: Page) -> None:
    desk.keyboard.press("e")
    expect(desk.get_by_text("End the call with Tess Vogel?")).to_be_visible()
    desk.keyboard.press("e")
    expect(phone.get_by_text("Eva Lindqvist has ended the call", exact=False)).to_be_visible()
    for _ in range(REPORTED // 250):
        [session] = calling.document(story.eva, story.job)["sessions"].values()
        if session["report"]:
            break
        desk.wait_for_timeout(250)
    report = session["report"]
    assert (report["messages"], report["stills"]) == (2, 1)
    assert {each["name"] for each in report["connections"]} == {"Tess Vogel", "Eva Lindqvist"}
    assert all(each["path"] == "node" for each in report["connections"])


def the_client_sees_what_happened(story: Story, still: str) -> None:
    client = story.home.client["id"]
    assert story.cleo.ask("GET", f"/api/jobs/{story.job}")["job"]["organization_id"] == client
    with window(story.desk.context.browser, DESK, story.cleo) as opened:  # type: ignore[arg-type]
        page = opened.page
        page.goto(f"{story.home.url}/jobs/{story.job}")
        expect(page.get_by_role("heading", name=calling.TITLE).first).to_be_visible()
        expect(page.get_by_text("Reseat the left power supply").first).to_be_visible()
        picture: Locator = page.locator(f"img.picture[src*='{still}']").first
        steps.shown(picture, 1)


def test_eva_calls_and_tess_answers(story: Story) -> None:
    phone, desk = story.phone.page, story.desk.page
    phone.goto(story.home.url)
    expect(phone.get_by_text(calling.TITLE).first).to_be_visible()
    desk.goto(f"{story.home.url}/?job={story.job}")
    desk.get_by_role("button", name="Call Tess Vogel").click()
    expect(phone.get_by_text("Eva Lindqvist is calling")).to_be_visible()
    phone.get_by_role("button", name="Answer").click()
    calling.sees(desk, 50)
    calling.live(phone)
    phone.get_by_role("button", name="End").click()
    expect(desk.get_by_text("The call has ended").first).to_be_visible()


def test_nobody_online_is_said_and_on_the_job(story: Story) -> None:
    phone = story.phone.page
    calling.get_help(phone, story.home.url, story.job)
    expect(phone.get_by_text("No expert is online now.")).to_be_visible()
    [session] = calling.document(story.cleo, story.job)["sessions"].values()
    assert (session["state"], session["experts_online"]) == ("ringing", 0)
    phone.get_by_role("button", name="Stop waiting").click()
    expect(phone.get_by_text(calling.TITLE).first).to_be_visible()
    [session] = calling.document(story.cleo, story.job)["sessions"].values()
    assert session["end_reason"] == "withdrawn"


REMOVED = """(() => {
  delete window.ImageCapture;
  delete window.Notification;
  delete Navigator.prototype.vibrate;
  delete Navigator.prototype.wakeLock;
})()"""


def test_a_browser_that_has_none_of_the_extras(story: Story) -> None:
    """Without ImageCapture, wakeLock, vibrate and Notification it all works, only plainer."""
    phone, desk = story.phone.page, story.desk.page
    for opened in (story.phone, story.desk):
        opened.context.add_init_script(REMOVED)
    desk.goto(story.home.url)
    calling.get_help(phone, story.home.url, story.job)
    assert phone.evaluate(
        "[typeof ImageCapture, navigator.vibrate, navigator.wakeLock, typeof Notification]"
    ) == ["undefined", None, None, "undefined"]
    calling.answer(desk)
    calling.sees(desk, 50)
    she_points_and_it_is_seen_there(desk, phone)
    calling.fire_a_still(story.home, story.eva, story.job, desk, least=1280)
    phone.get_by_role("button", name="End").click()
    expect(desk.get_by_text("The call has ended").first).to_be_visible()


def test_a_phone_that_gives_no_photo_and_a_still_out_of_the_video(story: Story) -> None:
    """The node's stands for the still; the phone's photo, when it comes at last, is there too."""
    phone, desk = story.phone.page, story.desk.page
    story.phone.context.add_init_script(calling.WITHHELD)
    desk.goto(story.home.url)
    calling.get_help(phone, story.home.url, story.job)
    calling.answer(desk)
    calling.sees(desk, 50)
    still = calling.fire_a_still(story.home, story.eva, story.job, desk, least=320)
    [item] = calling.document(story.eva, story.job)["evidence"].values()
    assert (item["id"], item["source"], item["author"]["name"]) == (still, "video", "Tess Vogel")
    expect(phone.get_by_text("Stored and checked")).to_be_visible()
    told = desk.get_by_role("region", name="Timeline")
    expect(told.get_by_text("A still was taken out of the video")).to_be_visible()

    phone.evaluate("window.released = true")
    late = the_photo_that_comes_later(story, desk, still)
    assert (late["kind"], late["source"], late["author"]["name"]) == ("photo", None, "Tess Vogel")
    desk.wait_for_timeout(1000)
    after = calling.document(story.eva, story.job)
    assert set(after["evidence"]) == {still, late["id"]}
    assert {id: one["state"] for id, one in after["stills"].items()} == {still: "taken"}
    told_apart_by_who_looks(phone)


def told_apart_by_who_looks(page: Page) -> None:
    page.get_by_role("button", name="Back to the job").click()
    page.get_by_text("During", exact=True).click()
    pictures = page.locator(".tile-button")
    expect(pictures).to_have_count(2)
    from_video = page.get_by_text("Taken out of the call's video")
    seen = []
    for picture in pictures.all():
        picture.click()
        expect(page.get_by_role("dialog", name="Pictures")).to_be_visible()
        seen.append(from_video.count())
        page.keyboard.press("Escape")
    assert sorted(seen) == [0, 1]


def the_photo_that_comes_later(story: Story, desk: Page, still: str) -> dict[str, Any]:
    for _ in range(240):
        evidence = calling.document(story.eva, story.job)["evidence"]
        if later := [item for id, item in evidence.items() if id != still]:
            [photo] = later
            return dict(photo)
        desk.wait_for_timeout(250)
    raise AssertionError("the phone's photo is lost")
