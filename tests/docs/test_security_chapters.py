"""docs/security.md has every chapter of ASVS 5.0 by its own name, and each test that it names
exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
CHAPTERS = """\
V1 Encoding and Sanitization
V2 Validation and Business Logic
V3 Web Frontend Security
V4 API and Web Service
V5 File Handling
V6 Authentication
V7 Session Management
V8 Authorization
V9 Self-contained Tokens
V10 OAuth and OIDC
V11 Cryptography
V12 Secure Communication
V13 Configuration
V14 Data Protection
V15 Secure Coding and Architecture
V16 Security Logging and Error Handling
V17 WebRTC
""".splitlines()
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if re.match(r"\| V\d+ ", line)
]
NOT_APPLICABLE = {"V10 OAuth and OIDC"}


def test_each_chapter_has_a_row_in_the_standards_order() -> None:
    assert [row[0] for row in ROWS] == CHAPTERS


def test_each_row_says_what_holds_and_names_tests_that_show_it() -> None:
    for chapter, what, shown in ROWS:
        assert len(what) > 20, chapter
        assert ("not applicable" in shown) == (chapter in NOT_APPLICABLE), chapter
        assert re.findall(r"`(tests/\S+\.py)`", shown) or chapter in NOT_APPLICABLE


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`((?:web/)?tests/[\w/.-]+\.(?:py|ts))`", PAGE)
    assert len(named) > 40
    missing = {path for path in named if not (ROOT / path).is_file()}
    assert not missing
