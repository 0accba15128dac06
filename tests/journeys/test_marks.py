"""Marks that Eva draws on a frozen picture are on the same picture at the phone and on the job."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.builders.browsers import DESK, type_in_focus, window
from tests.builders.installation import Guest
from tests.journeys import calling
from tests.journeys.live_call import Story

pytestmark = [pytest.mark.journey, pytest.mark.live, pytest.mark.timeout(240)]
# The box of a picture on the element that shows it whole.
BOX = """(element) => {
  const box = element.getBoundingClientRect();
  const image = element.querySelector("img[src$=large], img[src^=blob]");
  const picture = image.naturalWidth / image.naturalHeight;
  const width = Math.min(box.width, box.height * picture), height = width / picture;
  const left = box.x + (box.width - width) / 2, top = box.y + (box.height - height) / 2;
  return { left, top, width, height };
}"""
ARROW_TIP = """(element) => {
  const path = element.querySelector(".mark-shape[data-kind=arrow] .mark-ink");
  const frame = element.getBoundingClientRect();
  const [x, y] = path.getAttribute("d").match(/L([\\d.]+) ([\\d.]+)/).slice(1).map(Number);
  return [frame.x + x, frame.y + y];
}"""
FROM, TO = (0.2, 0.3), (0.6, 0.55)
CLOSE = 0.01


@pytest.fixture
def talk(story: Story) -> Iterator[Story]:
    """Tess and Eva in a call, with Eva's tools in view."""
    phone, desk = story.phone.page, story.desk.page
    desk.goto(story.home.url)
    calling.get_help(phone, story.home.url, story.job)
    calling.answer(desk)
    calling.sees(desk, 30)
    yield story
    session = session_of(story.eva, story.job)
    story.eva.ask("POST", f"/api/jobs/{story.job}/sessions/{session}/end", {})


def session_of(eva: Guest, job: str) -> str:
    return str(next(iter(calling.document(eva, job)["sessions"])))


def freeze(desk: Page) -> Locator:
    """The surface of the frozen picture, on which Eva draws."""
    desk.keyboard.press("d")
    surface = desk.locator(".held-picture")
    expect(surface.locator("img")).to_be_visible()
    return surface


def place(surface: Locator, at: tuple[float, float]) -> tuple[float, float]:
    box = surface.evaluate(BOX)
    return box["left"] + at[0] * box["width"], box["top"] + at[1] * box["height"]


def drag(
    desk: Page, surface: Locator, start: tuple[float, float], end: tuple[float, float]
) -> None:
    desk.mouse.move(*place(surface, start))
    desk.mouse.down()
    desk.mouse.move(*place(surface, end), steps=8)
    desk.mouse.up()


def arrow_tip(surface: Locator) -> tuple[float, float]:
    """The tip of the arrow, in parts of the picture under it."""
    x, y = surface.evaluate(ARROW_TIP)
    box = surface.evaluate(BOX)
    return (x - box["left"]) / box["width"], (y - box["top"]) / box["height"]


def marks(page: Page) -> Locator:
    """The marks on the picture that is held up, at the desk or at the phone."""
    return page.locator(".held-picture .mark-shape, .call-held .mark-shape")


def test_the_experts_marks_are_on_the_same_picture_at_the_phone(talk: Story) -> None:
    desk, phone = talk.desk.page, talk.phone.page
    surface = freeze(desk)
    drag(desk, surface, FROM, TO)
    desk.keyboard.press("2")
    drag(desk, surface, (0.65, 0.2), (0.85, 0.45))
    desk.keyboard.press("4")
    desk.mouse.click(*place(surface, (0.3, 0.75)))
    desk.mouse.click(*place(surface, (0.5, 0.75)))
    desk.keyboard.press("5")
    desk.mouse.click(*place(surface, (0.1, 0.9)))
    type_in_focus(desk, "reseat this one")
    desk.keyboard.press("Enter")
    expect(marks(desk)).to_have_count(5)

    held = phone.locator(".call-held")
    expect(marks(phone)).to_have_count(5)
    expect(phone.get_by_text("Eva shows you a picture")).to_be_visible()
    expect(desk.get_by_text("Tess Vogel sees this")).to_be_visible()
    expect(held.locator("img[src$=large]")).to_be_visible()
    for picture in (surface, held):
        assert arrow_tip(picture) == pytest.approx(TO, abs=CLOSE)
    calling.sees(desk, 20)  # the call lives on

    desk.keyboard.press("z")
    expect(marks(phone)).to_have_count(4)
    tess_looks_at_her_camera_and_at_the_picture_again(talk)
    desk.keyboard.press("Escape")
    expect(held).to_have_count(0)
    phone.get_by_role("button", name="Eva's marks: look again").click()
    expect(marks(phone)).to_have_count(4)
    the_marks_are_on_the_job(talk)


def tess_looks_at_her_camera_and_at_the_picture_again(talk: Story) -> None:
    """Tess puts the picture aside, and a new mark brings it back."""
    desk, phone = talk.desk.page, talk.phone.page
    phone.get_by_role("button", name="My camera").click()
    expect(phone.locator(".call-held")).to_have_count(0)
    expect(desk.get_by_text("On its way to Tess Vogel")).to_be_visible()
    desk.keyboard.press("4")
    desk.mouse.click(*place(desk.locator(".held-picture"), (0.7, 0.75)))
    expect(marks(phone)).to_have_count(5)
    desk.keyboard.press("Control+z")
    expect(marks(phone)).to_have_count(4)


def the_marks_are_on_the_job(talk: Story) -> None:
    document = talk.document()
    [photo] = [item for item in document["evidence"].values() if item["kind"] == "photo"]
    assert photo["source"] == "freeze"
    assert (photo["width"], photo["height"]) == (1280, 720)
    marks_drawn = [mark for mark in document["marks"].values() if mark["undone_at"] is None]
    assert sorted(mark["kind"] for mark in marks_drawn) == ["arrow", "number", "number", "ring"]
    assert {mark["text"] for mark in marks_drawn if mark["kind"] == "number"} == {"1", "2"}
    with window(talk.browser, DESK, talk.cleo) as client:
        page = client.page
        page.goto(f"{talk.home.url}/jobs/{talk.job}")
        page.locator(".timeline-still").first.click()
        expect(page.get_by_role("img", name="4 marks on the picture").last).to_be_visible()
        page.get_by_role("button", name="Hide marks").click()
        expect(page.locator("dialog .mark-shape")).to_have_count(0)


def test_a_mark_drawn_without_a_network_is_sent_when_it_is_back(talk: Story) -> None:
    desk = talk.desk
    surface = freeze(desk.page)
    expect(desk.page.get_by_text("waits to be sent")).to_have_count(0)
    desk.context.set_offline(True)
    drag(desk.page, surface, FROM, TO)
    expect(desk.page.get_by_text("1 waits to be sent")).to_be_visible()
    expect(marks(desk.page)).to_have_count(1)
    assert talk.document()["marks"] == {}
    # The page is killed, as by a closed lid, and another one finds the mark that it kept.
    desk.page.close(run_before_unload=False)
    desk.context.set_offline(False)
    page = desk.context.new_page()
    page.goto(f"{talk.home.url}/console")
    expect(marks(talk.phone.page)).to_have_count(0)
    for _ in range(100):
        if marks_drawn := talk.document()["marks"]:
            break
        page.wait_for_timeout(200)
    [mark] = marks_drawn.values()
    ends = [pytest.approx([part * 10_000 for part in at], abs=100) for at in (FROM, TO)]
    assert mark["points"] == ends
