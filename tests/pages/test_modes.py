"""A technician's phone has a mode for gloves and one for glare: one tap each, and they stay."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

from tests.builders import pictures
from tests.builders.api_jobs import soon
from tests.builders.browsers import PHONE, Window, window
from tests.faults.web_and_worker import until
from tests.pages import modes
from tests.pages.console import MEDIA, Floor
from tests.pages.modes import GLARE, GLOVE, SIZES, switch, switch_on
from tests.pages.phone_call import in_call
from tests.pages.phone_camera import CAPABLE, open_viewfinder

pytestmark = pytest.mark.journey
CODE = "**/assets/index-*.js"
# What the first paint is made of: the sizes, the ground, and whether the page's code has begun.
FIRST = """() => {
  const {backgroundColor, colorScheme} = getComputedStyle(document.documentElement);
  const target = getComputedStyle(document.body).getPropertyValue("--target");
  return [target.trim(), backgroundColor, colorScheme, window.begun === true];
}"""
BLACK_ON_WHITE = ["56px", "oklch(1 0 0)", "light", False]
STYLED = "() => document.body && getComputedStyle(document.body).getPropertyValue('--target')"
PLAIN = "() => !document.querySelector(':root[data-glove], :root[data-glare]')"
HAS = "(mode) => document.documentElement.hasAttribute(`data-${mode}`)"
EDGE = "(one) => getComputedStyle(one).outlineWidth"
GROUND = "(one) => getComputedStyle(one).backgroundColor"
BELOW = 1 / 3
ACROSS: ViewportSize = {"width": 640, "height": 360}
TOOLS = ".call-bottom button"


@pytest.fixture
def phone(hall: Floor, filming: Browser) -> Iterator[Window]:
    settings: dict[str, Any] = {"permissions": MEDIA, "reduced_motion": "reduce"}
    with window(filming, PHONE, hall.day.crew.tess, **settings) as opened:
        yield opened


def furnish(hall: Floor) -> None:
    """Put one of everything on the job, and a job to be acknowledged on her list."""
    day = hall.day
    day.job("next", "Replace a power supply", priority=2, arrive_by=soon(minutes=20))
    day.job("held", "Replace the fan tray")
    day.arrive("held")
    day.step("held", "hold", reason="The spare part comes by courier at two.")
    for caption in ("Uplink 1: red, no link", ""):
        day.photo("now", pictures.photo(pictures.scene(400, 300)), "before", caption)
    day.note("now", "Both link lights are off.", "before", audience="internal")
    day.voice("now", 3, "before")
    until(lambda: day.rendered("now"), 60)


def test_her_pages_suit_gloves_and_glare(hall: Floor) -> None:
    furnish(hall)
    page = hall.phone(hall.day.jobs["now"]["id"])
    expect(page.get_by_role("button", name="Uplink 1: red")).to_be_visible()
    switch_on(page, GLOVE, GLARE)
    page.get_by_role("button", name="Timeline").click()
    expect(page.locator("ol.timeline")).to_be_visible()
    faults = modes.wrong(page, "job")
    for button in ("Note", "Voice note", "Put on hold", "Finish the job", "Uplink 1: red"):
        page.get_by_role("button", name=button, exact=button != "Uplink 1: red").first.click()
        expect(page.get_by_role("dialog").last).to_be_visible()
        faults += modes.wrong(page, button)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Today").click()
    expect(page.get_by_role("button", name="I'm on it")).to_be_visible()
    faults += modes.wrong(page, "today")
    page.get_by_role("link", name="Account").click()
    expect(page.get_by_role("heading", name="Devices")).to_be_visible()
    faults += modes.wrong(page, "account")
    page.goto(f"{hall.day.home.url}/jobs/{hall.day.jobs['next']['id']}")
    expect(page.get_by_role("button", name="I'm on it")).to_be_visible()
    faults += modes.wrong(page, "next job")
    assert not faults, "\n".join(faults)


def test_the_viewfinder_suits_gloves_and_glare(hall: Floor) -> None:
    page = hall.phone(hall.day.jobs["now"]["id"])
    page.add_init_script(CAPABLE)
    page.reload()
    page.context.route("**/uploads", lambda route: route.abort("connectionrefused"))
    open_viewfinder(page)
    switch_on(page, GLOVE, GLARE)
    expect(page.get_by_role("button", name="Lens")).to_be_visible()
    for count in ("1 photo", "2 photos"):
        page.get_by_role("button", name="Take a photo").click()
        expect(page.get_by_text(f"Kept on this phone · {count}")).to_be_visible()
    faults = modes.wrong(page, "with photos")
    page.get_by_role("button", name="Photo 2: Kept on this phone").click()
    expect(page.get_by_role("button", name="Retake")).to_be_visible()
    faults += modes.wrong(page, "looking at one")
    assert not faults, "\n".join(faults)


def cut_off(page: Page) -> list[str]:
    """The tools of a call that a small phone held across doesn't show whole."""
    usual = page.viewport_size
    assert usual
    page.set_viewport_size(ACROSS)
    tools = [(tool.inner_text(), tool.bounding_box()) for tool in page.locator(TOOLS).all()]
    page.set_viewport_size(usual)
    assert len(tools) > 3
    return [
        f"{name} is cut off"
        for name, box in tools
        if not box or box["y"] < 0 or box["y"] + box["height"] > ACROSS["height"]
    ]


