"""A call works in a browser without optional features and with a phone that gives no photo."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import calling
from tests.journeys.live_call import Story, eva_points_and_tess_sees_it

pytestmark = [pytest.mark.journey, pytest.mark.live, pytest.mark.timeout(300)]


REMOVED = """(() => {
  delete window.ImageCapture;
  delete window.Notification;
  delete Navigator.prototype.vibrate;
  delete Navigator.prototype.wakeLock;
})()"""


def test_a_call_works_in_a_browser_without_optional_features(story: Story) -> None:
    """The call works without ImageCapture, wakeLock, vibrate and Notification, only plainer."""
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
    eva_points_and_tess_sees_it(desk, phone)
    calling.fire_a_still(story.home, story.eva, story.job, desk, least=1280)
    phone.get_by_role("button", name="End").click()
    expect(desk.get_by_text("The call has ended").first).to_be_visible()


def test_a_still_comes_from_the_video_where_the_phone_gives_no_photo(story: Story) -> None:
    """The node's picture answers the still; the phone's photo is there, too, when it comes."""
    phone, desk = story.phone.page, story.desk.page
    story.phone.context.add_init_script(calling.WITHHELD)
    desk.goto(story.home.url)
    calling.get_help(phone, story.home.url, story.job)
    calling.answer(desk)
    calling.sees(desk, 50)
    still = calling.fire_a_still(story.home, story.eva, story.job, desk, least=320)
    [item] = story.document()["evidence"].values()
    assert (item["id"], item["source"], item["author"]["name"]) == (still, "video", "Tess Vogel")
    expect(phone.get_by_text("Stored and checked")).to_be_visible()
    timeline = desk.get_by_role("region", name="Timeline")
    expect(timeline.get_by_text("A still was taken out of the video")).to_be_visible()

    phone.evaluate("window.released = true")
    late = the_photo_that_comes_later(story, desk, still)
    assert (late["kind"], late["source"], late["author"]["name"]) == ("photo", None, "Tess Vogel")
    desk.wait_for_timeout(1000)
    after = story.document()
    assert set(after["evidence"]) == {still, late["id"]}
    assert {id: one["state"] for id, one in after["stills"].items()} == {still: "taken"}
    the_viewer_names_the_picture_from_the_video(phone)


def the_viewer_names_the_picture_from_the_video(page: Page) -> None:
    page.get_by_role("button", name="Back to the job").click()
    page.get_by_text("During", exact=True).click()
    pictures = page.locator(".tile-button")
    expect(pictures).to_have_count(2)
    from_video = page.get_by_text("Taken out of the call's video")
    labels = []
    for picture in pictures.all():
        picture.click()
        expect(page.get_by_role("dialog", name="Pictures")).to_be_visible()
        labels.append(from_video.count())
        page.keyboard.press("Escape")
    assert sorted(labels) == [0, 1]


def the_photo_that_comes_later(story: Story, desk: Page, still: str) -> dict[str, Any]:
    for _ in range(240):
        evidence = story.document()["evidence"]
        if later := [item for id, item in evidence.items() if id != still]:
            [photo] = later
            return dict(photo)
        desk.wait_for_timeout(250)
    raise AssertionError("the phone's photo is lost")
