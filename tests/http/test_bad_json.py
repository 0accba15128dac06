"""Bodies that are not valid JSON: the answer says why, and nothing of them is kept."""

import json
from typing import Any

import pytest

from tests.builders.people import FRANKFURT
from tests.builders.site import Answer, Caller, Site

ID = "0b1c7f7e-7a52-4b1e-9d5c-6a7d0c3f2e11"


def body(title: str = '"Fan loud"', more: str = "") -> bytes:
    """A job's body as text, so that it can be wrong in ways that no writer of JSON would allow."""
    text = f'{{"id": "{ID}", "site_id": "{FRANKFURT}", "title": {title}{more}}}'
    return text.encode("utf-8", "surrogatepass")


def send(caller: Caller, data: bytes, content_type: str = "application/json") -> Answer:
    return caller.call("POST", "/api/jobs", data=data, content_type=content_type)


@pytest.fixture
def dan(site: Site) -> Caller:
    return site.signed_in("Dan")


def nothing_kept(dan: Caller) -> bool:
    return dan.get("/api/jobs").body["items"] == [] and send(dan, body()).status == 201


NOT_READABLE = {
    "NaN": body("NaN"),
    "Infinity": body("-Infinity"),
    "a number beyond all floats": body(more=', "priority": 1e999'),
    "a key that stands twice": body(more=', "title": "Fan quiet"'),
    "a lone surrogate, escaped": body(r'"\ud800"'),
    "a lone surrogate in a key": body(more=r', "\udc00": 1'),
    "a lone surrogate, raw": body('"\ud800"'),
    "NUL, escaped": body(r'"Fan\u0000loud"'),
    "NUL, raw": body('"Fan\0loud"'),
    "a raw control character": body('"Fan\x07loud"'),
    "20,000 brackets": b"[" * 20_000 + b"]" * 20_000,
    "10,000 nested objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "33 brackets": b"[" * 33 + b"]" * 33,
    "101 keys": b"{" + b",".join(b'"%d":1' % number for number in range(101)) + b"}",
    "9,000 values": b"[" + b"1," * 9_000 + b"1]",
    "20,000 brackets in a field": body("[" * 20_000 + "]" * 20_000),
    "bytes that are not UTF-8": body().replace(b"Fan", b"F\xe4n"),
    "UTF-16": body().decode().encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + body(),
    "half of it": body()[:-9],
    "two documents": body() + body(),
    "a number of 5,000 digits": body(more=f', "priority": {"9" * 5000}'),
    "nothing but spaces": b"   ",
}


@pytest.mark.parametrize("data", NOT_READABLE.values(), ids=NOT_READABLE)
def test_json_that_two_parsers_could_read_differently_is_malformed(
    dan: Caller, data: bytes
) -> None:
    answer = send(dan, data)
    assert (answer.status, answer.code) == (400, "malformed")
    assert answer.body["detail"].startswith("The body can't be read as JSON: ")
    assert nothing_kept(dan)


WRONG_SHAPES: dict[str, tuple[Any, list[str]]] = {
    "a list": ([1], ["body"]),
    "a word": ("job", ["body"]),
    "null": (None, ["body"]),
    "fields missing": ({"id": ID}, ["site_id", "title"]),
    "a field nobody knows": (
        {"id": ID, "site_id": str(FRANKFURT), "title": "x", "tit": 1},
        ["tit"],
    ),
}


@pytest.mark.parametrize(("value", "fields"), WRONG_SHAPES.values(), ids=WRONG_SHAPES)
def test_a_body_of_the_wrong_shape_names_its_fields(
    dan: Caller, value: Any, fields: list[str]
) -> None:
    answer = send(dan, json.dumps(value).encode())
    assert (answer.status, answer.code) == (422, "invalid")
    assert sorted(answer.body["fields"]) == fields
    assert nothing_kept(dan)


def test_a_refusal_names_twenty_fields_at_most(dan: Caller) -> None:
    """What a refusal says is bounded, however much there is to say."""
    many = {f"{number}{'long' * 30}": number for number in range(90)}
    answer = send(dan, json.dumps(many).encode())
    assert (answer.status, answer.code) == (422, "invalid")
    assert len(answer.body["fields"]) == 20
    assert len(answer.data) < 4_000


def test_commas_and_brackets_in_a_text_count_for_nothing(dan: Caller) -> None:
    assert send(dan, body('"Fan loud"', ', "description": "' + "[{,]}" * 1900 + '"')).status == 201


@pytest.mark.parametrize("where", ["/api/jobs", "/api/logins"])
def test_ten_megabytes_of_json_are_too_large(site: Site, dan: Caller, where: str) -> None:
    data = b'{"title": "' + b"x" * 10_000_000 + b'"}'
    answer = dan.call("POST", where, data=data, content_type="application/json")
    assert (answer.status, answer.code) == (413, "too_large")
    assert nothing_kept(dan)


def test_an_import_may_be_larger_than_other_bodies_but_not_ten_megabytes(dan: Caller) -> None:
    for size, code in ((1_900_000, "invalid"), (10_000_000, "too_large")):
        body = {"site_id": str(FRANKFURT), "csv": "x" * size}
        assert dan.post("/api/assets/import", body).code == code


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "a/b/c"],
)
def test_a_body_of_another_type_is_not_read(dan: Caller, content_type: str) -> None:
    """A form of a foreign page can send these three types without asking, but not JSON."""
    answer = send(dan, body(), content_type)
    assert (answer.status, answer.code) == (400, "malformed")
    assert answer.body["detail"] == "Send the body as application/json."
    assert nothing_kept(dan)


def test_the_content_type_of_json_may_name_a_charset(dan: Caller) -> None:
    assert send(dan, body(), "application/json; charset=utf-8").status == 201


def test_an_escaped_pair_of_surrogates_is_one_character(dan: Caller) -> None:
    assert send(dan, body(r'"Fan \ud83d\udd25"')).body["title"] == "Fan 🔥"


def test_a_verb_without_a_body_is_accepted(site: Site, dan: Caller) -> None:
    send(dan, body())
    assert dan.post(f"/api/jobs/{ID}/open").status == 200
