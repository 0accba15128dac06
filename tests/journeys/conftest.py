"""A browser whose camera films a job."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.builders.browsing import chromium
from tests.builders.footage import clip
from tests.journeys import calling


@pytest.fixture(scope="module")
def filming(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(*calling.flags(clip(tmp_path_factory.mktemp("footage")))) as opened:
        yield opened
