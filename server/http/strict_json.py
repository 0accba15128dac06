"""Strict JSON: a document that two parsers could read differently is refused."""

import json
from typing import Any

from smarthands.errors import Code, Problem


def load(data: bytes) -> Any:
    """The value of a UTF-8 document. Refuses NaN, infinities, a key twice, lone surrogates,
    NUL characters and nesting that no body of ours has, as `malformed`."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
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


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
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
