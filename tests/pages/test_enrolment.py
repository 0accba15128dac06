"""Somebody whose role needs a second factor sets one up at sign-in, on her phone or at her desk, in
English and in German, with Chromium's own authenticator."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.builders.browsers import DESK, PHONE, Window, window
from tests.builders.installation import PROCFILE, Guest, Installation, running_installation
from tests.pages.second_factors import add_authenticator, sees_no_fault

pytestmark = pytest.mark.journey
# Nobody calls anybody here, so no media node starts.
NO_MEDIA = [line for line in PROCFILE if not line.startswith("media:")]


@dataclass(frozen=True)
class Words:
    """What the pages say in one language."""

    language: str
    locale: str
    sign_in: str
    set_up: str
    passkey: str
    app: str
    key: str
    code: str
    confirm: str
    not_the_code: str
    codes: str
    go_on: str
    later: str
    board: str


ENGLISH = Words(
    language="en",
    locale="en-GB",
    sign_in="Sign in as",
    set_up="Set up a second factor",
    passkey="Use a passkey",
    app="Use an authenticator app",
    key="Copy the key",
    code="Code that the app shows",
    confirm="Turn it on",
    not_the_code="That is not the code",
    codes="Recovery codes",
    go_on="I have saved them, go on",
    later="Later",
    board="Board",
)
GERMAN = Words(
    language="de",
    locale="de-DE",
    sign_in="anmelden",
    set_up="Zweiten Faktor einrichten",
    passkey="Passkey verwenden",
    app="Authenticator-App verwenden",
    key="Schlüssel kopieren",
    code="Code, den die App zeigt",
    confirm="Einschalten",
    not_the_code="Das ist nicht der Code",
    codes="Ersatzcodes",
    go_on="Ich habe sie gesichert, weiter",
    later="Später",
    board="Tafel",
)
SEEN = [
    pytest.param(PHONE, GERMAN, id="phone, German"),
    pytest.param(DESK, ENGLISH, id="desk, English"),
    pytest.param(PHONE, ENGLISH, id="phone, English"),
    pytest.param(DESK, GERMAN, id="desk, German"),
]


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose dispatchers need a second factor from their first sign-in on."""
    needed = {"SMARTHANDS_SECOND_FACTOR": "dispatcher", "SMARTHANDS_SECOND_FACTOR_DAYS": "0"}
    with running_installation(tmp_path_factory.mktemp("strict"), *NO_MEDIA, **needed) as opened:
        yield opened


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose dispatchers have two weeks for it."""
    needed = {"SMARTHANDS_SECOND_FACTOR": "dispatcher", "SMARTHANDS_SECOND_FACTOR_DAYS": "14"}
    with running_installation(tmp_path_factory.mktemp("patient"), *NO_MEDIA, **needed) as opened:
        yield opened


@contextmanager
def at_sign_in(
    browser: Browser, home: Installation, device: dict[str, Any], words: Words
) -> Iterator[tuple[Window, Guest]]:
    """Dan has pressed his first link, in a browser that has an authenticator of its own."""
    dan = home.invite("Dan Cole", "dispatcher", language=words.language)
    with window(browser, device, locale=words.locale, reduced_motion="reduce") as opened:
        page = opened.page
        add_authenticator(opened)
        page.goto(dan.link)
        page.get_by_role("button", name=words.sign_in).click()
        expect(page.get_by_role("heading", name=words.set_up)).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", words.language)
        sees_no_fault(page)
        yield opened, dan


def go_on(page: Page, words: Words) -> None:
    """The recovery codes are shown this once, and lead to the pages."""
    expect(page.get_by_role("heading", name=words.codes)).to_be_visible()
    expect(page.locator(".recovery-codes code")).to_have_count(10)
    sees_no_fault(page)
    page.get_by_role("button", name=words.go_on).click()
    expect(board(page, words)).to_be_visible()


def board(page: Page, words: Words) -> Locator:
    return page.get_by_role("link", name=words.board)


def factors(page: Page, home: Installation) -> list[str]:
    """The kinds of factor that count for whoever is signed in on the page."""
    answer = page.request.get(f"{home.url}/api/second-factors")
    assert answer.ok, answer.text()
    return [factor["kind"] for factor in answer.json()["items"]]


@pytest.mark.parametrize(("device", "words"), SEEN)
def test_a_passkey_completes_the_first_sign_in(
    browser: Browser, strict: Installation, device: dict[str, Any], words: Words
) -> None:
    with at_sign_in(browser, strict, device, words) as (opened, _):
        page = opened.page
        expect(page.get_by_role("button", name=words.later)).to_have_count(0)
        page.get_by_role("button", name=words.passkey).click()
        go_on(page, words)
        assert factors(page, strict) == ["passkey"]


@pytest.mark.parametrize(("device", "words"), SEEN)
def test_an_app_completes_it_once_its_code_fits(
    browser: Browser, strict: Installation, device: dict[str, Any], words: Words
) -> None:
    with at_sign_in(browser, strict, device, words) as (opened, _):
        page = opened.page
        page.get_by_role("button", name=words.app).click()
        secret = page.get_by_role("textbox", name=words.key).input_value()
        sees_no_fault(page)
        page.get_by_label(words.code).fill("000 000")
        page.get_by_role("button", name=words.confirm).click()
        said = page.get_by_text(words.not_the_code)
        expect(said.and_(page.locator(".field-error"))).to_be_visible()
        # The page reads it out once more, and shows it once.
        expect(page.get_by_role("alert").filter(has_text=words.not_the_code)).to_have_class(
            "trouble-place unseen"
        )
        sees_no_fault(page)
        page.get_by_label(words.code).fill(pyotp.TOTP(secret).now())
        page.get_by_role("button", name=words.confirm).click()
        go_on(page, words)
        assert factors(page, strict) == ["totp"]


def test_who_leaves_before_it_is_set_up_is_not_signed_in(
    browser: Browser, strict: Installation
) -> None:
    with at_sign_in(browser, strict, PHONE, ENGLISH) as (opened, _):
        page = opened.page
        page.goto(strict.url)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert page.request.get(f"{strict.url}/api/jobs").status == 401


@pytest.mark.parametrize(("device", "words"), SEEN[:2])
def test_until_it_is_due_later_leads_to_the_pages(
    browser: Browser, patient: Installation, device: dict[str, Any], words: Words
) -> None:
    with at_sign_in(browser, patient, device, words) as (opened, _):
        page = opened.page
        page.get_by_role("button", name=words.later).click()
        expect(board(page, words)).to_be_visible()
        assert factors(page, patient) == []


def test_once_it_counts_nothing_says_that_it_is_still_due(
    browser: Browser, patient: Installation
) -> None:
    with at_sign_in(browser, patient, PHONE, ENGLISH) as (opened, _):
        page = opened.page
        page.get_by_role("button", name=ENGLISH.passkey).click()
        expect(page.get_by_role("heading", name=ENGLISH.codes)).to_be_visible()
        expect(page.get_by_role("button", name=ENGLISH.later)).to_have_count(0)
        expect(page.get_by_text("for your role")).to_have_count(0)
        go_on(page, ENGLISH)
