"""Text that people type looks like itself alone: every field that takes some goes by one rule."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields, validate

from schemas.base import Digest, Prose, Words
from schemas.people import NewPersonSchema
from server.http.routing import Routes
from tests.docs.test_page_types_complete import blueprints

NO_TEXT = {
    "SignInSchema.password": "a secret is compared by its digest and shown to nobody",
    "SignInSchema.link": "a token is compared by its digest and shown to nobody",
    "NewPasswordSchema.password": "a secret is compared by its digest and shown to nobody",
    "NewPasswordSchema.current": "a secret is compared by its digest and shown to nobody",
    "ConfirmSchema.current": "a secret is compared by its digest and shown to nobody",
    "TakeJoinSchema.key": "a secret is compared by its digest and shown to nobody",
    "SiteImportSchema.csv": "a file, whose cells the import reads",
    "AssetImportSchema.csv": "a file, whose cells the import reads",
    "PartSchema.etag": "a store's word, compared with what the store says",
    "JobQuerySchema.technician": "an id or the word `me`",
}
"""The fields of requests that take text and go by neither rule, each with its reason. Those of an
address, an id, a digest, a cursor, and of words from a list take nothing else."""


def requests() -> Iterator[type[Schema]]:
    for routes in blueprints():
        yield from arguments(routes)


def arguments(routes: Routes) -> Iterator[type[Schema]]:
    """The schemas of all that a blueprint's routes take, in bodies and in queries."""
    for operations in routes._docs.values():
        for operation in operations.values():
            if isinstance(operation, dict):
                for argument in operation.get("arguments", {}).get("parameters", ()):
                    schema = argument["schema"]
                    yield schema if isinstance(schema, type) else type(schema)


def texts(schema: type[Schema]) -> Iterator[tuple[str, fields.Field[Any]]]:
    """Every field that takes text, at any depth, under the name of its schema."""
    for name, field in schema().fields.items():
        while isinstance(field, fields.List):
            field = field.inner
        if isinstance(field, fields.Nested):
            yield from texts(type(field.schema))
        elif isinstance(field, fields.String) and not is_no_text(name, field):
            yield f"{schema.__name__}.{name}", field


def is_no_text(name: str, field: fields.String) -> bool:
    is_word = any(isinstance(check, validate.OneOf) for check in field.validators)
    return is_word or name == "after" or isinstance(field, (fields.UUID, fields.Email, Digest))


def test_every_field_that_takes_text_goes_by_the_rule_or_has_a_reason() -> None:
    found = {name: field for schema in set(requests()) for name, field in texts(schema)}
    others = {name for name, field in found.items() if not isinstance(field, Words)}
    assert others == set(NO_TEXT)
    assert len(found) > 40


LINE, LINES = Words(40), Prose(200)
SPACES = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Zs"]
SIGNS = (
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
    "\U000110bd\U000110cd" + "".join(map(chr, range(0x13430, 0x13440)))
)
"""Signs that show, or place hieroglyphs, though Unicode counts them with the unseen ones."""
UNSEEN = [
    *(chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"),
    *"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe0f",
]
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_a_name_with_unseen_characters_is_the_name_without() -> None:
    for unseen in set(UNSEEN) - set(TURNING) - set(SIGNS):
        for typed in (f"Eva{unseen} Lindqvist", f"{unseen}Eva Lindqvist", f"Eva Lindqvist{unseen}"):
            assert LINE.deserialize(typed) == "Eva Lindqvist", hex(ord(unseen))
            assert LINES.deserialize(typed) == "Eva Lindqvist", hex(ord(unseen))


def test_a_space_that_looks_like_a_space_is_one() -> None:
    for space in SPACES:
        assert LINE.deserialize(f"Eva{space}Lindqvist{space}") == "Eva Lindqvist", hex(ord(space))
        assert LINES.deserialize(f"port{space}7") == "port 7"


def test_lines_stay_lines_in_prose_and_are_one_in_a_name() -> None:
    for ending in ("\n", "\r\n", "\r", "\u2028", "\u2029"):
        assert LINES.deserialize(f"one{ending}two  three\t4") == "one\ntwo  three\t4"
    assert LINE.deserialize("Eva\u2028Lindqvist") == "Eva Lindqvist"


@pytest.mark.parametrize("field", [LINE, LINES])
def test_what_turns_the_reading_direction_is_refused(field: Words) -> None:
    for turning in TURNING:
        with pytest.raises(ValidationError, match="turns the reading direction"):
            field.deserialize(f"invoice{turning}fdp.exe")


def test_control_characters_are_refused() -> None:
    for control in (*map(chr, range(32)), "\x7f", "\x9f"):
        if control in "\t\n\r":
            continue
        for field in (LINE, LINES):
            with pytest.raises(ValidationError, match="control character"):
                field.deserialize(f"a{control}b")
    with pytest.raises(ValidationError, match="control character"):
        LINE.deserialize("a\tb")


@pytest.mark.parametrize(
    "text",
    [
        "Łukasz Żółć",
        "محمد عبد‌الله",
        "می\u200cخواهم",
        "क्\u200dष",
        "👩🏽\u200d🔧 done",
        "❤\ufe0f 3\ufe0f\u20e3",
        "🏳\ufe0f\u200d🌈",
        "日本語　".strip(),
        "עברית",
    ],
)
def test_what_people_write_in_their_own_scripts_stays(text: str) -> None:
    assert LINE.deserialize(text) == text
    assert LINES.deserialize(text) == text


def test_a_name_of_nothing_that_shows_is_missing() -> None:
    for nothing in ("\u200b", "\u3164", "\u00a0 \u2060", "\u200d\u200d"):
        with pytest.raises(ValidationError) as refused:
            NewPersonSchema().load({"name": nothing}, partial=True)
        assert "name" in refused.value.messages_dict
