"""PostgreSQL works on for nobody: a greenlet that gives up ends its query."""

import json
import subprocess
import sys

from tests.builders import postgres
from tests.builders.web_process import ROOT


def test_a_greenlet_that_gave_up_ends_its_query(postgres_server: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.storage.giving_up",
            postgres.url(postgres_server, "postgres"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"begun": 3, "killed": 0, "timed_out": 0, "taken": 0}
