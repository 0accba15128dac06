"""A phone can install the pages: the manifest says what browsers ask for, and its icons exist."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from server.routes.files import UNHASHED

WEB = Path(__file__).resolve().parents[2] / "web"
PUBLIC = WEB / "public"
MANIFEST: dict[str, Any] = json.loads((PUBLIC / "manifest.webmanifest").read_text("utf-8"))
DRAWN = [icon for icon in MANIFEST["icons"] if icon["type"] == "image/png"]


def test_the_installed_pages_are_one_app_at_every_address() -> None:
    assert {MANIFEST[name] for name in ("id", "scope", "start_url")} == {"/"}
    assert (MANIFEST["display"], MANIFEST["orientation"]) == ("standalone", "any")


@pytest.mark.parametrize("icon", DRAWN, ids=lambda icon: str(icon["src"]))
def test_an_icon_has_its_size_and_goes_to_the_edges(icon: dict[str, str]) -> None:
    with Image.open(PUBLIC / icon["src"][1:]) as drawn:
        assert "x".join(map(str, drawn.size)) == icon["sizes"]
        # iOS paints what is transparent black.
        corner = drawn.convert("RGBA").getpixel((0, 0))
    assert corner == (0x1F, 0x3A, 0x93, 255)


def test_a_maskable_icon_keeps_its_drawing_within_the_circle_that_every_phone_shows() -> None:
    [icon] = [each for each in DRAWN if each["purpose"] == "maskable"]
    with Image.open(PUBLIC / icon["src"][1:]) as drawn:
        pixels = drawn.convert("RGB")
    middle, radius = pixels.width / 2, pixels.width * 0.4
    ground = pixels.getpixel((0, 0))
    outside = {
        pixels.getpixel((x, y))
        for x in range(0, pixels.width, 2)
        for y in range(0, pixels.height, 2)
        if (x - middle) ** 2 + (y - middle) ** 2 > radius**2
    }
    assert outside == {ground}
    assert {each["purpose"] for each in DRAWN} == {"any", "maskable"}


def test_the_server_has_each_file_that_keeps_its_name() -> None:
    named = {icon["src"][1:] for icon in MANIFEST["icons"]} | {"sw.js", "manifest.webmanifest"}
    assert named == set(UNHASHED)
    assert {path.name for path in PUBLIC.iterdir()} == set(UNHASHED) - {"sw.js"}


def test_the_bar_above_the_pages_is_light_or_dark_as_they_are() -> None:
    page = (WEB / "index.html").read_text("utf-8")
    for scheme in ("light", "dark"):
        assert re.search(rf'name="theme-color" content="#\w+" media="[^"]*{scheme}\)"', page)
