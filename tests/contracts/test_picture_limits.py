"""The pages ask before they send a picture above the sizes that the server can show."""

import re

from tests.running.supervisor import ROOT
from workers.sandbox import decode

FACTS = ROOT / "web" / "src" / "device" / "pictures" / "facts.ts"
MEGAPIXEL = 1_000_000


def test_pages_and_server_have_the_same_largest_pictures() -> None:
    found = re.search(r"export const MOST = \{(.*)\}", FACTS.read_text(encoding="utf-8"))
    assert found
    pages = {name: int(most) for name, most in re.findall(r"(\w+): (\d+)", found[1])}
    server = {
        "streamed": decode._MOST_PIXELS_STREAMED,
        "whole": decode._MOST_PIXELS,
        "webp": decode._MOST_PIXELS_WEBP,
    }
    assert {name: most * MEGAPIXEL for name, most in pages.items()} == server
