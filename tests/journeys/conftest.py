"""Browsers with cameras, of which one films a job, one a pattern, and two are far apart; and a web
process whose pages change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.builders.api_jobs import Day, day_on_site
from tests.builders.browsers import PHONE, Window, chromium, window
from tests.builders.deployment import Deployment, running_deployment
from tests.builders.footage import clip
from tests.builders.installation import Installation
from tests.builders.phone_network import PhoneNetwork
from tests.builders.remote_phone import browsers
from tests.faults.lossy_network import LossyNetwork
from tests.journeys import calling
from tests.journeys.live_call import Story, in_windows


@pytest.fixture
def day(home: Installation) -> Day:
    return day_on_site(home)


@pytest.fixture
def phone(browser: Browser, day: Day) -> Iterator[Window]:
    """Tess's phone, on which she is signed in."""
    with window(browser, PHONE, day.crew.tess) as opened:
        yield opened


@pytest.fixture
def deployment(sqlite_template: Path, tmp_path: Path) -> Iterator[Deployment]:
    with running_deployment(sqlite_template, tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def filming(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(*calling.flags(clip(tmp_path_factory.mktemp("footage")))) as opened:
        yield opened


@pytest.fixture(scope="module")
def patterned() -> Iterator[Browser]:
    """A browser whose camera films Chromium's own pattern."""
    with chromium(*calling.flags(None)) as opened:
        yield opened


@pytest.fixture(scope="module")
def far_and_near(
    house: tuple[Installation, PhoneNetwork, LossyNetwork],
) -> Iterator[tuple[Browser, Browser]]:
    """The browsers of the phone, far away, and of the desk; each module says how far by `house`."""
    with browsers(house[0], house[1]) as pair:
        yield pair


@pytest.fixture
def story(home: Installation, filming: Browser) -> Iterator[Story]:
    with in_windows(home, filming) as story:
        yield story
