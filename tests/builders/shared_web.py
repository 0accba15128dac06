"""Fixtures of the folders whose tests share one web process; each test opens its own job.

A folder's conftest.py takes them over by name, so that each folder has a process of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.web_process import WebProcess, running_web_process, shared_world
from tests.builders.world import World


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="session")
def shared(sqlite_template: Path, shared_folder: Path) -> World:
    """The world that the web process serves; a test that writes here stands for another process."""
    return shared_world(sqlite_template, shared_folder)


@pytest.fixture(scope="session")
def web(shared: World, shared_folder: Path) -> Iterator[WebProcess]:
    with running_web_process(shared_folder) as running:
        yield running
