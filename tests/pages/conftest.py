"""A browser with a camera, and the people who work in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.builders.browsers import PRETENDED_CAMERA, chromium
from tests.builders.installation import Installation
from tests.pages.console import Floor, floor


@pytest.fixture(scope="module")
def filming() -> Iterator[Browser]:
    """A browser whose camera films Chromium's own moving picture."""
    with chromium(*PRETENDED_CAMERA) as opened:
        yield opened


@pytest.fixture
def hall(home: Installation, filming: Browser) -> Iterator[Floor]:
    """A floor with an open job, on which nobody is in a call."""
    with floor(home, filming) as opened:
        opened.title = opened.job("now", "Core switch, no link")
        yield opened
