"""A browser with a camera, and the people who work in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.builders import pictures
from tests.builders.api_jobs import Day, crew_for, day_on_site
from tests.builders.browsers import PRETENDED_CAMERA, chromium
from tests.builders.installation import Installation
from tests.builders.playable_files import noise, tone
from tests.builders.recorded_job import record_job
from tests.builders.working_day import working_day
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


@pytest.fixture(scope="session")
def day(home: Installation) -> Day:
    """The working day that the views show, which no test changes."""
    shots = {name: pictures.photo(pictures.scene(400, 300)) for name in ("one", "two")}
    day = working_day(home, crew_for(home), lambda name: shots["one" if name < "n" else "two"])
    day.job("taped", "Console port does not answer")
    day.arrive("taped")
    record_job(day, "taped", noise(10, megabits=2), tone(8), seconds=10.0)
    return day


@pytest.fixture(scope="session")
def unused(day: Day) -> str:
    """The token of a link that is looked at and never pressed."""
    return day.home.invite("Theo Brandt", "technician").link.rsplit("/", 1)[1]
