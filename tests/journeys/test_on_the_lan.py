"""A phone on the same LAN opens a job, sends photos and shows pictures, all in TLS it trusts."""

import hashlib
import http.client
import json
import random
import re
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.http.headers import origin
from server.settings import lan
from server.settings.settings import Settings
from tests.builders.browsers import DESK, PHONE, window
from tests.builders.edge_process import ADDRESS, OBJECTS, three_ports
from tests.builders.installation import PROCFILE, Guest, Installation
from tests.builders.trusting_chromium import trusting_chromium
from tests.journeys import steps
from tests.journeys.words import ENGLISH
from tests.running.supervisor import RunningSupervisor, running_supervisor

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSupervisor]:
    """An installation on this machine's own address, where it has one network."""
    try:
        address = str(lan.phones_address(lan.addresses()))
    except ValueError:
        address = ADDRESS
    environment = {"LAN": "1", "SMARTHANDS_LAN_ADDRESS": address}
    environment["SMARTHANDS_LAN_PORT"] = str(three_ports(address))
    with running_supervisor(tmp_path_factory.mktemp("home"), *PROCFILE, **environment) as running:
        running.wait_for("SHA-256 of the root: ", seconds=60)
        yield running


def root(home: RunningSupervisor) -> Path:
    return home.folder / "var" / "lan" / "root.crt"


def guest(home: RunningSupervisor, url: str, name: str) -> Guest:
    """One of the people of the first start, with the link that the terminal shows."""
    link = re.search(rf"{name} \(.*\): ({url}/in/\S+)", home.log())
    assert link, home.log()
    return Guest(url, "", name, link[1])


def test_photos_go_from_a_phone_to_the_desk(home: RunningSupervisor, tmp_path: Path) -> None:
    words = ENGLISH
    settings = Settings.from_environment(home.environ)
    tess, dan = (guest(home, settings.url, name) for name in ("Tess Vogel", "Dan Okafor"))
    with trusting_chromium(tmp_path / "home", root(home)) as browser, ExitStack() as windows:
        phone, desk = (
            windows.enter_context(window(browser, device)).page for device in (PHONE, DESK)
        )
        requests: set[tuple[str, str]] = set()
        for page in (phone, desk):
            page.on("request", lambda one: requests.add((one.method, origin(one.url))))
        steps.sign_in(desk, dan, words)
        job = steps.open_a_job(desk, words, tess.name)
        desk.evaluate("window.neverReloaded = true")
        steps.sign_in(phone, tess, words)
        steps.arrive(phone, words)
        photos = {"turned.jpg": steps.turned_jpeg(), "1.heic": steps.heic(real_one=False)}
        for photo in photos.items():
            steps.take(phone, words.gallery, *photo)
        evidence = desk.get_by_role("region", name=words.evidence, exact=True)
        steps.shown(evidence.locator("img.picture"), 2)
        expect(phone.get_by_text(words.all_stored.format(2))).to_be_visible(timeout=steps.SOON)
        assert desk.evaluate("window.neverReloaded")
        for page in (phone, desk):
            the_page_is_secure(page)
        only_the_edge_was_requested(requests, settings)
    originals = Installation(home, settings, dan).originals(job)
    assert digests([one for [one] in originals.values()]) == digests(list(photos.values()))


def digests(contents: list[bytes]) -> list[str]:
    return sorted(hashlib.sha256(content).hexdigest() for content in contents)


ALLOWED = "navigator.mediaDevices.getUserMedia({video: true, audio: true}).then(it => it.active)"


def the_page_is_secure(page: Page) -> None:
    """The page may use the camera, and its login travels in TLS alone."""
    assert page.evaluate("isSecureContext")
    assert page.evaluate(ALLOWED)
    login = next(one for one in page.context.cookies() if "login" in str(one.get("name")))
    assert str(login.get("name")).startswith("__Host-")
    assert login.get("secure")


def only_the_edge_was_requested(requests: set[tuple[str, str]], settings: Settings) -> None:
    places = {place for _, place in requests if not place.startswith("blob:")}
    assert places == {settings.url, settings.s3_public_url}
    assert {method for method, place in requests if place == settings.s3_public_url} >= {
        "PUT",
        "GET",
    }


def test_guesses_at_links_are_limited_whatever_address_they_claim(home: RunningSupervisor) -> None:
    settings = Settings.from_environment(home.environ)
    statuses, chance = [], random.Random(7)
    for _ in range(30):
        lie = str(IPv4Address(chance.getrandbits(32)))
        lies = {"X-Forwarded-For": lie, "X_Forwarded_For": lie, "Forwarded": f"for={lie}"}
        statuses.append(ask(home, settings, "POST", "/api/logins", {"link": "a" * 43}, lies))
    assert 429 in statuses
    assert statuses[-1] == 429


def ask(
    home: RunningSupervisor,
    settings: Settings,
    method: str,
    path: str,
    body: object,
    headers: dict[str, str],
) -> int:
    host, _, port = settings.url.removeprefix("https://").partition(":")
    context = ssl.create_default_context(cafile=root(home))
    connection = http.client.HTTPSConnection(host, int(port), timeout=30, context=context)
    try:
        own = {"Origin": settings.url, "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body), own | headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_objects_are_served_only_by_a_signed_address(home: RunningSupervisor) -> None:
    settings = Settings.from_environment(home.environ)
    objects = settings.s3_public_url.rpartition(":")
    host, port = objects[0].removeprefix("https://"), int(objects[2])
    assert port == settings.lan_port + OBJECTS
    context = ssl.create_default_context(cafile=root(home))
    for method, path, status in (
        ("GET", "/", 404),
        ("GET", "/evidence/", 403),
        ("GET", "/evidence/jobs", 403),
        ("PUT", "/evidence/mine", 403),
        ("DELETE", "/evidence/jobs", 405),
    ):
        connection = http.client.HTTPSConnection(host, port, timeout=30, context=context)
        connection.request(method, path, b"x" if method == "PUT" else None)
        assert connection.getresponse().status == status, (method, path)
        connection.close()
