"""Draws the icons of the installed pages from the favicon: `python -m scripts.icons`.

Phones cut an icon to their own shape, so that its ground goes to the edges; what is drawn on a
maskable one keeps within a circle of 80 % of its width (https://www.w3.org/TR/appmanifest/).
"""

from pathlib import Path

from playwright.sync_api import Browser

from tests.builders.browsers import chromium

FOLDER = Path(__file__).resolve().parents[1] / "web" / "public"
# File -> pixels of its side, and the ground around the drawing in units of the favicon's 64.
ICONS = {
    "icon-192.png": (192, 0),
    "icon-512.png": (512, 0),
    "icon-maskable-512.png": (512, 6),
}
CORNERED = '<rect width="64" height="64" rx="14"'
VIEW = 'viewBox="0 0 64 64"'


def drawing(favicon: str, ground: int) -> str:
    assert CORNERED in favicon
    assert VIEW in favicon
    side = 64 + 2 * ground
    square = f'<rect x="{-ground}" y="{-ground}" width="{side}" height="{side}"'
    view = f'viewBox="{-ground} {-ground} {side} {side}"'
    return favicon.replace(CORNERED, square).replace(VIEW, view)


def draw(browser: Browser, svg: str, side: int) -> bytes:
    page = browser.new_page(viewport={"width": side, "height": side})
    page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{svg}")
    return page.screenshot()


def main() -> None:
    favicon = (FOLDER / "favicon.svg").read_text("utf-8")
    with chromium() as browser:
        for name, (side, ground) in ICONS.items():
            (FOLDER / name).write_bytes(draw(browser, drawing(favicon, ground), side))


if __name__ == "__main__":
    main()
