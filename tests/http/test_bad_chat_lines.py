"""A chat line from a hostile sender is refused by its field, or kept as it was written."""

from typing import Any
from uuid import uuid4

import pytest

from tests.http.call import Call, line

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

LINES: dict[str, Any] = {
    "nothing": "",
    "spaces and line breaks alone": " \n\t\r\n ",
    "2,001 characters": "x" * 2001,
    "nearly as much as a body may have": "x" * 25_000,
    "a bell": "no\x07light",
    "an escape for terminals": "\x1b]0;owned\x07",
    "a backspace": "safe\x08\x08\x08\x08off",
    "DEL": "no\x7flight",
    "C1": "no\x9blight",
    **{f"U+{ord(char):04X}, which turns": f"gpj.{char}exe" for char in TURNING},
    "a number": 5,
    "a list": ["no light"],
    "an object": {"en": "no light"},
    "null": None,
    "true": True,
}


@pytest.mark.parametrize("text", LINES.values(), ids=LINES)
def test_a_chat_line_that_could_deceive_or_flood_is_refused_by_its_field(
    call: Call, text: Any
) -> None:
    before = call.document()
    answer = call.tess.post(call.path("messages"), line(text))
    assert (answer.status, answer.code) == (422, "invalid")
    assert list(answer.body["fields"]) == ["text"]
    assert call.document() == before


@pytest.mark.parametrize("size", [1_000_000, 1 << 20])
def test_a_chat_line_of_a_megabyte_is_not_even_read(call: Call, size: int) -> None:
    before = call.document()
    answer = call.tess.post(call.path("messages"), line("x" * size))
    assert (answer.status, answer.code) == (413, "too_large")
    assert call.document() == before


UNREADABLE = {
    "a lone surrogate, escaped": rb'"no \ud83d light"',
    "a lone surrogate, raw": '"no \ud83d light"'.encode("utf-8", "surrogatepass"),
    "half a character": b'"L\xc3fter"',
    "NUL, escaped": rb'"no\u0000light"',
    "a raw bell": b'"no\x07light"',
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_a_chat_line_that_two_parsers_could_read_differently_is_malformed(
    call: Call, text: bytes
) -> None:
    before = call.document()
    body = b'{"id": "%s", "text": %s}' % (str(uuid4()).encode(), text)
    answer = call.tess.call(
        "POST", call.path("messages"), data=body, content_type="application/json"
    )
    assert (answer.status, answer.code) == (400, "malformed")
    assert call.document() == before


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("🔥" * 2000, "🔥" * 2000),
        ("  left\r\nright\rdone  ", "left\nright\ndone"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("הכבל השמאלי", "הכבל השמאלי"),
        ("👩🏽‍🔧 x́̂", "👩🏽‍🔧 x́̂"),
        ("{{7*7}} %s \\u202e ' OR 1=1 --", "{{7*7}} %s \\u202e ' OR 1=1 --"),
    ],
    ids=["2,000 of four bytes", "line breaks of three kinds", "markup", "Hebrew", "joined", "code"],
)
def test_a_chat_line_is_kept_as_people_wrote_it(call: Call, sent: str, kept: str) -> None:
    answer = call.tess.post(call.path("messages"), line(sent))
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.body["text"] == kept
    [message] = call.document()["messages"].values()
    assert message == answer.body
