"""A technician's day is on her phone when there is no network, and gone when she has signed out."""

import random
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

from tests.builders import pictures
from tests.builders.api_jobs import Day, day_on_site, soon
from tests.builders.browsers import PHONE, Window, window
from tests.builders.installation import Guest, Installation
from tests.builders.kept import (
    age,
    fill_with_picture,
    kept,
    people_with_keys,
    room_of_pictures,
    until,
)
from tests.builders.load import slack
from tests.journeys import steps

pytestmark = pytest.mark.journey
TITLE = "Replace the fan tray"
NEXT = "Label the patch panel"
# The milliseconds at which the page first shows the text, by its own clock.
WATCH = """(text) => {
  window.firstSeen ??= {};
  new MutationObserver(() => {
    if (document.body?.innerText.includes(text)) window.firstSeen[text] ??= performance.now();
  }).observe(document, { subtree: true, childList: true, characterData: true });
}"""
SOON = 1_500
OURS = "**/api/**"


@pytest.fixture
def day(home: Installation) -> Day:
    """Tess is at one job with a photo, and has another one before her."""
    day = day_on_site(home)
    day.photo("hers", pictures.photo(pictures.scene(640, 480)), "before", "the old tray")
    day.job("next", NEXT, arrive_by=soon(hours=3))
    return day


@pytest.fixture
def phone(browser: Browser, day: Day) -> Iterator[Window]:
    with window(browser, PHONE, day.crew.tess) as opened:
        yield opened


def keeps_the_day(page: Page, day: Day) -> None:
    """Open her day once its picture is made, and wait until the phone has all of it."""
    until(page, lambda: day.rendered("hers"))
    page.goto(f"{day.home.url}/")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    jobs = [f"jobs/{day.jobs[name]['id']}" for name in ("hers", "next")]
    wanted = {*jobs, *(f"{job}/context" for job in jobs), "jobs?active", "jobs?completed"}

    def is_kept() -> bool:
        keys = [key for names in kept(page).values() for key in names]
        return wanted <= {*keys} and any(key.startswith(jobs[0][5:]) for key in keys)

    until(page, is_kept)


def refuses(route: Route) -> None:
    route.abort("connectionrefused")


def hangs(_: Route) -> None:
    """The request gets neither an answer nor a refusal."""


def cut(phone: Window, handler: Callable[[Route], None]) -> None:
    """The pages come, but nothing that asks our server does."""

    def closed(socket: WebSocketRoute) -> None:
        if handler is refuses:
            socket.close()

    phone.context.route(OURS, handler)
    phone.context.route_web_socket(re.compile("/socket.io/"), closed)


def seen_first(page: Page, address: str, text: str) -> float:
    """The milliseconds from the beginning of the page to the text."""
    page.add_init_script(f"({WATCH})({text!r})")
    page.goto(address, wait_until="domcontentloaded")
    expect(page.get_by_text(text).first).to_be_visible()
    return float(page.evaluate("(text) => window.firstSeen[text]", text))


@pytest.mark.parametrize("handler", [refuses, hangs])
def test_her_day_and_her_job_are_there_at_once(
    phone: Window, day: Day, handler: Callable[[Route], None]
) -> None:
    page, hers = phone.page, f"{day.home.url}/jobs/{day.jobs['hers']['id']}"
    keeps_the_day(page, day)
    cut(phone, handler)
    assert seen_first(page, f"{day.home.url}/", TITLE) < SOON * slack()
    expect(page.get_by_role("heading", name=NEXT)).to_be_visible()
    # A job that she has never opened is there, too, and so is where it is.
    page.get_by_role("link", name=NEXT).click()
    expect(page.get_by_role("heading", name=NEXT)).to_be_visible()
    expect(page.get_by_text(day.home.site["name"]).first).to_be_visible()
    assert seen_first(page, hers, "the old tray") < SOON * slack()
    steps.shown(page.get_by_role("main").locator("img.picture[src^='blob:']"), 1)


def test_what_happened_meanwhile_is_there_once_the_network_is_back(phone: Window, day: Day) -> None:
    page = phone.page
    keeps_the_day(page, day)
    cut(phone, refuses)
    day.crew.dan.ask("PATCH", day.path("hers"), {"title": "Replace both fan trays"})
    page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    phone.context.unroute(OURS)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name="Replace both fan trays")).to_be_visible()


def test_the_page_says_how_old_it_is(phone: Window, day: Day) -> None:
    page = phone.page
    keeps_the_day(page, day)
    cut(phone, refuses)
    said = page.get_by_text(re.compile("^As of .* no answer from the server$"))
    page.goto(f"{day.home.url}/")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(said).to_have_count(0)
    page.goto("about:blank")
    page.goto(f"{day.home.url}/favicon.svg")
    age(page, minutes=20)
    for path in ("/", f"/jobs/{day.jobs['hers']['id']}"):
        page.goto(f"{day.home.url}{path}")
        expect(said).to_be_visible()
        expect(page.locator(".as-of-old")).to_have_count(0)
    page.goto(f"{day.home.url}/favicon.svg")
    age(page, hours=24)
    page.goto(f"{day.home.url}/")
    expect(page.locator(".as-of-old")).to_have_text(re.compile(r"^As of \w+ \d+ \w+, \d\d:\d\d · "))


