"""Everybody sees where she is signed in, and ends each of those logins, and nobody else's."""

from uuid import uuid4

import pytest

from server.http.user_agent import device_name
from tests.builders.site import Caller, Site, link, token_in
from tests.http.signing_in import OURS, cookie_of, sign_in

ANDROID = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36"  # noqa: E501 one header
NAMES = {
    ANDROID: "Chrome · Android",
    "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/156.0 Safari/537.36 Edg/156.0": "Edge · Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Mobile Safari/604.1": "Safari · iPhone",
    "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Firefox/150.0": "Firefox · Linux",
    "Mozilla/5.0 (iPad; CPU OS 19_0) CriOS/156.0 Mobile Safari/604.1": "Chrome · iPad",
    "dispatch-bridge/2.1": "dispatch-bridge",
    "": "",
    "é\x07/1": "",
    "x" * 500: "x" * 40,
}


@pytest.mark.parametrize(("header", "name"), NAMES.items())
def test_a_device_has_the_name_that_its_owner_knows(header: str, name: str) -> None:
    assert device_name(header) == name


def test_the_list_has_each_device_with_when_it_was_seen(site: Site) -> None:
    token = token_in(link(site.world, "Tess").url)
    answer = sign_in(site.somebody(), token, headers={**OURS, "User-Agent": ANDROID})
    phone = Caller(site.app, "10.9.9.9", cookie=cookie_of(answer).value)
    site.world.clock.pass_by(hours=1)
    laptop = site.signed_in("Tess")
    assert phone.get("/api/jobs").status == 200
    site.world.clock.pass_by(minutes=10)
    items = laptop.get("/api/logins").body["items"]
    assert [(item["device"], item["kind"], item["current"]) for item in items] == [
        ("", "bearer", True),
        ("Chrome · Android", "cookie", False),
    ]
    assert items[1]["last_seen_at"] > items[1]["created_at"]


def test_a_device_that_is_ended_is_signed_out_at_once(site: Site) -> None:
    lost, laptop = site.signed_in("Tess"), site.signed_in("Tess")
    assert lost.get("/api/jobs").status == 200
    items = laptop.get("/api/logins").body["items"]
    [other] = [item for item in items if not item["current"]]
    for _ in range(2):
        assert laptop.delete(f"/api/logins/{other['id']}").status == 204
    assert lost.get("/api/jobs").code == "signed_out"
    assert [item["current"] for item in laptop.get("/api/logins").body["items"]] == [True]
    assert site.world.announced.kinds.count("login.ended") == 1


def test_nobody_ends_or_sees_the_login_of_somebody_else(site: Site) -> None:
    tess, ada = site.signed_in("Tess"), site.signed_in("Ada")
    [own] = tess.get("/api/logins").body["items"]
    for id in (own["id"], uuid4()):
        assert ada.delete(f"/api/logins/{id}").status == 404
    assert own["id"] not in ada.get("/api/logins").data.decode()
    assert tess.get("/api/jobs").status == 200
