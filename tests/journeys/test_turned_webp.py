"""Tess picks a WebP that only its EXIF turns: her preview stands as everybody's picture will."""

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.builders.api_jobs import Day
from tests.builders.browsers import Window
from tests.builders.pictures import CORNERS, exif, image_bytes, scene, sensor_pixels
from tests.journeys import steps

pytestmark = pytest.mark.journey


def distance(one: Any, other: tuple[int, ...]) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_preview_of_a_webp_is_upright(phone: Window, day: Day, orientation: int) -> None:
    page = phone.page
    page.goto(f"{day.home.url}/jobs/{day.jobs['hers']['id']}")
    expect(page.get_by_role("button", name="Photo", exact=True)).to_be_visible()
    page.context.set_offline(True)
    held = sensor_pixels(scene(160, 160), orientation)
    content = image_bytes(held, "WEBP", exif=exif(orientation=orientation), lossless=True)
    steps.take(page, "From the gallery", "kept.webp", content)
    preview = page.locator(".tile-pending img.picture")
    expect(preview).to_be_visible()
    shot = Image.open(io.BytesIO(page.locator(".tile-pending .tile-button").screenshot()))
    pixels = shot.convert("RGB")
    for place, (x, y) in {
        "top left": (1, 1), "top right": (3, 1), "bottom left": (1, 3), "bottom right": (3, 3)
    }.items():  # fmt: skip
        seen = pixels.getpixel((x * pixels.width // 4, y * pixels.height // 4))
        # The tile may still be fading in.
        assert min(CORNERS, key=lambda corner: distance(seen, CORNERS[corner])) == place, seen
