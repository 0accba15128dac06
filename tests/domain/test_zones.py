"""Zones are the product's own: every process has the tables of the pinned tzdata package."""

import subprocess
import sys
import zoneinfo
from importlib.metadata import version

from smarthands.zones import ZONES
from tests.running.supervisor import ROOT

# Two tables of which the older have another winter: British Columbia stays on its summer time.
ASK = """
from datetime import datetime
from zoneinfo import ZoneInfo
import smarthands.zones
print(datetime(2027, 1, 15, tzinfo=ZoneInfo("America/Vancouver")).utcoffset())
"""


def test_the_tables_are_those_of_the_pinned_package() -> None:
    assert zoneinfo.TZPATH == ()
    pinned = (ROOT / "requirements.txt").read_text("utf-8")
    assert f"tzdata=={version('tzdata')}\n" in pinned
    assert {"Europe/Berlin", "America/Coyhaique", "UTC"} <= ZONES


def test_a_machine_with_older_tables_tells_the_same_time() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={"PYTHONTZPATH": "/usr/share/zoneinfo"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert answer.stdout.strip() == "-1 day, 17:00:00"
