"""The stage on which addresses are requested."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.access.stage import Stage, stage_in


@pytest.fixture(scope="module")
def stage(
    sqlite_template: Path,
    sqlite_file: Path,
    sqlite_opened: Engine,
    tmp_path_factory: pytest.TempPathFactory,
) -> Stage:
    folder = tmp_path_factory.mktemp("stage")
    return stage_in(folder, sqlite_template, sqlite_file, sqlite_opened)
