"""Strict JSON: a document that two parsers could read differently is refused."""

import json
import re
from collections.abc import Callable
from typing import Any

from smarthands.errors import Code, Problem

DEEPEST = 32
MOST_KEYS = 100
"""The keys of one object; the largest object of ours has a dozen."""
SLICE = 1_000
"""The items between two pauses: a long list must not keep everybody else waiting."""
ITEM = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[,\[\]{}]', re.DOTALL)
"""A string, whose own commas and brackets count for nothing, or one of the signs outside."""


def load(data: bytes, items: int, pause: Callable[[float], object]) -> Any:
    """The value of a UTF-8 document. Refuses NaN, infinities, a key twice, lone surrogates,
    NUL characters, nesting that no body of ours has, and more `items` (strings, commas and
    brackets) than the route takes, as `malformed`. `pause` is called after each slice of items."""
    try:
        _check_items(data, items, pause)
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_in_slices(pause),
            parse_constant=_no_constant,
            parse_float=_finite,
        )
        if b"\\u" in data:
            _check_text(value)
    except UnicodeError as error:
        raise _malformed("it is not valid Unicode text") from error
    except RecursionError as error:
        raise _malformed("it is nested too deeply") from error
    except ValueError as error:
        raise _malformed(str(error)) from error
    return value


def _check_items(data: bytes, most: int, pause: Callable[[float], object]) -> None:
    """Raises ValueError for a document that would cost much to parse, before it is parsed."""
    opening = data.count(b"[") + data.count(b"{")
    # No document has more items than it has such signs, which are counted at once.
    if opening <= DEEPEST and 2 * opening + data.count(b",") + data.count(b'"') <= most:
        return
    depth = 0
    for count, match in enumerate(ITEM.finditer(data), 1):
        sign = match[0]
        depth += (sign in b"[{") - (sign in b"]}")
        if depth > DEEPEST:
            raise ValueError("it is nested too deeply")
        if count > most:
            raise ValueError("there are too many values in it")
        if count % (SLICE * 10) == 0:
            pause(0)


def _in_slices(pause: Callable[[float], object]) -> Callable[[list[tuple[str, Any]]], Any]:
    objects = 0

    def finished(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal objects
        objects += 1
        if objects % SLICE == 0:
            pause(0)
        return _unique(pairs)

    return finished


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_KEYS:
        raise ValueError("there are too many keys in one object")
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return members


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return number


def _check_text(value: Any) -> None:
    """Escapes can smuggle in lone surrogates and NUL, which databases refuse later."""
    if isinstance(value, str):
        value.encode()
        if "\0" in value:
            raise ValueError("there is a NUL character in it")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(key)
            _check_text(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_text(inner)


def _malformed(reason: str) -> Problem:
    return Problem(Code.MALFORMED, f"The body can't be read as JSON: {reason}.")
