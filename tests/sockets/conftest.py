"""One web process for all tests of sockets; each test opens its own job."""

from uuid import UUID

import pytest

from tests.builders.jobs import open_job
from tests.builders.shared_web import shared, shared_folder, web
from tests.builders.world import World

__all__ = ["shared", "shared_folder", "web"]


@pytest.fixture
def job(shared: World) -> UUID:
    return open_job(shared, shared.tess)
