"""The page that hands out the root, to phones that don't trust our TLS yet."""

import plistlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from playwright.sync_api import Browser, Page, expect

from edge.page import LANGUAGES
from tests.builders.browsers import DESK, PHONE
from tests.builders.edge_process import (
    INSTALLING,
    PAGES,
    Edge,
    UpstreamRequest,
    edge,
    status,
    upstream,
)
from tests.builders.trusting_chromium import trusting_chromium
from tests.pages.audit import sticking_out, too_small, violations
from tests.running.web import answer

PHONES = {
    "android": "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/150.0 Mobile",
    "iphone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile Safari",
    "computer": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with upstream() as house:
        house.answer = served
        with edge(tmp_path_factory.mktemp("edge") / "lan", house.port) as made:
            yield made
            assert "Traceback" not in made.log.read_text()


def served(asked: UpstreamRequest) -> bytes:
    """A page, and a service worker for it."""
    kind, body = "text/html", b"<title>in</title>"
    if asked.target == "/sw.js":
        kind, body = "text/javascript", b"self.addEventListener('fetch', () => {})"
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )


def url(door: Edge, path: str = "/", place: int = INSTALLING) -> str:
    scheme = "http" if place == INSTALLING else "https"
    return f"{scheme}://{door.address}:{door.port + place}{path}"


def root(door: Edge) -> x509.Certificate:
    return x509.load_pem_x509_certificate((door.folder / "root.crt").read_bytes())


def test_the_certificate_downloads_as_one(door: Edge) -> None:
    got = answer(url(door, "/smart-hands.crt"))
    assert got.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert got.headers["Content-Disposition"] == 'attachment; filename="smart-hands.crt"'
    assert x509.load_der_x509_certificate(got.body) == root(door)


def test_the_profile_is_one_for_ios_with_the_root_in_it(door: Edge) -> None:
    got = answer(url(door, "/smart-hands.mobileconfig"))
    assert got.headers["Content-Type"] == "application/x-apple-aspen-config"
    assert "Content-Disposition" not in got.headers  # else Safari files it away, and asks nobody
    profile = plistlib.loads(got.body)
    [payload] = profile["PayloadContent"]
    assert (profile["PayloadType"], profile["PayloadVersion"]) == ("Configuration", 1)
    assert payload["PayloadType"] == "com.apple.security.root"
    assert payload["PayloadContent"] == root(door).public_bytes(Encoding.DER)
    identifiers = [one["PayloadUUID"] for one in (profile, payload)]
    assert len(set(identifiers)) == 2
    assert all(
        re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", one) for one in identifiers
    )
    assert answer(url(door, "/smart-hands.mobileconfig")).body == got.body


@pytest.mark.parametrize(
    ("accepted", "query", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "", "de"),
        ("en;q=0.5,de;q=0.6", "", "de"),
        ("fr,de;q=0.3,en;q=0.2", "", "de"),
        ("fr", "", "en"),
        ("", "", "en"),
        ("de;q=nonsense, ;;;", "", "en"),
        ("en", "?lang=de", "de"),
        ("de", "?lang=en", "en"),
        ("de", "?lang=xx", "de"),
    ],
)
def test_it_speaks_the_readers_language(
    door: Edge, accepted: str, query: str, language: str
) -> None:
    got = answer(url(door, f"/{query}"), headers={"Accept-Language": accepted})
    assert got.headers["Content-Type"] == "text/html; charset=utf-8"
    text = got.body.decode()
    assert f'<html lang="{language}">' in text
    assert f"<h1>{LANGUAGES[language]['title']}</h1>" in text
    assert "$" not in text
    assert "{name}" not in text


def test_both_languages_say_the_same_things() -> None:
    def shape(words: object) -> object:
        if isinstance(words, dict):
            return {key: shape(said) for key, said in words.items()}
        return len(words) if isinstance(words, list) else type(words)

    assert shape(LANGUAGES["en"]) == shape(LANGUAGES["de"])


@pytest.mark.parametrize("device", PHONES)
def test_the_readers_own_device_is_open(door: Edge, device: str) -> None:
    text = answer(url(door), headers={"User-Agent": PHONES[device]}).body.decode()
    opened = f"<details open><summary>{LANGUAGES['en'][device]['title']}</summary>"
    assert text.count("<details open>") == 1
    assert opened in text


def test_nothing_else_is_there(door: Edge) -> None:
    for path in ("/root.pem", "/../root.pem", "/leaf.pem", "/lan/root.pem", "//", "/api/people"):
        got = answer(url(door, path))
        assert got.status == 404
        assert b"PRIVATE" not in got.body
    assert answer(url(door), "POST", body=b"x").status == 405
    assert answer(url(door), "HEAD").body == b""
    assert status(door.say(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")) == 200  # over TLS: the house


@pytest.mark.journey
def test_the_page_knows_whether_this_browser_trusts_the_root(door: Edge, tmp_path: Path) -> None:
    words = LANGUAGES["de"]
    with trusting_chromium(tmp_path / "new") as browser:
        page = opened(browser, door, locale="de-DE", **PHONE)
        expect(page.get_by_text(words["untrusted"])).to_be_visible()
        expect(page.get_by_role("link", name=words["open"])).to_have_count(1)
        fingerprint = page.locator("code").inner_text()
    with trusting_chromium(tmp_path / "trusting", door.folder / "root.crt") as browser:
        page = opened(browser, door, locale="de-DE", **PHONE)
        expect(page.get_by_text(words["trusted"])).to_be_visible()
        expect(page.get_by_text(words["untrusted"])).to_be_hidden()
        page.get_by_role("link", name=words["open"]).click()
        expect(page).to_have_title("in")
        assert page.url == url(door, place=PAGES)
        page = opened(browser, door, locale="en-GB", color_scheme="dark", **DESK)
        page.get_by_role("link", name="Deutsch").click()
        expect(page.get_by_role("heading", name=words["title"])).to_be_visible()
        assert page.locator("code").inner_text() == fingerprint
        assert len(fingerprint.split(":")) == 32


def opened(browser: Browser, door: Edge, **device: object) -> Page:
    """The page, on a device; nothing on it offends axe or its own content security policy."""
    page = browser.new_context(**device).new_page()  # type: ignore[arg-type]
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(url(door))
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    expect(page.locator("body")).to_have_attribute("data-trusted", re.compile("yes|no"))
    assert violations(page, glare=True) == []
    assert too_small(page, target=48, text=15) == []
    assert sticking_out(page) == []
    assert not [text for text in said if "Content Security Policy" in text]
    return page


REGISTERED = "navigator.serviceWorker.register('/sw.js').then(() => 'yes', error => error.name)"


@pytest.mark.journey
def test_a_service_worker_needs_the_root_installed(door: Edge, tmp_path: Path) -> None:
    """What a certificate that was clicked away does not give: the reason for all this."""
    with trusting_chromium(tmp_path / "bypassing") as browser:
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.goto(url(door, place=PAGES))
        assert page.evaluate(REGISTERED) == "SecurityError"
    with trusting_chromium(tmp_path / "trusting", door.folder / "root.crt") as browser:
        page = browser.new_page()
        page.goto(url(door, place=PAGES))
        assert page.evaluate(REGISTERED) == "yes"
        assert page.evaluate("isSecureContext && typeof crypto.subtle.digest") == "function"
        asked = "navigator.mediaDevices.getUserMedia({video: true}).then(s => s.active)"
        assert page.evaluate(asked) is True
