"""One web process for all tests of nodes; each test starts the nodes that it needs."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.builders.call_pages import on_loopback
from tests.builders.jobs import open_job
from tests.builders.shared_web import shared, shared_folder, web
from tests.builders.world import World

__all__ = ["shared", "shared_folder", "web"]


@pytest.fixture
def job(shared: World) -> UUID:
    return open_job(shared, shared.tess)


@pytest.fixture(autouse=True)
def _loopback() -> Iterator[None]:
    with on_loopback():
        yield
