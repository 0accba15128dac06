"""The table of failures in docs/security.md says what the rate limits are."""

import re
from pathlib import Path

from server.http.rate_limits import LIMITS

ROW = re.compile(r"^\| `([^`]+)` \| (\d+) in (\d+) \|", re.MULTILINE)
SECURITY = Path(__file__).parents[2] / "docs" / "security.md"


def test_each_limit_on_failures_is_documented_as_it_is() -> None:
    described = {
        kind: (int(tries), int(minutes))
        for kind, tries, minutes in ROW.findall(SECURITY.read_text())
    }
    limits = {kind: (limit.amount, limit.multiples) for kind, (limit, _) in LIMITS.items()}
    assert described == limits
