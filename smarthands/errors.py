"""The domain's one exception type and its codes. Each edge translates it once: HTTP to a problem
document, sockets to `{ok: false, error: {code, message}}`."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import ceil


class Code(StrEnum):
    MALFORMED = "malformed"
    SIGNED_OUT = "signed_out"
    FORBIDDEN = "forbidden"
    FOREIGN_ORIGIN = "foreign_origin"
    UNCONFIRMED = "unconfirmed"
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    CONFLICT = "conflict"
    CLAIMED = "claimed"
    OTHER_PERSON = "other_person"
    UPLOAD_MISSING = "upload_missing"
    PHOTO_POLICY = "photo_policy"
    GONE = "gone"
    TOO_LARGE = "too_large"
    INVALID = "invalid"
    UPLOAD_MISMATCH = "upload_mismatch"
    TOO_MANY = "too_many"
    BUSY = "busy"
    STORAGE_DOWN = "storage_down"
    STORAGE_FULL = "storage_full"
    INTERNAL = "internal"


class Problem(Exception):
    """A refusal; `detail` says what went wrong and what to do about it.

    `fields` names the fields of the request at fault, `lines` the lines of a file; `retry_after` is
    in seconds.
    """

    def __init__(
        self,
        code: Code,
        detail: str,
        *,
        fields: Mapping[str, Sequence[str]] | None = None,
        lines: Sequence[Mapping[str, object]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.fields = fields
        self.lines = lines
        self.retry_after = retry_after


def not_found(what: str) -> Problem:
    """The refusal of a thing that does not exist for this actor, so that nobody learns by asking
    whether it exists for others."""
    return Problem(Code.NOT_FOUND, f"There is no such {what}, or you may not see it.")


def forbidden(detail: str = "Your role may not do this. Ask a dispatcher.") -> Problem:
    return Problem(Code.FORBIDDEN, detail)


def conflict(detail: str) -> Problem:
    return Problem(Code.CONFLICT, detail)


def invalid(field: str, message: str) -> Problem:
    return Problem(Code.INVALID, message, fields={field: [message]})


def gone(detail: str) -> Problem:
    return Problem(Code.GONE, detail)


def too_many(words: str, wait: int) -> Problem:
    """The refusal of what comes too often; `wait` is in seconds."""
    return Problem(Code.TOO_MANY, f"{words} Try again in {_words(wait)}.", retry_after=wait)


def _words(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 60 else f"{ceil(seconds / 60)} minutes"


def busy(detail: str = "The database is busy. Try again in a moment.") -> Problem:
    return Problem(Code.BUSY, detail, retry_after=1)
