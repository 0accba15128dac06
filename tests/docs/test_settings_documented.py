"""docs/settings.md lists every setting as it is, and no other."""

import re
from pathlib import Path

from server.settings.table import SETTINGS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for line in PAGE.splitlines()
    if line.startswith("| `")
]


def test_every_setting_is_listed_with_its_default_and_meaning() -> None:
    assert [
        (
            f"`{setting.name}`",
            setting.default if setting.computed else f"`{setting.default}`",
            setting.meaning,
        )
        for setting in SETTINGS
    ] == ROWS


def test_the_text_names_no_setting_that_does_not_exist() -> None:
    named = set(re.findall(r"\bSMARTHANDS_[A-Z0-9_]+", PAGE))
    assert named <= {setting.name for setting in SETTINGS}
