"""Browsers with cameras: one films a job, one a pattern, and two are far from each other."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.builders.afield import Afield
from tests.builders.browsing import chromium
from tests.builders.faraway import browsers
from tests.builders.footage import clip
from tests.builders.residence import Residence
from tests.faults.air import Air
from tests.journeys import calling


@pytest.fixture(scope="module")
def filming(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(*calling.flags(clip(tmp_path_factory.mktemp("footage")))) as opened:
        yield opened


@pytest.fixture(scope="module")
def patterned() -> Iterator[Browser]:
    """Its camera films Chromium's own pattern."""
    with chromium(*calling.flags(None)) as opened:
        yield opened


@pytest.fixture(scope="module")
def far_and_near(house: tuple[Residence, Afield, Air]) -> Iterator[tuple[Browser, Browser]]:
    """The phone's, out there, and the desk's. Each module says how far away its `house` is."""
    with browsers(house[0], house[1]) as made:
        yield made
