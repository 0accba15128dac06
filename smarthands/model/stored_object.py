"""A file of ours in the object store: what the row says that the store has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One version of an object. `size` in bytes; `sha256` in hex, None while nobody has read a file
    whole that its media node never completed."""

    key: str
    version: str
    size: int | None
    sha256: str | None
    media_type: str | None


@dataclass(frozen=True, slots=True)
class AnnouncedObject:
    """An object that is still to be put: exactly these bytes are accepted under the key."""

    key: str
    size: int
    sha256: str
    media_type: str
