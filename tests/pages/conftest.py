"""A browser with a camera, and the people who work in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.builders import pictures
from tests.builders.api_jobs import day_on_site
from tests.builders.browsers import PRETENDED_CAMERA, chromium
from tests.builders.installation import Installation
from tests.faults.web_and_worker import until
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


@pytest.fixture(scope="module")
def photo_share(home: Installation) -> str:
    """The address of a share with one picture."""
    day = day_on_site(home)
    day.photo("hers", pictures.photo(pictures.scene(400, 300)), "before")
    until(lambda: day.rendered("hers"), 60)
    return day.share("hers", "Auditors")
