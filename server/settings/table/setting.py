"""A setting as data: name, default, meaning and how its text becomes a value."""

from collections.abc import Callable
from dataclasses import dataclass

from server.settings.parse import matching, whole


@dataclass(frozen=True)
class Setting:
    """One environment variable. `default` is text for `parse`, or a description when computed."""

    name: str
    attribute: str
    default: str
    parse: Callable[[str], object]
    meaning: str
    computed: bool = False


PORT = whole(1, 65535)
TOKEN = matching(r"\S{16,}", "give at least 16 characters without spaces")
KEY = matching(r"[!-~]{3,}", "give at least 3 characters without spaces")