def test_signing_out_empties_the_phone(phone: Window, day: Day) -> None:
    page = phone.page
    keeps_the_day(page, day)
    page.goto(f"{day.home.url}/account")
    expect(page.get_by_text("Jobs kept here")).to_be_visible()
    page.get_by_role("button", name="Sign out here").click()
    page.wait_for_url(re.compile("/sign-in"))
    until(page, lambda: kept(page) == {} and people_with_keys(page) == [])
    cut(phone, refuses)
    page.goto(f"{day.home.url}/")
    expect(page.get_by_text("No answer from the server").first).to_be_visible()
    assert TITLE not in page.content()


def test_a_lost_phone_that_is_signed_out_from_the_desk_empties_itself_once_it_is_told(
    phone: Window, day: Day
) -> None:
    page = phone.page
    keeps_the_day(page, day)
    until(page, lambda: people_with_keys(page) == [day.crew.tess.id])
    cut(phone, refuses)
    page.goto(f"{day.home.url}/")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    day.home.ada.ask("POST", f"/api/people/{day.crew.tess.id}/sign-out", {})
    # Nothing has told the phone so far.
    page.goto(f"{day.home.url}/")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    assert kept(page) != {}
    assert people_with_keys(page) == [day.crew.tess.id]
    phone.context.unroute(OURS)
    page.goto(f"{day.home.url}/")
    page.wait_for_url(re.compile("/sign-in"))
    until(page, lambda: kept(page) == {} and people_with_keys(page) == [])
    assert TITLE not in page.content()


def test_the_next_person_finds_nothing_of_hers(phone: Window, day: Day, home: Installation) -> None:
    page = phone.page
    theo = home.invite("Theo Berg", "technician")
    home.job(day.crew.dan, "Swap the optics", theo)
    keeps_the_day(page, day)
    sign_in(page, theo)
    expect(page.get_by_role("heading", name="Swap the optics")).to_be_visible()
    until(page, lambda: any(theo.id in name for name in kept(page)))
    until(page, lambda: not [name for name in kept(page) if day.crew.tess.id in name])
    cut(phone, hangs)
    page.goto(f"{home.url}/")
    expect(page.get_by_role("heading", name="Swap the optics")).to_be_visible()
    assert TITLE not in page.content()


def sign_in(page: Page, guest: Guest) -> None:
    page.goto(guest.link)
    page.get_by_role("button", name=f"Sign in as {guest.name}").click()
    page.wait_for_url(f"{guest.url}/")


def test_a_job_that_she_was_taken_off_is_kept_no_more(phone: Window, day: Day) -> None:
    page, id = phone.page, day.jobs["next"]["id"]
    keeps_the_day(page, day)
    page.goto(f"{day.home.url}/jobs/{id}")
    expect(page.get_by_role("heading", name=NEXT)).to_be_visible()
    theo = day.home.invite("Theo Berg", "technician")
    day.crew.dan.ask("POST", day.path("next", "assign"), {"technician_ids": [theo.id]})
    page.goto(f"{day.home.url}/jobs/{id}")
    expect(page.get_by_role("alert").filter(has_text="no such job")).to_be_visible()
    until(page, lambda: f"jobs/{id}" not in str(kept(page)))


def test_pictures_of_a_job_that_was_opened_by_its_address_are_kept(phone: Window, day: Day) -> None:
    page, job = phone.page, day.jobs["hers"]["id"]
    until(page, lambda: day.rendered("hers"))
    page.goto(f"{day.home.url}/jobs/{job}")
    until(
        page,
        lambda: any(
            key.startswith(job)
            for name, keys in kept(page).items()
            if ".pictures." in name
            for key in keys
        ),
    )


def test_a_photo_that_has_no_room_gets_that_of_kept_pictures(phone: Window, day: Day) -> None:
    page, job = phone.page, f"/jobs/{day.jobs['hers']['id']}"
    # The quota holds as long as this session does, and for what is kept from now on.
    devtools = page.context.new_cdp_session(page)
    quota = {"origin": day.home.url, "quotaSize": 30_000_000}
    devtools.send("Storage.overrideQuotaForOrigin", quota)
    keeps_the_day(page, day)
    page.context.route("**/uploads", refuses)
    page.goto(day.home.url + job)
    expect(page.get_by_role("button", name="Photo", exact=True)).to_be_visible()
    fill_with_picture(page, day.crew.tess.id)
    assert room_of_pictures(page, day.crew.tess.id) >= 20_000_000
    photo = pictures.photo() + random.Random(1).randbytes(12_000_000)
    steps.take(page, "From the gallery", "IMG_1.jpg", photo)
    expect(page.locator(".tile-pending")).to_contain_text("Trying again")
    expect(page.get_by_text("Only on this page")).to_have_count(0)
    assert room_of_pictures(page, day.crew.tess.id) < 1_000_000
    assert job[1:] in str(kept(page)), "a document has no room to give"
