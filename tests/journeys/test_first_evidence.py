"""A job goes from the first click to what the client sees of it, in both languages."""

import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.builders import pictures
from tests.builders.browsers import DESK, PHONE, window
from tests.builders.installation import Guest, Installation
from tests.journeys import steps
from tests.journeys.words import ENGLISH, GERMAN, Words

pytestmark = pytest.mark.journey
LABEL = "Cleo Fuchs"
WHOM_TO_ASK = "dan@brightwater.example"


@dataclass
class Story:
    """Tess on her phone, Dan at his desk and Cleo at hers, in browsers without anything stored."""

    words: Words
    tess: Guest
    dan: Guest
    phone: Page
    desk: Page
    cleo: Page


@pytest.fixture(params=[ENGLISH, GERMAN], ids=["English", "German"])
def story(home: Installation, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Story]:
    words: Words = request.param
    # Dan picks Tess by her name, which nobody else has.
    tess = home.invite(f"Tess {words.language.upper()}", "technician", language=words.language)
    dan = home.invite("Dan Okafor", "dispatcher", language=words.language)
    with ExitStack() as windows:
        phone, desk, cleo = (
            windows.enter_context(window(browser, device, locale=words.locale)).page
            for device in (PHONE, DESK, PHONE)
        )
        yield Story(words, tess, dan, phone, desk, cleo)


def test_the_client_sees_the_evidence_of_a_job_until_the_share_is_revoked(
    home: Installation, story: Story
) -> None:
    words, tess, dan = story.words, story.phone, story.desk
    looking_at_a_link_does_not_use_it_up(story)
    job = steps.open_a_job(dan, words, story.tess.name)
    dan.evaluate("window.neverReloaded = true")
    steps.sign_in(tess, story.tess, words)
    steps.arrive(tess, words)

    newest = steps.heic(real_one=words is ENGLISH)
    photos = {"turned.jpg": steps.turned_jpeg(), "IMG_0001.heic": newest}
    steps.take_by_camera_app(tess, words, "turned.jpg", photos["turned.jpg"])
    steps.take(tess, words.gallery, "IMG_0001.heic", newest)
    steps.write_note(tess, words)
    dan_sees_the_evidence_arrive(dan, words)
    expect(tess.get_by_text(words.all_stored.format(3))).to_be_visible(timeout=steps.SOON)
    assert hashes(one for [one] in home.originals(job).values()) == hashes(photos.values())

    steps.finish(tess, words)
    expect(dan.get_by_text(words.fault).first).to_be_visible()
    link = steps.share(dan, words, LABEL)
    the_client_reads_the_answer(story, link)
    the_client_leafs_through_the_pictures(story)
    addresses = pictures_are_upright_and_without_exif(story.cleo)
    assert dan.evaluate("window.neverReloaded")
    steps.revoke(dan, words, LABEL)
    the_link_is_closed(story, link, addresses)


def hashes(contents: Iterable[bytes]) -> list[str]:
    return sorted(hashlib.sha256(content).hexdigest() for content in contents)


def looking_at_a_link_does_not_use_it_up(story: Story) -> None:
    """A preview and then the person herself look at the link; only her press uses it up."""
    words, page, dan = story.words, story.desk, story.dan
    for _ in range(2):
        page.goto(dan.link)
        greeting = page.get_by_role("heading", name=words.welcome.format(dan.name))
        expect(greeting).to_be_visible()
    steps.sign_in(page, dan, words)
    page.goto(dan.link)
    expect(page.get_by_text(words.link_used).last).to_be_visible()
    page.goto(dan.url)


def dan_sees_the_evidence_arrive(page: Page, words: Words) -> None:
    evidence = page.get_by_role("region", name=words.evidence, exact=True)
    expect(evidence.get_by_text(words.noted)).to_be_visible(timeout=steps.SOON)
    steps.shown(evidence.locator("img.picture"), 2)


def the_client_reads_the_answer(story: Story, link: str) -> None:
    page, words = story.cleo, story.words
    page.goto(link)
    for text in (words.title, words.fault, words.work, words.noted, story.tess.name):
        expect(page.get_by_text(text).first).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == words.language
    # The access instructions are for the firm alone.
    assert "Badge at gate B" not in page.content()
    steps.shown(page.locator(".plates img.picture"), 2)


def the_client_leafs_through_the_pictures(story: Story) -> None:
    page, words = story.cleo, story.words
    expect(page.locator(".plate-words").get_by_text(words.from_gallery)).to_have_count(1)
    page.locator(".plates img.picture").first.click()
    viewer = page.get_by_role("dialog", name=words.pictures)
    expect(viewer.get_by_text(words.count.format(1, 2))).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(viewer.get_by_text(words.count.format(2, 2))).to_be_visible()
    expect(viewer.get_by_text(words.from_gallery)).to_be_visible()
    steps.stands_still(viewer.get_by_role("group", name=words.pictures))
    steps.swipe_right(page)
    expect(viewer.get_by_text(words.count.format(1, 2))).to_be_visible()
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)


def pictures_are_upright_and_without_exif(page: Page) -> list[str]:
    """The addresses of the pictures, which are upright on the screen and without EXIF as sent."""
    plates = page.locator(".plates img.picture").all()
    addresses = [str(plate.evaluate("image => image.src")) for plate in plates]
    for address in addresses:
        content = page.context.request.get(address).body()
        markers = [marker for marker, _ in pictures.segments(content)]
        assert not set(markers) & set(range(0xE1, 0xF0)), markers  # EXIF, XMP, MPF and the like
        assert steps.CAMERA.encode() not in content
    [turned] = [plate for plate in plates if plate.get_attribute("height") == "900"]
    screenshot = Image.open(io.BytesIO(turned.screenshot())).convert("RGB")
    for corner, colour in pictures.CORNERS.items():
        x = screenshot.width // 4 * (1 if "left" in corner else 3)
        y = screenshot.height // 4 * (1 if "top" in corner else 3)
        pixel = screenshot.getpixel((x, y))
        assert isinstance(pixel, tuple)
        assert max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) < 24, (corner, pixel)
    return addresses


def the_link_is_closed(story: Story, link: str, addresses: list[str]) -> None:
    """The link is closed on the open page, after a reload, and for the addresses of pictures."""
    page = story.cleo
    for look in (None, link):
        if look:
            page.goto(look)
        expect(page.get_by_text(story.words.link_closed).last).to_be_visible()
        expect(page.get_by_text(WHOM_TO_ASK).first).to_be_visible()
        assert story.words.title not in page.content()
    assert [page.context.request.get(address).status for address in addresses] == [410, 410]
