"""docs/glossary.md is in order, has all the words of the code, and the code keeps to it."""

import re
from pathlib import Path

from smarthands import model
from smarthands.model.evidence import Audience, EvidenceKind, Phase
from smarthands.model.job import JobState
from smarthands.model.person import Role

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| ([^|]+?) \| (.+) \|$", PAGE, re.MULTILINE))
WORDS = [word for word in ROWS if word != "word"]
# These classes are a part of the mechanism, of which nobody speaks.
UNSPOKEN = {"Base", "Heartbeat"}


def test_the_words_are_in_order_and_each_stands_once() -> None:
    assert sorted(WORDS, key=str.lower) == WORDS
    assert len(re.findall(r"^\| ", PAGE, re.MULTILINE)) == len(WORDS) + 1


def test_every_table_is_in_the_glossary() -> None:
    nouns = {re.sub(r"(?<!^)([A-Z])", r" \1", name).lower() for name in model.__all__}
    nouns -= {name.lower() for name in UNSPOKEN}
    linked = {"job asset", "job technician"}
    text = PAGE.lower()
    assert [noun for noun in nouns - linked if noun not in text] == []


def test_every_role_audience_kind_and_phase_is_explained() -> None:
    text = PAGE.lower()
    for words in (Role, Audience, EvidenceKind, Phase):
        assert [word for word in words if word.value.replace("_", " ") not in text] == []


def test_states_with_a_meaning_of_their_own_are_explained() -> None:
    plain = {JobState.OPEN, JobState.ASSIGNED, JobState.ON_SITE, JobState.CANCELED}
    named = {state.value.replace("_", " ") for state in set(JobState) - plain}
    assert named <= set(WORDS)


def test_the_code_calls_no_organization_a_client_and_no_login_a_session() -> None:
    wrong = re.compile(
        r"class Client\b|class Session\b|\bclient_id\b|\bsession_token\b|\bwork_order\b"
    )
    misnomers = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in (ROOT / "smarthands").rglob("*.py")
        for match in wrong.finditer(path.read_text(encoding="utf-8"))
    ]
    assert misnomers == []
