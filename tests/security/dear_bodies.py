"""The dearest bodies that a route admits: valid ones at their longest, and ones of nonsense."""

import json
from collections.abc import Iterator
from typing import Any

from marshmallow import Schema, fields, validate

from schemas.marks import MOST_POINTS
from schemas.recorded_files import MOST_PARTS
from server.http.body_limits import BodyLimit
from smarthands.places.csv_reading import MAX_LINES

WIDEST = "\U0001f525"
"""A character takes four bytes at most; escaped it takes twelve."""
OTHERWISE = {"link", "key", "csv", "time_zone"}
"""Texts that are more than any text of their length."""


def longest(schema: Schema, valid: dict[str, Any]) -> dict[str, Any]:
    """The valid body with every text as long as it may be, and every list as full."""
    body = dict(valid)
    for name, field in schema.fields.items():
        if isinstance(field, fields.String) and name not in OTHERWISE and _is_free(field):
            body[name] = WIDEST * _most(field)
    return body | _lists(body)


def _most(field: fields.String) -> int:
    return next(each.max or 0 for each in field.validators if isinstance(each, validate.Length))


def _is_free(field: fields.String) -> bool:
    bound = (validate.OneOf, validate.Regexp, validate.Email)
    lengths = [each for each in field.validators if isinstance(each, validate.Length)]
    return bool(lengths) and not any(isinstance(each, bound) for each in field.validators)


def _lists(body: dict[str, Any]) -> dict[str, Any]:
    if "points" in body:
        points = [[number % 10_000, 9_999] for number in range(MOST_POINTS)]
        return {"kind": "line", "text": "", "points": points}
    if "parts" in body:
        part = body["parts"][0]
        parts = [part | {"number": number + 1} for number in range(MOST_PARTS)]
        return {"parts": parts, "size": sum(each["size"] for each in parts)}
    if "csv" in body:
        return {"csv": "".join(_lines(body["csv"].partition("\n")[0]))}
    return {}


def _lines(header: str) -> Iterator[str]:
    """As many lines as a file may have, each as long as all of them can be."""
    width = 100 if header == "tag" else 200
    yield f"{header}\n"
    for number in range(MAX_LINES):
        yield f"{number} ".ljust(width - 1, "x") + "\n"


def nonsense(limit: BodyLimit) -> dict[str, bytes]:
    """Bodies of up to the route's limit that would cost much if nobody looked at them first."""
    size = limit.size - 20
    keys = b",".join(b'"k%06d":1' % number for number in range(size // 12))
    few = b",".join(b'"k%06d":1' % number for number in range(min(limit.items // 3, size // 12)))
    names = (b"csv", b"parts", b"points", b"text", b"title", b"password")
    rows = b",".join(b"{}" for _ in range(min(limit.items // 3 - 20, size // 3)))
    return {
        "unknown keys up to the size": b"{" + keys + b"}",
        "unknown keys up to the items": b"{" + few + b"}",
        "brackets": b"[" * (size // 2) + b"]" * (size // 2),
        "objects": b"[" + b",".join([b"{}"] * (size // 3)) + b"]",
        "escapes": b'{"text":"' + b"\\u00e9" * (size // 6) + b'"}',
        "quotes": b'{"csv":"' + b"\\n" * (size // 2) + b'"}',
        "one string": b'"' + b"x" * size + b'"',
        "wrong values": b"{" + b",".join(b'"%s":[]' % name for name in names) + b"}",
        "wrong rows": b'{"parts":[' + rows + b"]}",
        "no end": b'{"text":"' + b"x" * size,
    }


def as_json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