@pytest.mark.live
def test_a_call_suits_gloves_and_glare(hall: Floor) -> None:
    eva, page = in_call(hall)
    switch_on(page, GLOVE, GLARE)
    faults = modes.wrong(page, "live")
    page.get_by_role("button", name="Mute").click()
    expect(page.get_by_role("button", name="Hold to talk")).to_be_visible()
    faults += [*modes.wrong(page, "muted"), *cut_off(page)]
    for sheet in ("Chat", "Camera and sound"):
        page.get_by_role("button", name=sheet).click()
        faults += modes.wrong(page, sheet)
        page.keyboard.press("Escape")
    expect(eva.tool("Record")).not_to_have_attribute("aria-disabled", "true")
    eva.press("r")
    question = page.get_by_role("dialog", name="Eva Lindqvist asks")
    expect(question).to_be_visible()
    faults += modes.wrong(page, "asked to be recorded")
    question.get_by_role("button", name="Yes, record").click()
    expect(page.locator(".rec-on")).to_be_visible()
    faults += modes.wrong(page, "recorded")
    page.get_by_role("button", name="Back to the job").click()
    expect(page.get_by_role("button", name="Back to the call")).to_be_visible()
    faults += modes.wrong(page, "the call's strip")
    assert not faults, "\n".join(faults)


def test_the_modes_stand_before_the_first_paint_on_her_phone_alone(
    hall: Floor, phone: Window
) -> None:
    page, url = phone.page, hall.day.home.url
    page.goto(url)
    switch_on(page, GLOVE, GLARE)
    page.emulate_media(color_scheme="dark")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(CODE, hold)
    page.goto(url, wait_until="commit")
    page.wait_for_function(STYLED)
    assert page.evaluate(FIRST) == BLACK_ON_WHITE
    for route in held:
        route.continue_()
    page.unroute(CODE)
    for mode in (GLOVE, GLARE):
        expect(switch(page, mode)).to_have_attribute("aria-pressed", "true")
    # The desk's pages have no switch for them, and the device keeps what it had.
    phone.belongs_to(hall.day.crew.dan)
    page.goto(url)
    page.wait_for_function(PLAIN)
    expect(switch(page, GLOVE)).to_have_count(0)
    phone.belongs_to(hall.day.crew.tess)
    page.goto(url)
    expect(switch(page, GLARE)).to_have_attribute("aria-pressed", "true")
    switch(page, GLARE).tap()
    expect(switch(page, GLARE)).to_have_attribute("aria-pressed", "false")
    assert [page.evaluate(HAS, mode) for mode in ("glove", "glare")] == [True, False]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size['width']}x{size['height']}")
def test_one_thumb_goes_from_her_day_to_a_kept_photo(
    hall: Floor, phone: Window, size: ViewportSize
) -> None:
    page = phone.page
    page.set_viewport_size(size)
    page.context.route("**/uploads", lambda route: route.abort("connectionrefused"))
    page.goto(hall.day.home.url)
    switch_on(page, GLOVE)
    thumb(page, page.get_by_role("button", name="Open the job"))
    thumb(page, page.get_by_role("button", name="Photo", exact=True))
    shutter = page.get_by_role("button", name="Take a photo")
    expect(shutter).to_have_attribute("aria-disabled", "false")
    thumb(page, shutter)
    expect(page.get_by_text("Kept on this phone · 1 photo")).to_be_visible()
    thumb(page, page.get_by_role("button", name="Close"))
    expect(page.locator(".tile-pending")).to_have_count(1)


def thumb(page: Page, control: Locator) -> None:
    """Tap a control as the page stands, which must have it where a thumb is."""
    expect(control).to_be_visible()
    box, size = control.bounding_box(), page.viewport_size
    assert box
    assert size
    assert min(box["width"], box["height"]) >= modes.LEAST, box
    assert box["y"] >= size["height"] * BELOW, box
    assert box["y"] + box["height"] <= size["height"], box
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_the_switches_have_names_and_keys_and_a_press_is_seen(hall: Floor) -> None:
    page = hall.phone(hall.day.jobs["now"]["id"])
    glove, glare = switch(page, GLOVE), switch(page, GLARE)
    expect(glove).to_have_accessible_description("Large buttons, further apart")
    expect(glare).to_have_accessible_description("Black on white, for bright sun")
    glove.focus()
    page.keyboard.press("Space")
    expect(glove).to_have_attribute("aria-pressed", "true")
    expect(glove).to_be_focused()
    note = page.get_by_role("button", name="Note", exact=True)
    box = note.bounding_box()
    assert box
    page.mouse.move(box["x"] + 28, box["y"] + 28)
    page.mouse.down()
    assert note.evaluate(EDGE) == "4px"
    page.mouse.move(1, 1)
    page.mouse.up()
    page.emulate_media(forced_colors="active")
    assert not (faults := modes.unpressed(page)), "\n".join(faults)
    assert glove.evaluate(GROUND) != glare.evaluate(GROUND)
    glove.tap()
    expect(glove).to_have_attribute("aria-pressed", "false")
