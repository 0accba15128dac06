"""The port of the object store; `storage.s3` and `storage.memory` implement it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol


class Stored(Protocol):
    """An object as the store itself reports it: size in bytes, SHA-256 in hex, type, version.

    An object that was put in parts has a `composite` instead of a `sha256`: the SHA-256 over the
    SHA-256 of each part, in hex, a hyphen, and the number of parts. `unsigned` names the headers
    by which its sender described it though no address of ours asked for them: a browser would
    decode what is said to be encoded, and save other bytes than were hashed. A `relayed` one came
    through our own server.
    """

    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str | None: ...
    @property
    def composite(self) -> str | None: ...
    @property
    def media_type(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def unsigned(self) -> Sequence[str]: ...
    @property
    def relayed(self) -> bool: ...


class SignedPut(Protocol):
    """The URL to PUT to, and exactly the headers to send."""

    @property
    def url(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


class Part(Protocol):
    """A part of an object that is not complete yet. `sha256` is in hex; it is None where the store
    keeps none with a part, though it has checked it."""

    @property
    def number(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def etag(self) -> str: ...
    @property
    def sha256(self) -> str | None: ...


class ObjectStore(Protocol):
    """An object store. A method that asks it raises ConnectionError when it is away, slow or full.

    Signing is local, so the network can't make it fail.
    """

    def sign_put(
        self, key: str, *, sha256: str, media_type: str, size: int, seconds: int
    ) -> SignedPut: ...

    def relay(
        self, key: str, chunks: Iterator[bytes], *, sha256: str, media_type: str, size: int
    ) -> None:
        """Put exactly these bytes as they come, unless there is an object already.

        ValueError when others came.
        """
        ...

    def sign_get(
        self, key: str, version: str, *, media_type: str, disposition: str, seconds: int
    ) -> str: ...

    def stat(self, key: str) -> Stored | None: ...

    def put(self, key: str, content: bytes, *, media_type: str) -> Stored: ...

    def download(self, key: str, version: str, into: Path) -> None: ...

    def versions(self, prefix: str) -> list[tuple[str, str]]: ...

    def delete(self, key: str, version: str) -> None: ...

    def answers(self) -> bool: ...

    def head_of(self, key: str, version: str, size: int) -> bytes:
        """The first `size` bytes, or the whole object if it is smaller."""
        ...

    def stream(self, key: str, version: str) -> Iterator[bytes]:
        """The whole object, a megabyte or less at a time."""
        ...

    def open_parts(self, key: str, *, media_type: str) -> str:
        """Begin an object that comes in parts, and return the store's name for the upload."""
        ...

    def sign_part(
        self, key: str, upload: str, number: int, *, sha256: str, size: int, seconds: int
    ) -> SignedPut: ...

    def parts(self, key: str, upload: str) -> Sequence[Part] | None:
        """The parts that have arrived, by number; None when there is no such upload.

        Some stores list a part that was replaced too, after the part that replaced it.
        """
        ...

    def join_parts(self, key: str, upload: str, parts: Sequence[Part]) -> Stored:
        """Make the object of these parts, each with its SHA-256. Twice is once.

        ValueError when the store has other parts than these, FileNotFoundError when it has no such
        upload and no object.
        """
        ...

    def drop_parts(self, key: str, upload: str) -> None:
        """Forget an upload; nothing happens when it is gone already."""
        ...
