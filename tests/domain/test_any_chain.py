"""Verifying a chain answers, whatever numbers or values stand in it, and takes none for another."""

import json
from typing import Any

import pytest

from smarthands.events import GENESIS, chain_hash, digest, verify

HEADER = {"stream": "job/1", "seq": 1, "at": "2026-11-23T17:28:00.000000Z"}


def chain(body: Any, told: str | None) -> list[dict[str, Any]]:
    """One event whose hash fits its header; `told` is what the header says of its body."""
    header = HEADER | {"body_digest": told}
    return [header | {"hash": chain_hash(GENESIS, header), "body": body}]


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("text", ["1.5", "-0", "-0.0", "1e20", "5e-324", "9007199254740991"])
def test_a_number_that_json_has_is_checked(text: str) -> None:
    body = {"n": json.loads(text)}
    assert verify(chain(body, digest(body))) is None
    assert verify(chain({"n": 2}, digest(body))) == "the body of event 1 was changed"


def test_a_whole_number_is_the_double_that_a_browser_reads() -> None:
    assert verify(chain({"n": 10**20}, digest({"n": 1e20}))) is None
    assert verify(chain({"n": 2**53 + 1}, digest({"n": float(2**53)}))) is None


@pytest.mark.parametrize(
    "value",
    [json.loads("1e400"), float("nan"), -float("inf"), 10**400, "\ud800", deep(3000), {1: 2}, b"x"],
)
def test_what_has_no_canonical_form_fits_no_digest(value: Any) -> None:
    for told in (digest({"n": None}), "", None):
        assert verify(chain({"n": value}, told)) == "the body of event 1 was changed"


@pytest.mark.parametrize("field", ["stream", "seq", "at", "body_digest", "hash"])
@pytest.mark.parametrize("value", [None, 1e400, 10**400, [], {}, "x", "\ud800", -1])
def test_a_header_of_any_value_is_answered(field: str, value: Any) -> None:
    [event] = chain({}, digest({}))
    assert verify([event]) is None
    assert verify([event | {field: value}]) is not None
    assert verify([{key: each for key, each in event.items() if key != field}]) is not None
