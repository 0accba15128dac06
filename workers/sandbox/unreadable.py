"""The reasons for which a file gives nothing to see or hear."""

from typing import Literal, get_args

Code = Literal[
    "not_a_picture",
    "too_many_pixels",
    "not_a_sound",
    "unsupported",
    "too_long",
    "out_of_memory",
    "too_slow",
    "crashed",
    "damaged",
]
CODES: frozenset[str] = frozenset(get_args(Code))


class Unreadable(Exception):
    """These bytes will never give renditions; trying again changes nothing.

    `code` is one of `CODES`, `message` a sentence for people.
    """

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(code, message)
        self.code: Code = code
        self.message = message
