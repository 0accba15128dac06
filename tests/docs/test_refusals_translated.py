"""German pages have German for every sentence with which the server refuses.

The sentences are read from the sources: those that a `Problem` or a `ValidationError` can carry,
those of a wrong CSV line, and those of marshmallow for the fields that our schemas have. A part
that varies is followed to all of its values, or listed in sentences.py; a new one fails by name.
"""

import re
from pathlib import Path

import pytest

from smarthands.errors import Code
from tests.docs import marshmallows
from tests.docs.sentences import OPEN, Sentence, Sources

ROOT = Path(__file__).resolve().parents[2]
GERMAN = ROOT / "web" / "src" / "text" / "de" / "refusals"
GROUPS = ("people", "jobs", "calls", "places", "requests", "fields")
ENTRY = re.compile(r'^ +(?:"((?:[^"\\]|\\.)*)"|(\w+)):\s+"((?:[^"\\]|\\.)*)",$', re.MULTILINE)
HOLE = re.compile(r"\\\{(\w+)\\\}")


def entries(text: str) -> dict[str, str]:
    return {
        (quoted or bare).replace('\\"', '"'): german.replace('\\"', '"')
        for quoted, bare, german in ENTRY.findall(text)
    }


def block(file: str, name: str) -> str:
    text = (GERMAN / file).read_text("utf-8")
    match = re.search(rf"const {name}: .*?= \{{\n(.*?)^\}};$", text, re.MULTILINE | re.DOTALL)
    assert match, name
    return match[1]


BY_GROUP = {group: entries(block(f"{group}.ts", group)) for group in GROUPS}
SENTENCES = {english: german for group in BY_GROUP.values() for english, german in group.items()}
CODES = entries(block("index.ts", "codes"))
LISTS = {
    name: entries(inner)
    for name, inner in re.findall(
        r"^  (\w+): \{\n(.*?)^  \},$",
        block("parts.ts", "words"),
        re.MULTILINE | re.DOTALL,
    )
}


PATTERNS = {
    english: re.compile(HOLE.sub(r"(?P<\1>.*?)", re.escape(english)), re.DOTALL)
    for english in SENTENCES
}


def entry_for(sentence: Sentence) -> str | None:
    """The entry that web/src/text/phrasebook.ts finds, unless English or half a sentence would then
    stand in the German sentence."""
    if sentence.text in SENTENCES:
        return sentence.text
    for english, pattern in PATTERNS.items():
        match = pattern.fullmatch(sentence.text)
        parts = match.groupdict() if match else {}
        if parts and all(part in LISTS[name] for name, part in parts.items() if name in LISTS):
            shown = [part for name, part in parts.items() if f"{{{name}}}" in SENTENCES[english]]
            own = {part for name, part in parts.items() if name in LISTS}
            return english if all(part in {OPEN, *own} for part in shown) else None
    return None


@pytest.fixture(scope="module")
def sentences() -> set[Sentence]:
    sources = Sources(ROOT, "smarthands", "server", "schemas", "workers", "storage")
    sentences = sources.problems() | sources.csv_lines() | marshmallows.sentences()
    assert not sources.unknown, "tests/docs/sentences.py needs the values of these"
    assert len(sentences) > 150, "the sources were not read"
    return sentences


def test_every_sentence_of_the_server_has_german(sentences: set[Sentence]) -> None:
    missing = sorted(f"{each.where}: {each}" for each in sentences if entry_for(each) is None)
    assert missing == [], "web/src/text/de/refusals needs German for these"


def test_no_german_sentence_stands_for_an_english_one_that_does_not_exist(
    sentences: set[Sentence],
) -> None:
    assert sorted(SENTENCES.keys() - {entry_for(each) for each in sentences}) == []


def test_a_sentence_stands_in_one_group() -> None:
    assert len(SENTENCES) == sum(map(len, BY_GROUP.values()))


def test_every_code_has_a_german_sentence() -> None:
    assert set(CODES) == {code.value for code in Code}


def test_the_parts_of_a_german_sentence_are_parts_of_the_english_one() -> None:
    for english, german in SENTENCES.items():
        assert set(re.findall(r"\{(\w+)\}", german)) <= set(re.findall(r"\{(\w+)\}", english))
