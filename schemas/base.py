"""The base schema, the fields that all schemas are made of, and the schemas of every noun."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

import marshmallow
from marshmallow import RAISE, ValidationError, fields, validate
from marshmallow.experimental.context import Context

from smarthands.spelling import one_line, several_lines

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# The halves of surrogate pairs are no characters, and no file or database takes one.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# OpenAPI's patterns look anywhere in a text, so this one names its ends.
DIGEST = re.compile(r"^[0-9a-f]{64}$")
# RFC 3339, section 5.6; its letters may be small.
RFC_3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})",
    re.IGNORECASE,
)
FIRST_YEAR, LAST_YEAR = 2000, 2099
# What OpenAPI says of these: a text without what is refused, and a moment of these years.
LINE_PATTERN = r"^[^\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$"
PROSE_PATTERN = LINE_PATTERN.replace(r"\x00-\x1f", r"\x00-\x08\x0b\x0c\x0e-\x1f")
MOMENT_PATTERN = "^20[0-9]{2}-[0-9]{2}-[0-9]{2}[Tt].*$"
INT32 = 2**31 - 1


class Schema(marshmallow.Schema):
    """Base of all schemas. Unknown keys are refused: a typing error must not be lost in silence."""

    class Meta:
        unknown = RAISE


def described(kwargs: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """A field's arguments, with facts that OpenAPI shall say of it."""
    return kwargs | {"metadata": facts | kwargs.get("metadata", {})}


class Words(fields.String):
    """One line of text in one spelling, which looks like itself alone: see smarthands/spelling.py.

    Characters that turn the reading direction are refused, as control characters are: with one, a
    line could read as another.
    """

    spelled = staticmethod(one_line)
    allowed = ""
    pattern = LINE_PATTERN

    def __init__(self, longest: int, *, shortest: int = 0, **kwargs: Any) -> None:
        checks = [validate.Length(min=shortest, max=longest)]
        super().__init__(validate=checks, **described(kwargs, pattern=self.pattern))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = self.spelled(super()._deserialize(value, attr, data, **kwargs))
        if TURNING.search(text):
            raise ValidationError("There is a character in it that turns the reading direction.")
        for char in CONTROLS.findall(text):
            if char not in self.allowed:
                raise ValidationError(f"There is a control character (U+{ord(char):04X}) in it.")
        return text


class Prose(Words):
    """Text of several lines, by the same rule."""

    spelled = staticmethod(several_lines)
    allowed = "\n\t"
    pattern = PROSE_PATTERN


class EmailAddress(fields.Email):
    """An e-mail address in one spelling."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str):
            value = one_line(value)
        return super()._deserialize(value, attr, data, **kwargs)


class WholeNumber(fields.Integer):
    """A whole number, which JSON may write as `2` or as `2.0`; no text that reads like one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strict=True, **kwargs)

    def _validated(self, value: Any) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return super()._validated(value)


class Measure(fields.Float):
    """A number. Text that could be read as a number is refused, as it is for whole numbers."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, str):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Moment(fields.AwareDateTime):
    """A time: exactly RFC 3339 in, UTC with microseconds out. A leap second is the second after."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **described(kwargs, pattern=MOMENT_PATTERN))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment = self._read(value)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(f"Use a year from {FIRST_YEAR} to {LAST_YEAR}.")
        return moment.astimezone(UTC)

    def _read(self, value: Any) -> datetime:
        parts = RFC_3339.fullmatch(value) if isinstance(value, str) and value.isascii() else None
        if parts is None:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        day, time, fraction, offset = parts.groups(default="")
        is_leap = time.endswith(":60")
        try:
            moment = datetime.fromisoformat(
                f"{day}T{time[:-2] + '59' if is_leap else time}{fraction[:7]}{offset.upper()}"
            ) + timedelta(seconds=is_leap)
            at_midnight = moment.astimezone(UTC).strftime("%H:%M:%S") == "00:00:00"
        except (ValueError, OverflowError) as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error
        if is_leap and not at_midnight:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return moment

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return str(value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


class Digest(fields.String):
    """SHA-256 as 64 lower-case hex digits."""

    def __init__(self, **kwargs: Any) -> None:
        check = validate.Regexp(DIGEST, error="Use 64 lower-case hexadecimal digits.")
        super().__init__(validate=[check, validate.Length(equal=64)], **kwargs)


class WordList(fields.Field[tuple[str, ...]]):
    """Comma-separated words in a query: `state=open,assigned`."""

    def __init__(self, words: type[StrEnum], **kwargs: Any) -> None:
        self.words = words
        one = f"({'|'.join(words)})?"
        says = {"type": "string", "description": "comma-separated", "pattern": f"^{one}(,{one})*$"}
        super().__init__(**described(kwargs, **says))

    def _deserialize(
        self, value: Any, attr: str | None, data: Any, **kwargs: Any
    ) -> tuple[str, ...]:
        try:
            return tuple(self.words(word).value for word in str(value).split(",") if word)
        except ValueError as error:
            raise ValidationError(f"Known are {', '.join(self.words)}.") from error


class LongList(fields.List[Any]):
    """A list of up to thousands, validated slice by slice with a pause between, so that nobody
    else waits for it; the first slice with an error is the last that is looked at. The context of
    the load is the function that pauses."""

    SLICE = 250

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        pause: Callable[[float], object] | None = Context.get(default=None)
        items: list[Any] = []
        for start in range(0, len(value), self.SLICE):
            part = value[start : start + self.SLICE]
            try:
                items += super()._deserialize(part, attr, data, **kwargs)
            except ValidationError as error:
                messages = cast("dict[int, Any]", error.messages)
                error.messages = {start + index: each for index, each in messages.items()}
                raise
            if pause:
                pause(0)
        return items


def chosen(words: type[StrEnum], **kwargs: Any) -> fields.String:
    """A field for one word of an enumeration."""
    return fields.String(validate=validate.OneOf([word.value for word in words]), **kwargs)


def last_seen(**kwargs: Any) -> WholeNumber:
    """The number of the last event of the job that the phone had."""
    return WholeNumber(
        validate=validate.Range(0, INT32),
        metadata={"description": "the `seq` of the job's document as the phone had it then"},
        **kwargs,
    )


class PageQuerySchema(Schema):
    # The longest key is a name of 200 characters, each of up to four bytes, in Base64.
    after = fields.String(load_default=None, validate=validate.Length(max=2000))
    limit = fields.Integer(load_default=50, strict=False, validate=validate.Range(1, 200))


class EventQuerySchema(Schema):
    after = fields.Integer(load_default=0, validate=validate.Range(0, INT32))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 200))


class ReasonSchema(Schema):
    reason = Prose(2000, shortest=1, required=True)


class NothingSchema(Schema):
    """An empty object."""


class ProblemSchema(Schema):
    """A problem as in RFC 9457, sent as `application/problem+json`. `detail` says what to do."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    request_id = fields.String(required=True)
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String(required=True)),
        attribute="fields",
        data_key="fields",
    )
    lines = fields.List(fields.Dict(metadata={"typescript": "ImportLine"}))
