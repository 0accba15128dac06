"""Two people and a guest use one phone, one after another: each sends and reads what is her own."""

import hashlib
import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.builders import pictures
from tests.builders.api_jobs import Day, crew_for
from tests.builders.browsers import Window
from tests.builders.installation import Guest, Installation
from tests.builders.kept import outbox, people_with_keys, until
from tests.journeys import steps

pytestmark = pytest.mark.journey
NOTED = "They have not paid since March."
TYPED = "Their switch is second hand."
FILE = "IMG_tess_42.jpg"
PHOTO = pictures.photo(pictures.scene(640, 480))
CHANGES = re.compile(r"/(uploads|notes)$")
NOTE_LABEL = "What do you see, what did you do?"
# An earlier version kept entries and drafts in the same places, and no word on whose they are.
AS_AN_EARLIER_VERSION_KEPT_IT = """job => new Promise((done, failed) => {
  localStorage.setItem(`smart-hands.draft.note.${job}`, "typed long ago");
  const opening = indexedDB.open("smart-hands");
  opening.onerror = failed;
  opening.onsuccess = () => {
    const table = opening.result.transaction("outbox", "readwrite").objectStore("outbox");
    table.getAll().onsuccess = ({ target }) => {
      for (const { owner, ...entry } of target.result) table.put(entry);
    };
    table.transaction.oncomplete = () => { opening.result.close(); done(); };
  };
})"""


@pytest.fixture
def theo(home: Installation) -> Guest:
    return home.invite("Theo Berg", "technician")


@pytest.fixture
def day(home: Installation, theo: Guest) -> Day:
    """A job of Tess and Theo, on which Tess has an internal photo that is stored already."""
    day = Day(home, crew_for(home))
    day.jobs["hers"] = home.job(day.crew.dan, "Replace the fan tray", day.crew.tess, theo)
    day.arrive("hers")
    day.photo("hers", pictures.photo(), "before", "badge of the guard", audience="internal")
    return day


def lies_encrypted(page: Page, owner: Guest, count: int) -> None:
    """What waits of the owner can't be read here, and her key is not here."""

    def rows() -> list[dict[str, Any]]:
        return [row for row in outbox(page) if row["owner"]["id"] == owner.id]

    until(page, lambda: owner.id not in people_with_keys(page) and len(rows()) == count)
    for row in rows():
        assert {*row} - {"file"} == {"id", "owner", "sequence", "encrypted"}
        text = json.dumps(row)
        assert [word for word in (NOTED, FILE, "JFIF", "photo", "caption") if word in text] == []
        assert not row.get("file", "").startswith("\xff\xd8")


def open_job(page: Page, day: Day) -> None:
    page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
    expect(page.get_by_role("button", name="Note", exact=True)).to_be_visible()


def leave_unsent(phone: Window, day: Day) -> None:
    """Tess takes a photo and an internal note that don't go out, and begins another note."""
    page = phone.page
    phone.context.route(CHANGES, lambda route: route.abort("connectionrefused"))
    open_job(page, day)
    steps.take(page, "From the gallery", FILE, PHOTO)
    page.get_by_role("button", name="Note", exact=True).click()
    page.get_by_label(NOTE_LABEL).fill(NOTED)
    page.get_by_label("Only for us, not for the client").check()
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text(NOTED)).to_be_visible()
    expect(page.get_by_text("Trying again").first).to_be_visible()
    page.get_by_role("button", name="Note", exact=True).click()
    page.get_by_label(NOTE_LABEL).fill(TYPED)
    page.get_by_label("Only for us, not for the client").check()


def hand_over(phone: Window, person: Guest | None) -> Page:
    """The phone is in another hand: her page is gone, and so is her login. The server is there from
    now on."""
    # A closed page lets go of a request that is held up here, which would reach the server.
    phone.page.goto("about:blank")
    phone.page.close()
    phone.context.unroute_all()
    phone.belongs_to(person)
    return phone.another()


def reads_nothing_of_hers(page: Page) -> None:
    waits = "2 items on this phone wait for Tess Vogel. They go when Tess Vogel signs in here."
    expect(page.get_by_text(waits)).to_be_visible()
    page.get_by_role("button", name="Note", exact=True).click()
    expect(page.get_by_label(NOTE_LABEL)).to_have_value("")
    page.keyboard.press("Escape")
    content = page.content()
    assert [text for text in (NOTED, TYPED, FILE) if text in content] == []
    expect(page.locator(".tile-pending")).to_have_count(0)


