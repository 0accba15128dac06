"""A moment on the wire is RFC 3339, exactly: what it has is taken, what others have is refused."""

from datetime import UTC, datetime

import pytest
from marshmallow import ValidationError

from schemas.base import Moment

AT = datetime(2026, 11, 23, 17, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T17:28:00Z",
        "2026-11-23t17:28:00z",
        "2026-11-23T18:28:00+01:00",
        "2026-11-23T17:28:00-00:00",
        "2026-11-23T17:28:00.000Z",
        "2026-11-23T17:28:00.000000999Z",
        "2026-11-23T17:28:00.0Z",
    ],
)
def test_what_rfc_3339_has_is_taken(text: str) -> None:
    assert Moment().deserialize(text) == AT


@pytest.mark.parametrize(
    ("text", "second"),
    [("2026-12-31T23:59:60Z", "2027-01-01"), ("2027-01-01T00:59:60+01:00", "2027-01-01")],
)
def test_a_leap_second_is_the_second_after(text: str, second: str) -> None:
    assert Moment().deserialize(text).isoformat() == f"{second}T00:00:00+00:00"


@pytest.mark.parametrize(
    "text",
    [
        "2026-W48-1T17:28:00Z",
        "2026-327T17:28:00Z",
        "20261123T172800Z",
        "2026-11-23 17:28:00Z",
        "2026-11-23T17:28:00,5Z",
        "2026-11-23T17:28Z",
        "2026-11-23T17:28:00",
        "2026-11-23T17:28:00+01",
        "2026-11-23T17:28:00+0100",
        "2026-11-23T17:28:00+01:00:30",
        "2026-11-23T24:00:00Z",
        "2026-11-23T17:28:60Z",
        "2026-02-29T17:28:00Z",
        "2026-11-23T17:28:00+24:00",
        "2026-11-23T17:28:00.Z",
        "2026-11-23T17:28:00Z\n",
        " 2026-11-23T17:28:00Z",
        "２０２６-11-23T17:28:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:60-14:00",
        "",
        1764000000,
        True,
        None,
    ],
)
def test_what_rfc_3339_does_not_have_is_refused(text: object) -> None:
    with pytest.raises(ValidationError):
        Moment().deserialize(text)
