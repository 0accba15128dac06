"""The page that serves the root certificate to phones that don't trust our TLS yet."""

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
def edge_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with upstream() as web:
        web.answer = served
        with edge(tmp_path_factory.mktemp("edge") / "lan", web.port) as running:
            yield running
            assert "Traceback" not in running.log.read_text()


def served(request: UpstreamRequest) -> bytes:
    """A page, and a service worker for it."""
    kind, body = "text/html", b"<title>in</title>"
    if request.target == "/sw.js":
        kind, body = "text/javascript", b"self.addEventListener('fetch', () => {})"
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )


def url(edge_process: Edge, path: str = "/", place: int = INSTALLING) -> str:
    scheme = "http" if place == INSTALLING else "https"
    return f"{scheme}://{edge_process.address}:{edge_process.port + place}{path}"


def root(edge_process: Edge) -> x509.Certificate:
    return x509.load_pem_x509_certificate((edge_process.folder / "root.crt").read_bytes())


def test_the_root_downloads_as_a_certificate(edge_process: Edge) -> None:
    download = answer(url(edge_process, "/smart-hands.crt"))
    assert download.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert download.headers["Content-Disposition"] == 'attachment; filename="smart-hands.crt"'
    assert x509.load_der_x509_certificate(download.body) == root(edge_process)


def test_the_profile_is_for_ios_and_contains_the_root(edge_process: Edge) -> None:
    download = answer(url(edge_process, "/smart-hands.mobileconfig"))
    assert download.headers["Content-Type"] == "application/x-apple-aspen-config"
    # Safari files it away without a question otherwise.
    assert "Content-Disposition" not in download.headers
    profile = plistlib.loads(download.body)
    [payload] = profile["PayloadContent"]
    assert (profile["PayloadType"], profile["PayloadVersion"]) == ("Configuration", 1)
    assert payload["PayloadType"] == "com.apple.security.root"
    assert payload["PayloadContent"] == root(edge_process).public_bytes(Encoding.DER)
    identifiers = [one["PayloadUUID"] for one in (profile, payload)]
    assert len(set(identifiers)) == 2
    assert all(
        re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", one) for one in identifiers
    )
    assert answer(url(edge_process, "/smart-hands.mobileconfig")).body == download.body


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
def test_the_page_speaks_the_readers_language(
    edge_process: Edge, accepted: str, query: str, language: str
) -> None:
    page = answer(url(edge_process, f"/{query}"), headers={"Accept-Language": accepted})
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    text = page.body.decode()
    assert f'<html lang="{language}">' in text
    assert f"<h1>{LANGUAGES[language]['title']}</h1>" in text
    assert "$" not in text
    assert "{name}" not in text


def test_both_languages_say_the_same_things() -> None:
    def shape(words: object) -> object:
        if isinstance(words, dict):
            return {key: shape(texts) for key, texts in words.items()}
        return len(words) if isinstance(words, list) else type(words)

    assert shape(LANGUAGES["en"]) == shape(LANGUAGES["de"])


@pytest.mark.parametrize("device", PHONES)
def test_the_steps_of_the_readers_own_device_are_open(edge_process: Edge, device: str) -> None:
    text = answer(url(edge_process), headers={"User-Agent": PHONES[device]}).body.decode()
    opened = f"<details open><summary>{LANGUAGES['en'][device]['title']}</summary>"
    assert text.count("<details open>") == 1
    assert opened in text


def test_no_other_address_is_served(edge_process: Edge) -> None:
    for path in ("/root.pem", "/../root.pem", "/leaf.pem", "/lan/root.pem", "//", "/api/people"):
        page = answer(url(edge_process, path))
        assert page.status == 404
        assert b"PRIVATE" not in page.body
    assert answer(url(edge_process), "POST", body=b"x").status == 405
    assert answer(url(edge_process), "HEAD").body == b""
    # The pages of the web process come over TLS.
    assert status(edge_process.say(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")) == 200


@pytest.mark.journey
def test_the_page_knows_whether_this_browser_trusts_the_root(
    edge_process: Edge, tmp_path: Path
) -> None:
    words = LANGUAGES["de"]
    with trusting_chromium(tmp_path / "new") as browser:
        page = opened(browser, edge_process, locale="de-DE", **PHONE)
        expect(page.get_by_text(words["untrusted"])).to_be_visible()
        expect(page.get_by_role("link", name=words["open"])).to_have_count(1)
        fingerprint = page.locator("code").inner_text()
    with trusting_chromium(tmp_path / "trusting", edge_process.folder / "root.crt") as browser:
        page = opened(browser, edge_process, locale="de-DE", **PHONE)
        expect(page.get_by_text(words["trusted"])).to_be_visible()
        expect(page.get_by_text(words["untrusted"])).to_be_hidden()
        page.get_by_role("link", name=words["open"]).click()
        expect(page).to_have_title("in")
        assert page.url == url(edge_process, place=PAGES)
        page = opened(browser, edge_process, locale="en-GB", color_scheme="dark", **DESK)
        page.get_by_role("link", name="Deutsch").click()
        expect(page.get_by_role("heading", name=words["title"])).to_be_visible()
        assert page.locator("code").inner_text() == fingerprint
        assert len(fingerprint.split(":")) == 32


def opened(browser: Browser, edge_process: Edge, **device: object) -> Page:
    """The page on a device; nothing on it offends axe or its own content security policy."""
    page = browser.new_context(**device).new_page()  # type: ignore[arg-type]
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(url(edge_process))
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    expect(page.locator("body")).to_have_attribute("data-trusted", re.compile("yes|no"))
    assert violations(page, glare=True) == []
    assert too_small(page, target=48, text=15) == []
    assert sticking_out(page) == []
    assert not [text for text in messages if "Content Security Policy" in text]
    return page


REGISTERED = "navigator.serviceWorker.register('/sw.js').then(() => 'yes', error => error.name)"


@pytest.mark.journey
def test_a_service_worker_needs_the_root_installed(edge_process: Edge, tmp_path: Path) -> None:
    """A service worker needs an installed root: a certificate warning that was clicked away is not
    enough."""
    with trusting_chromium(tmp_path / "bypassing") as browser:
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.goto(url(edge_process, place=PAGES))
        assert page.evaluate(REGISTERED) == "SecurityError"
    with trusting_chromium(tmp_path / "trusting", edge_process.folder / "root.crt") as browser:
        page = browser.new_page()
        page.goto(url(edge_process, place=PAGES))
        assert page.evaluate(REGISTERED) == "yes"
        assert page.evaluate("isSecureContext && typeof crypto.subtle.digest") == "function"
        script = "navigator.mediaDevices.getUserMedia({video: true}).then(s => s.active)"
        assert page.evaluate(script) is True