def authors(day: Day) -> dict[str, str]:
    """The author of each item of the job, by its text, or its kind for a photo."""
    items = day.crew.dan.ask("GET", day.path("hers"))["evidence"].values()
    return {
        item["text"] or item["caption"] or item["kind"]: item["author"]["name"] for item in items
    }


def test_what_tess_left_on_the_phone_waits_for_her_and_is_read_by_nobody_else(
    phone: Window, day: Day, theo: Guest
) -> None:
    leave_unsent(phone, day)
    open_job(page := hand_over(phone, theo), day)
    reads_nothing_of_hers(page)
    lies_encrypted(page, day.crew.tess, 2)
    steps.take(page, "From the gallery", "theos.jpg", pictures.photo(pictures.scene(320, 240)))
    expect(page.get_by_text("1 of 1 stored and checked")).to_be_visible()

    page = hand_over(phone, None)
    page.goto(day.join("hers", "Gus from next door"))
    page.get_by_role("button", name="Join").click()
    reads_nothing_of_hers(page)
    assert "badge of the guard" not in page.content()
    page.get_by_role("button", name="Note", exact=True).click()
    page.get_by_label(NOTE_LABEL).fill("The door is open.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("1 of 1 stored and checked")).to_be_visible()
    assert authors(day) == {
        "badge of the guard": "Tess Vogel",
        "photo": "Theo Berg",
        "The door is open.": "Gus from next door",
    }

    open_job(page := hand_over(phone, day.crew.tess), day)
    expect(page.get_by_text("2 of 2 stored and checked")).to_be_visible()
    page.get_by_role("button", name="Note", exact=True).click()
    expect(page.get_by_label(NOTE_LABEL)).to_have_value(TYPED)
    expect(page.get_by_label("Only for us, not for the client")).to_be_checked()
    items = day.crew.dan.ask("GET", day.path("hers"))["evidence"].values()
    mine = [item for item in items if item["author"]["name"] == "Tess Vogel"]
    assert hashlib.sha256(PHOTO).hexdigest() in {item["sha256"] for item in mine}
    assert sorted((item["kind"], item["audience"]) for item in mine) == [
        ("note", "internal"),
        ("photo", "client"),
        ("photo", "internal"),
    ]


def test_a_page_of_tess_is_theos_once_he_signs_in_beside_it(
    phone: Window, day: Day, theo: Guest
) -> None:
    page = phone.page
    open_job(page, day)
    page.get_by_role("button", name="Note", exact=True).click()
    page.get_by_label(NOTE_LABEL).fill(NOTED)
    beside = phone.another()
    beside.goto(theo.link)
    beside.get_by_role("button", name="Sign in as Theo").click()
    beside.wait_for_url(f"{theo.url}/")
    # The page learns that Tess's login has ended, and begins anew as Theo's.
    expect(page.get_by_label(NOTE_LABEL)).to_have_count(0)
    page.get_by_role("button", name="Note", exact=True).click()
    expect(page.get_by_label(NOTE_LABEL)).to_have_value("")
    assert NOTED not in page.content()
    assert authors(day) == {"badge of the guard": "Tess Vogel"}


def test_what_an_earlier_version_kept_is_nobodys_until_somebody_says_that_it_is_hers(
    phone: Window, day: Day, theo: Guest
) -> None:
    # It had no keys, either.
    phone.context.route("**/phone-keys/*", lambda route: route.abort("connectionrefused"))
    leave_unsent(phone, day)
    phone.page.evaluate(AS_AN_EARLIER_VERSION_KEPT_IT, day.jobs["hers"]["id"])
    open_job(page := hand_over(phone, theo), day)
    expect(page.get_by_text("Is this yours?")).to_be_visible()
    expect(page.get_by_text("2 unsent items and 1 draft")).to_be_visible()
    assert NOTED not in page.content()
    page.get_by_role("button", name="It is not mine").click()
    expect(page.get_by_text("Is this yours?")).to_have_count(0)
    assert authors(day) == {"badge of the guard": "Tess Vogel"}

    open_job(page := hand_over(phone, day.crew.tess), day)
    page.get_by_role("button", name="It is mine").click()
    expect(page.get_by_text("2 of 2 stored and checked")).to_be_visible()
    assert set(authors(day).values()) == {"Tess Vogel"}
