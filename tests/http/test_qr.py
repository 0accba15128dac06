"""The QR code of a join link, read as a phone reads it: from the picture on a screen."""

import base64
import io
import re
from uuid import UUID

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser

from tests.builders.sessions import token_of_join
from tests.builders.site import Answer, Site, jobs_path

QUIET_ZONE = 4
"""Modules of white around a code (ISO/IEC 18004, 9.1)."""


@pytest.fixture
def code(site: Site, job: UUID) -> Answer:
    token_of_join(site.world, job)
    eva = site.signed_in("Eva")
    [join] = eva.get(jobs_path(job, "joins")).body["items"]
    return eva.get(jobs_path(job, "joins", join["id"], "qr.svg"))


def screenshot(browser: Browser, svg: bytes, width: int, background: str) -> Image.Image:
    """A picture of the code as a page shows it, so many pixels wide."""
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
    page = browser.new_page(viewport={"width": 600, "height": 600})
    try:
        page.set_content(
            f'<body style="background: {background}"><img src="{source}" width="{width}"></body>'
        )
        return Image.open(io.BytesIO(page.screenshot()))
    finally:
        page.close()


@pytest.mark.parametrize(("width", "background"), [(480, "white"), (160, "white"), (240, "black")])
def test_a_phone_reads_the_link_from_the_screen(
    site: Site, job: UUID, code: Answer, browser: Browser, width: int, background: str
) -> None:
    [join] = site.signed_in("Dan").get(jobs_path(job, "joins")).body["items"]
    picture = screenshot(browser, code.data, width, background)
    [read] = zxingcpp.read_barcodes(picture)
    assert (read.format, read.text) == (zxingcpp.BarcodeFormat.QRCode, join["url"])
    assert read.ec_level == "M"


def test_the_code_is_a_plain_drawing_with_white_around_it(code: Answer) -> None:
    drawn = code.data.decode()
    assert set(re.findall(r"<(\w+)", drawn)) == {"svg", "g", "path"}
    [width, height] = map(int, re.findall(r' viewBox="0 0 (\d+) (\d+)"', drawn)[0])
    # 68 bytes at level M: version 5, of 37 modules (ISO/IEC 18004, table 7).
    assert width == height == 8 * (37 + 2 * QUIET_ZONE)
    assert re.search(
        rf'<path fill="#fff" d="M0 0h{width // 8}v{width // 8}h-{width // 8}z"/>', drawn
    )


def test_the_code_is_served_as_svg_and_cached_by_nobody(code: Answer) -> None:
    assert code.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert code.headers["Cache-Control"] == "no-store"
    assert code.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in code.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in code.headers
