"""From a new job to what the client sees of it, in both languages; and the link's end."""

import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.builders import pictures
from tests.builders.browsing import DESK, PHONE, window
from tests.builders.residence import Guest, Residence
from tests.journeys import steps
from tests.journeys.words import ENGLISH, GERMAN, Words

pytestmark = pytest.mark.journey
LABEL = "Cleo Fuchs"
WHOM_TO_ASK = "dan@brightwater.example"


@dataclass
class Story:
    """Tess on her phone, Dan at his desk, Cleo on hers: browsers that have never been here."""

    words: Words
    tess: Guest
    dan: Guest
    phone: Page
    desk: Page
    cleo: Page


@pytest.fixture(params=[ENGLISH, GERMAN], ids=["English", "German"])
def story(home: Residence, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Story]:
    words: Words = request.param
    # Dan picks her by her name: nobody else has it.
    tess = home.invite(f"Tess {words.language.upper()}", "technician", language=words.language)
    dan = home.invite("Dan Okafor", "dispatcher", language=words.language)
    with ExitStack() as windows:
        phone, desk, cleo = (
            windows.enter_context(window(browser, device, locale=words.locale)).page
            for device in (PHONE, DESK, PHONE)
        )
        yield Story(words, tess, dan, phone, desk, cleo)


def test_a_job_its_evidence_and_the_clients_link(home: Residence, story: Story) -> None:
    words, tess, dan = story.words, story.phone, story.desk
    nobody_uses_a_link_up_by_looking(story)
    job = steps.open_a_job(dan, words, story.tess.name)
    dan.evaluate("window.neverReloaded = true")
    steps.sign_in(tess, story.tess, words)
    steps.arrive(tess, words)

    newest = steps.heic(real_one=words is ENGLISH)
    photos = {"turned.jpg": steps.turned_jpeg(), "IMG_0001.heic": newest}
    for button, (name, content) in zip((words.photo, words.gallery), photos.items(), strict=True):
        steps.take(tess, button, name, content)
    steps.write_note(tess, words)
    dan_sees_it_arrive(dan, words)
    expect(tess.get_by_text(words.all_stored.format(3))).to_be_visible(timeout=steps.SOON)
    assert hashes(one for [one] in home.originals(job).values()) == hashes(photos.values())

    steps.finish(tess, words)
    expect(dan.get_by_text(words.fault).first).to_be_visible()
    link = steps.share(dan, words, LABEL)
    the_client_reads_the_answer(story, link)
    she_leafs_through_the_pictures(story)
    addresses = pictures_are_upright_and_bare(story.cleo)
    assert dan.evaluate("window.neverReloaded")
    steps.revoke(dan, words, LABEL)
    the_link_is_closed(story, link, addresses)


def hashes(contents: Iterable[bytes]) -> list[str]:
    return sorted(hashlib.sha256(content).hexdigest() for content in contents)


def nobody_uses_a_link_up_by_looking(story: Story) -> None:
    """A preview, then the person herself, look at it; only her press counts."""
    words, page, dan = story.words, story.desk, story.dan
    for _ in range(2):
        page.goto(dan.link)
        greeting = page.get_by_role("heading", name=words.welcome.format(dan.name))
        expect(greeting).to_be_visible()
    steps.sign_in(page, dan, words)
    page.goto(dan.link)
    expect(page.get_by_text(words.link_used).last).to_be_visible()
    page.goto(dan.url)


def dan_sees_it_arrive(page: Page, words: Words) -> None:
    evidence = page.get_by_role("region", name=words.evidence, exact=True)
    expect(evidence.get_by_text(words.noted)).to_be_visible(timeout=steps.SOON)
    steps.shown(evidence.locator("img.picture"), 2)


def the_client_reads_the_answer(story: Story, link: str) -> None:
    page, words = story.cleo, story.words
    page.goto(link)
    for said in (words.title, words.fault, words.work, words.noted, story.tess.name):
        expect(page.get_by_text(said).first).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == words.language
    # How to get in is for us alone.
    assert "Badge at gate B" not in page.content()
    steps.shown(page.locator(".plates img.picture"), 2)


def she_leafs_through_the_pictures(story: Story) -> None:
    page, words = story.cleo, story.words
    page.locator(".plates img.picture").first.click()
    viewer = page.get_by_role("dialog", name=words.pictures)
    expect(viewer.get_by_text(words.count.format(1, 2))).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(viewer.get_by_text(words.count.format(2, 2))).to_be_visible()
    steps.stands_still(viewer.get_by_role("group", name=words.pictures))
    steps.swipe_right(page)
    expect(viewer.get_by_text(words.count.format(1, 2))).to_be_visible()
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)


def pictures_are_upright_and_bare(page: Page) -> list[str]:
    """As drawn on the screen and as sent. Answers with their addresses."""
    plates = page.locator(".plates img.picture").all()
    addresses = [str(plate.evaluate("image => image.src")) for plate in plates]
    for address in addresses:
        content = page.context.request.get(address).body()
        found = [marker for marker, _ in pictures.segments(content)]
        assert not set(found) & set(range(0xE1, 0xF0)), found  # EXIF, XMP, MPF and the like
        assert steps.CAMERA.encode() not in content
    [turned] = [plate for plate in plates if plate.get_attribute("height") == "900"]
    drawn = Image.open(io.BytesIO(turned.screenshot())).convert("RGB")
    for corner, colour in pictures.CORNERS.items():
        x = drawn.width // 4 * (1 if "left" in corner else 3)
        y = drawn.height // 4 * (1 if "top" in corner else 3)
        seen = drawn.getpixel((x, y))
        assert isinstance(seen, tuple)
        assert max(abs(a - b) for a, b in zip(seen, colour, strict=True)) < 24, (corner, seen)
    return addresses


def the_link_is_closed(story: Story, link: str, addresses: list[str]) -> None:
    """On the page that stands open, after a reload, and under the pictures' own addresses."""
    page = story.cleo
    for look in (None, link):
        if look:
            page.goto(look)
        expect(page.get_by_text(story.words.link_closed).last).to_be_visible()
        expect(page.get_by_text(WHOM_TO_ASK).first).to_be_visible()
        assert story.words.title not in page.content()
    assert [page.context.request.get(address).status for address in addresses] == [410, 410]
